package evidencetest

import (
	"bytes"
	"fmt"
	"time"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/reports"
)

// story is one invented scenario.
type story struct {
	id, title string
	hazards   []string
	rows      []string
	runs      int
	worst     judge.Verdict
	bad       int     // runs that end so
	claim     float64 // largest rate claimed; 0 for no claim
	fault     string
}

func stories() []story {
	return []story{
		{"allergy/penicillin-order-select", "Choosing a penicillin for a penicillin-allergic patient raises a critical card", []string{"HZ-ALL-01"}, []string{"amoxicillin 500mg capsules", "flucloxacillin 250mg capsules"}, 2995, judge.Pass, 0, 0.001, ""},
		{"allergy/record-unavailable", "The product says so when the allergy record cannot be read", []string{"HZ-ALL-02"}, nil, 299, judge.Breach, 3, 0.01, "record-down"},
		{"allergy/free-text", "A penicillin allergy written only as text still raises a card", []string{"HZ-ALL-01", "HZ-ALL-03"}, nil, 120, judge.Pass, 0, 0.05, ""},
		{"interaction/warfarin-nsaid", "Ibuprofen for a patient on warfarin raises a warning", []string{"HZ-INT-01"}, []string{"ibuprofen 400mg tablets", "naproxen 250mg tablets"}, 640, judge.Pass, 0, 0.005, ""},
		{"renal/metformin-egfr", "Metformin is questioned when kidney function is low", []string{"HZ-REN-01"}, nil, 180, judge.Inconclusive, 0, 0.01, ""},
		{"identity/wrong-patient", "A record of somebody else is noticed, not used", []string{"HZ-IDN-01"}, nil, 60, judge.Pass, 0, 0, "swap"},
		{"identity/stale-record", "An older version of the record is noticed", []string{"HZ-IDN-02"}, nil, 40, judge.Vacuous, 40, 0, "stale"},
		{"noise/no-alert-when-none-is-due", "No critical card when there is nothing to warn of", []string{"HZ-ALT-01"}, []string{"doxycycline 100mg capsules"}, 900, judge.Fail, 12, 0.02, ""},
	}
}

func (s story) outcome() judge.Outcome {
	o := judge.Outcome{Scenario: s.id, Title: s.title, Digest: digest(len(s.id)), Verdict: s.worst}
	sexes, bands := []string{"female", "male"}, []string{"18-39", "40-64", "65-79", "80+"}
	for i := range s.runs {
		r := judge.RunVerdict{Run: fmt.Sprintf("%s/%05d", s.id, i), Index: i, Person: (i*7919 + len(s.id)) % 10_000,
			Groups: map[string]string{"sex": sexes[i%2], "age_band": bands[i%4]}}
		if len(s.rows) > 0 {
			r.Row = s.rows[i%len(s.rows)]
		}
		if i >= s.runs-s.bad {
			r.Verdict = s.worst
		}
		o.Runs = append(o.Runs, r)
	}
	s.check(&o)
	for _, h := range s.hazards {
		x := judge.Exposure{Hazard: h, Exposures: s.runs, Runs: s.runs}
		if s.worst == judge.Breach {
			x.Breaches, x.RunsHit = s.bad, s.bad
		}
		if s.worst == judge.Vacuous {
			x.Exposures, x.Runs = 0, 0
		}
		o.Exposures = append(o.Exposures, x)
	}
	if s.claim > 0 {
		o.Claims = []judge.ClaimResult{s.claimed()}
	}
	if s.fault != "" {
		f := judge.FaultCount{Rule: s.fault, Printed: "(fault " + s.fault + " (on records GET AllergyIntolerance*) (do status 503))", Hazard: s.hazards[0], Runs: s.runs, Fired: s.runs * 2, RunsHit: s.runs}
		if s.worst == judge.Vacuous {
			f.Fired, f.RunsHit = 0, 0
		}
		o.Faults = []judge.FaultCount{f}
	}
	return o
}

