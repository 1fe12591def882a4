// Package expr is the expression language of scenarios: CEL, hermetic and bounded in cost, with words of the clinic. It has no clock, no
// chance and no input but the variables, so an expression means the same in ten years.
//
//	Env (names of one scenario) ──Compile(source, Scope)──▶ Program ──Eval(vars)──▶ value
//	                                      └─▶ []Issue: offset, what is wrong, the nearest right word
//
// Facts of a run reach functions only through vars. Whoever evaluates (the harness while it plays, the judge from a trace) supplies them in
// these shapes. Maps are map[string]any, lists are []any; numbers may be int, int64 or float64; times are time.Time and lengths time.Duration
// wherever an expression adds or subtracts them.
//
//	p, carer …   a member of the cast:
//	             { nhs_number: "9990000018", age: 47, sex: "female", ethnicity: "A", imd_quintile: 2, age_band: "40-64", …,
//	               truth: { conditions: […], allergies: […], medicines: […], news2: [{at: time, value: 7}] } }
//	             Things under truth are keys ("asthma") or maps ({is: "asthma", onset: time, ended: time}; to for allergies, name and
//	             until for medicines). What stands in the record lies beside truth, as the harness shows it.
//	person       in a cohort's where: the same, for any person of the population
//	choose …     a step that has run, by its id: what the adapter observed. For CDS Hooks, status, cards and systemActions exactly as the
//	             decoded JSON of the answer; latency a time.Duration; time the moment of the step. A step with for_each is the list of its turns
//	cds, tasks … a connection: what was observed through it last. An inbox is a list of messages. A browser is { text: what is on the screen, user: NHS number signed in,
//	             page: "login", accessibility: { violations: […] } }
//	row          the cells of the row that is played
//	t7 …         a value of let;  route … the value of a for_each, inside its step
//	product      the settings of the product file
//	faults       { fired: { "record-down": 2 } }: how often each fault has struck, under its id or, without one, the service that it is on
//	mocks        { pds: { calls: [{ operation, method, path, query, status, app, authorised, people, faults, time }] } }
//	breaches     { "HZ-ALL-01": 1 } or a list of ids: for breaches(id); not a name that an expression can use
//	leaks        the canary texts that were seen where they should not be: for leaks(x); not a name either
//
// truth, is and faults may be left out: they are there for their methods. Any other name that is missing from vars is an error that says so.
//
// # Functions, beside CEL's own
//
//	mentions(card, "allerg")      in summary or detail, whatever the case; also of text, or of a list of cards
//	mentions(card, ["a", "b"])    any of them: products choose their own words
//	drugs(x)                      medicines in a card, suggestion, action, FHIR resource or list: [{name, code, classes}]
//	d.inClass("penicillin")       of a medicine that drugs found, or of text; an ingredient is a class of its own
//	truth.allergic(p, "latex")    truth.has(p, "asthma"), truth.has(p, "asthma", time), truth.takes(p, "nsaid")
//	truth.first(p, "news2 >= 7")  truth.news2_at(p, time), truth.peak_news2(p)
//	faults.fired(id)              faults.count(id)
//	breaches(id)                  whether this run breached the hazard
//	leaks(x)                      whether any text in x was seen where it should not be
//	app.shows(x)                  app.readable(text), app.signed_in_as(p), app.at_login_page(), app.accessibility()
//	is.uuid(x)                    is.nhs_number, is.date, is.instant, is.url, is.text, is.number
//	minutes(5)                    milliseconds, seconds, hours, days;  lower(text)
//
// A missing key is an error that names what is there: choose.cards[0] has no "severity"; it has indicator, source, summary.
//
// Sibling rooms: scenarios compiles with this package; harness and harness/judge evaluate.
package expr
