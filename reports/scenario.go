package reports

import (
	"cmp"

	"sandpiper/harness/judge"
	"sandpiper/scenarios"
)

// Scenario is one scenario and how its runs ended.
type Scenario struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	About    string         `json:"about,omitempty"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Trace    string         `json:"trace,omitempty"` // file in the run directory that holds its runs, event by event
	Hazards  []string       `json:"hazards"`
	Controls []string       `json:"controls"`
	Duties   []string       `json:"obligations"`
	Runs     int            `json:"runs"`
	Verdict  judge.Verdict  `json:"verdict"`
	Verdicts []VerdictCount `json:"verdicts"` // of its runs; only those that came
	Checks   []Check        `json:"checks"`
	Failure  *Failure       `json:"failure,omitempty"` // its first run that went worst
}

// Check is one check of a scenario and how it ended over all runs.
type Check struct {
	Step     string         `json:"step,omitempty"`
	Kind     string         `json:"kind"`
	Source   string         `json:"source"`          // the expression as written
	Where    string         `json:"where,omitempty"` // when it is asked at all; elsewhere it is no exposure
	Why      string         `json:"why,omitempty"`
	Hazard   string         `json:"hazard,omitempty"`
	Line     int            `json:"line"` // in the scenario's file
	Verdict  judge.Verdict  `json:"verdict"`
	Verdicts []VerdictCount `json:"verdicts"` // only those that came
}

// Says is the check in words where the scenario gives any, else its expression.
func (c Check) Says() string { return cmp.Or(c.Why, c.Source) }

// verdicts lists every verdict in rising order.
func verdicts() []judge.Verdict {
	var out []judge.Verdict
	for v := judge.Pass; v <= judge.Error; v++ {
		out = append(out, v)
	}
	return out
}

// count is how often each verdict came, in rising order, leaving out those that never did.
func count(of func(judge.Verdict) int) []VerdictCount {
	out := []VerdictCount{}
	for _, v := range verdicts() {
		if n := of(v); n > 0 {
			out = append(out, VerdictCount{Verdict: v, Count: n})
		}
	}
	return out
}

func runsWith(runs []judge.RunVerdict) func(judge.Verdict) int {
	tally := map[judge.Verdict]int{}
	for _, r := range runs {
		tally[r.Verdict]++
	}
	return func(v judge.Verdict) int { return tally[v] }
}

// scenarioRow joins what was meant with what came of it.
func scenarioRow(s *scenarios.Scenario, o judge.Outcome, trace string) Scenario {
	row := Scenario{
		ID: s.ID, Title: s.Title, About: s.About, File: s.Pos.File, SHA256: o.Digest, Trace: trace,
		Hazards: orEmpty(s.Covers.Hazards), Controls: orEmpty(s.Covers.Controls), Duties: orEmpty(s.Covers.Obligations),
		Runs: len(o.Runs), Verdict: o.Verdict, Verdicts: count(runsWith(o.Runs)), Checks: []Check{},
	}
	for _, c := range o.Checks {
		row.Checks = append(row.Checks, Check{
			Step: c.Step, Kind: c.Kind, Source: c.Source, Where: c.Where, Why: c.Why, Hazard: c.Hazard, Line: c.Pos.Line, Verdict: c.Verdict,
			Verdicts: count(func(v judge.Verdict) int { return c.Counts[v.String()] }),
		})
	}
	return row
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
