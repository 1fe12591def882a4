package reports

import (
	"fmt"
	"slices"

	"sandpiper/harness/judge"
	"sandpiper/reports/stats"
	"sandpiper/scenarios"
)

// Variant is the product with one seeded bug, and what the pack said about it.
type Variant struct {
	Bug      scenarios.Variant
	Outcomes []judge.Outcome
}

// Caught tells whether a verdict on a seeded bug counts as having noticed it. Vacuous, inconclusive and blocked do
// not: a pack that merely fails to run has noticed nothing.
func Caught(v judge.Verdict) bool { return v == judge.Fail || v == judge.Breach }

// NewKillMatrix sets the pack's verdicts on each seeded bug against those on the product itself. A scenario that
// goes wrong without any bug catches none, because its verdict says nothing about the bug.
func NewKillMatrix(honest []judge.Outcome, variants []Variant) (*KillMatrix, error) {
	if len(variants) == 0 {
		return nil, nil
	}
	m := &KillMatrix{Scenarios: []string{}, Bugs: []Bug{}}
	wrongAnyway := map[string]bool{}
	for _, o := range honest {
		m.Scenarios = append(m.Scenarios, o.Scenario)
		wrongAnyway[o.Scenario] = Caught(o.Verdict)
	}
	for _, v := range variants {
		bug := Bug{ID: v.Bug.Bug, Title: v.Bug.Title, Hazard: v.Bug.Hazard, Meant: v.Bug.CaughtBy, CaughtBy: []string{}, Verdicts: []judge.Verdict{}}
		for _, name := range m.Scenarios {
			at := slices.IndexFunc(v.Outcomes, func(o judge.Outcome) bool { return o.Scenario == name })
			if at < 0 {
				bug.Verdicts = append(bug.Verdicts, judge.Skipped)
				continue
			}
			verdict := v.Outcomes[at].Verdict
			bug.Verdicts = append(bug.Verdicts, verdict)
			if Caught(verdict) && !wrongAnyway[name] {
				bug.CaughtBy = append(bug.CaughtBy, name)
			}
		}
		bug.AsMeant = slices.Contains(bug.CaughtBy, bug.Meant)
		if len(bug.CaughtBy) > 0 {
			m.Caught++
		}
		m.Bugs = append(m.Bugs, bug)
	}
	m.Score = float64(m.Caught) / float64(len(m.Bugs))
	var err error
	if m.Interval, err = stats.ClopperPearson(m.Caught, len(m.Bugs), 0.95); err != nil {
		return nil, fmt.Errorf("score the kill matrix: %w", err)
	}
	return m, nil
}
