package reports

import (
	"slices"
	"strings"

	"sandpiper/harness/judge"
)

// Obligation is one rule of somebody else's that scenarios say they cover, such as a published testing scenario, and what came of it: a row of the
// table of evidence that an assessor asks for.
type Obligation struct {
	ID        string        `json:"id"`      // as the scenarios name it, such as nhs-login/testing-scenarios/consent-refused
	Verdict   judge.Verdict `json:"verdict"` // the worst of the scenarios
	Runs      int           `json:"runs"`    // of all of them
	Scenarios []Answering   `json:"scenarios"`
}

// Answering is a scenario that answers to an obligation.
type Answering struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Verdict judge.Verdict `json:"verdict"`
	Runs    int           `json:"runs"`
}

// obligations are those that the scenarios name, in byte order, so that the rules of one document stand together.
func obligations(played []Scenario) []Obligation {
	out := []Obligation{}
	for i := range played {
		s := &played[i]
		for _, id := range s.Duties {
			at := slices.IndexFunc(out, func(o Obligation) bool { return o.ID == id })
			if at < 0 {
				at = len(out)
				out = append(out, Obligation{ID: id})
			}
			o := &out[at]
			o.Scenarios = append(o.Scenarios, Answering{ID: s.ID, Title: s.Title, Verdict: s.Verdict, Runs: s.Runs})
			o.Runs += s.Runs
		}
	}
	for i := range out {
		var all []judge.Verdict
		for _, s := range out[i].Scenarios {
			all = append(all, s.Verdict)
		}
		out[i].Verdict = judge.Worst(all...)
	}
	slices.SortFunc(out, func(a, b Obligation) int { return strings.Compare(a.ID, b.ID) })
	return out
}
