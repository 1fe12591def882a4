package judge

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// Measurement is what one measure of a scenario gave over all runs: figures of wall time, which differ from machine to machine
// and are therefore kept out of an Outcome.
type Measurement struct {
	Scenario string             `json:"scenario"`
	Check    int                `json:"check"`
	Source   string             `json:"source"`
	Unit     string             `json:"unit"` // "ms" for lengths of time, empty for plain numbers
	Count    int                `json:"count"`
	Stats    map[string]float64 `json:"stats"` // mean, p50, p90, p95, p99, max
	Budget   []string           `json:"budget"`
}

// budgets judges the measures and gives the checks their verdicts. Findings say which limit was passed, but no figures.
func (t *Tally) budgets() []Verdict {
	var out []Verdict
	for i, r := range t.c.refs {
		if r.kind != scenarios.Measure {
			continue
		}
		f := t.c.finding(&trace.Run{}, i)
		f.RunIndex = -1
		values := t.measures[i]
		delete(t.checks[i], Skipped) // the runs' own word for "not here"
		switch over := overBudget(r.check.Budget, values); {
		case len(values) == 0:
			f.Verdict, f.Detail = Inconclusive, "no run gave a value"
		case over != "":
			f.Verdict, f.Detail = broken(r.check), over+" was exceeded"
		}
		t.checks[i][f.Verdict]++
		out = append(out, f.Verdict)
		if f.Verdict != Pass {
			t.out.Findings = append(t.out.Findings, f)
		}
	}
	return out
}

func overBudget(b scenarios.Budget, values []float64) string {
	if len(values) == 0 {
		return ""
	}
	stats := statsOf(values)
	for _, limit := range b {
		if stats[limit.Stat] > limit.Most {
			return limit.String()
		}
	}
	return ""
}

// Measurements are the figures behind the budgets, in the order of the scenario.
func (t *Tally) Measurements() []Measurement {
	out := []Measurement{}
	for i, r := range t.c.refs {
		if r.kind != scenarios.Measure {
			continue
		}
		m := Measurement{Scenario: t.c.scenario.ID, Check: i, Source: r.check.Expr().Source, Count: len(t.measures[i]), Stats: statsOf(t.measures[i]), Budget: []string{}}
		for _, l := range r.check.Budget {
			m.Unit = l.Unit
			m.Budget = append(m.Budget, l.String())
		}
		out = append(out, m)
	}
	return out
}

// statsOf works the usual statistics out. Percentiles are by nearest rank: values that were really seen.
func statsOf(values []float64) map[string]float64 {
	out := map[string]float64{}
	if len(values) == 0 {
		return out
	}
	sorted := slices.Sorted(slices.Values(values))
	sum := 0.0
	for _, v := range sorted {
		sum += v
	}
	out["mean"], out["max"] = sum/float64(len(sorted)), sorted[len(sorted)-1]
	for _, p := range []int{50, 90, 95, 99} {
		at := int(math.Ceil(float64(p)/100*float64(len(sorted)))) - 1
		out[fmt.Sprintf("p%d", p)] = sorted[max(0, at)]
	}
	return out
}

// sortedKeys lists a map's keys in order: maps are never walked into output any other way.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