func (s story) check(o *judge.Outcome) {
	const why, source = "alert exactly when the drug is one that the patient must not have", `choose.cards.exists(c, c.indicator == "critical") == row.alert`
	pos := judge.Pos{File: "scenarios/" + s.id + ".scn.yaml", Line: 41, Column: 9}
	counts, verdict := map[string]int{"pass": s.runs - s.bad}, judge.Pass
	if s.bad > 0 {
		verdict, counts[s.worst.String()] = s.worst, s.bad
	}
	o.Checks = []judge.CheckCount{
		{Index: 0, Step: "choose", Kind: "check", Source: "choose.status == 200", Pos: pos, Counts: map[string]int{"pass": s.runs}, Verdict: judge.Pass},
		{Index: 1, Step: "choose", Kind: "check", Source: source, Why: why, Hazard: s.hazards[0], Pos: pos, Counts: counts, Verdict: verdict},
	}
	for i := s.runs - s.bad; i < s.runs; i++ {
		o.Findings = append(o.Findings, judge.Finding{Scenario: s.id, Run: o.Runs[i].Run, RunIndex: i, Row: o.Runs[i].Row, Step: "choose", Check: 1, Kind: "check",
			Source: source, Verdict: s.worst, Hazard: s.hazards[0], Why: why, Pos: pos, Detail: "choose.cards is empty: the prescriber was told nothing"})
	}
}

func (s story) claimed() judge.ClaimResult {
	weigh := func(events, n int) (float64, float64, judge.Verdict) {
		upper, lower := judge.Upper(events, n, 0.95), judge.Lower(events, n, 0.95)
		switch {
		case upper <= s.claim:
			return lower, upper, judge.Pass
		case lower > s.claim:
			return lower, upper, judge.Fail
		}
		return lower, upper, judge.Inconclusive
	}
	c := judge.ClaimResult{ID: "missed-alert-rate", Per: "orders", Event: fmt.Sprintf("breaches(%q)", s.hazards[0]), Events: s.bad, Exposures: s.runs, AtMost: s.claim, Confidence: 0.95,
		Pos: judge.Pos{File: "scenarios/" + s.id + ".scn.yaml", Line: 60, Column: 3}}
	c.Lower, c.Upper, c.Verdict = weigh(s.bad, s.runs)
	if c.Verdict == judge.Inconclusive {
		c.MoreRuns = max(0, judge.MoreWithout(s.bad, s.runs, s.claim, 0.95))
	}
	for _, g := range []struct {
		by, value string
		events, n int
	}{{"age_band", "18-39", 0, s.runs / 4}, {"age_band", "40-64", s.bad, s.runs / 4}, {"age_band", "65-79", 0, s.runs / 4}, {"age_band", "80+", 0, s.runs / 4}, {"sex", "female", s.bad, s.runs / 2}, {"sex", "male", 0, s.runs / 2}} {
		group := judge.Group{By: g.by, Value: g.value, Events: g.events, Exposures: g.n}
		group.Lower, group.Upper, group.Verdict = weigh(g.events, g.n)
		c.By = append(c.By, group)
	}
	return c
}

// recorded is the invented trace of any run.
func recorded(scenario, run string) (*trace.Run, error) {
	var out bytes.Buffer
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	w := trace.NewWriter(&out, "d", run)
	facts := map[string]any{"age": 71, "sex": "female", "ethnicity": "White British", "imd_quintile": 2, "allergies": []any{}, "conditions": []any{"asthma", "hypertension"},
		"medicines": []any{"Amlodipine 5mg tablets"}, "truth": map[string]any{"allergies": []any{"penicillin"}, "conditions": []any{"asthma", "hypertension"}, "medicines": []any{"Amlodipine 5mg tablets"}}}
	start := trace.Start{Run: run, Scenario: scenario, Digest: "d", Begins: at, Cast: []trace.Member{
		{Name: "dr", Role: "gp-prescriber"},
		{Name: "p", Facts: facts, Found: []string{"aged 34..79"}, Given: []string{"allergy penicillin"}},
	}}
	for _, e := range []struct {
		kind trace.Kind
		step string
		body any
	}{
		{trace.RunStart, "", start},
		{trace.Exchange, "choose", trace.Exchanged{Service: "login", Method: "POST", Path: "/oauth2/token", Status: 200, Response: map[string]any{"access_token": "‹redacted›", "expires_in": "599"}}},
		{trace.Exchange, "choose", trace.Exchanged{Service: "records", Method: "GET", Path: "/records/FHIR/R4/AllergyIntolerance", Query: "patient=5b1e", Status: 503, Faults: []string{"record-down"},
			Response: map[string]any{"resourceType": "OperationOutcome", "issue": []any{map[string]any{"severity": "error", "code": "transient"}}}}},
		{trace.Observe, "choose", map[string]any{"status": 200, "cards": []any{}}},
		{trace.RunEnd, "", trace.End{Outcome: trace.Ended, Events: 5}},
	} {
		if _, err := w.Add(at, e.kind, e.step, e.body, nil); err != nil {
			return nil, err
		}
	}
	return reports.RunIn(&out, "trace/sample.jsonl", run)
}
