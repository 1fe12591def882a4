package judge

import "cmp"

// Finding is one check in one run and what came of it.
type Finding struct {
	Scenario string  `json:"scenario"`
	Run      string  `json:"run"` // the run's id; empty for findings about the whole scenario
	RunIndex int     `json:"run_index"`
	Row      string  `json:"row"`              // how the table row is called, empty without a table
	Step     string  `json:"step"`             // empty for checks of the whole run
	Check    int     `json:"check"`            // place of the check in Outcome.Checks
	Kind     string  `json:"kind"`             // check, measure, sometimes, always, never, eventually; step for a product that gave no answer; run
	Source   string  `json:"source"`           // the expression as written
	Where    string  `json:"where,omitempty"`  // when it is asked at all
	Verdict  Verdict `json:"verdict"`          //
	Hazard   string  `json:"hazard,omitempty"` // whose breach a false check is
	Why      string  `json:"why,omitempty"`    // the scenario's own words
	Detail   string  `json:"detail,omitempty"` // what was seen instead, in a sentence
	Pos      Pos     `json:"pos"`
}

// Pos is a place in a scenario file. Lines and columns count from 1.
type Pos struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// compare orders findings by run, then by check in the order of the scenario, then by what they say.
func (f Finding) compare(g Finding) int {
	return cmp.Or(
		cmp.Compare(f.Scenario, g.Scenario), cmp.Compare(f.RunIndex, g.RunIndex), cmp.Compare(f.Check, g.Check),
		cmp.Compare(f.Step, g.Step), cmp.Compare(f.Verdict, g.Verdict), cmp.Compare(f.Detail, g.Detail))
}
