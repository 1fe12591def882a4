// Package policy says who may see what of whom, as data: one file of rules, and one pure function that asks it.
//
//	data/default.yaml ─▶ Parse ─▶ Policy ─▶ Decide(Request) ─▶ Decision{Allow | Redact | Deny, rule, why}
//	                                 │
//	                                 ├───▶ Explain   the rules in plain English
//	                                 ├───▶ Review    the rules that never decide, whatever is asked
//	                      Question ──┴───▶ Openings  what would have to be otherwise for more to be open
//
// # How rules add up
//
// Their order does not matter. A rule that allows or redacts opens what it describes; a rule that denies closes it, whatever opens it; what no
// rule opens is closed. Of several that open, the one that opens most decides, and of equals the first in the file is named.
//
// A rule that opens says how sensitive a thing may be at most (up-to), a rule that denies from how sensitive on (from). So a policy cannot be
// written under which something more sensitive is more open than something less so. Likewise a reason for breaking the glass may open a
// thing (break-glass: needed) or lift a refusal (break-glass: lifts), and never closes one. A request in words that are not known is refused,
// lest a slip such as "reserch" slips past a rule about research.
//
// # What it knows nothing of
//
// Tokens, headers and worlds. mocks/policy/access turns a call into a Request, keeps who has a legitimate relationship with whom, and notes what
// was decided; that is where services ask.
//
// # Sources
//
// The default rules follow the National Data Guardian's principles, the NHS role-based access model and the PDS specification's rules for
// restricted records, as far as a rehearsal needs them; each rule names its own source, and says where it is assumed.
//
// Sibling rooms: mocks/policy/access asks for the services; mocks/citizen shows citizens what was decided; mocks/world holds the facts.
package policy
