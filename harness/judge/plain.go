package judge

import (
	"fmt"
	"strings"

	"sandpiper/scenarios"
)

// plain judges a check that must be true when the step is done.
func (t *trial) plain(f *Finding, r *ref, vars map[string]any, s *stepTurn) {
	holds, why := truth(r.check.Expr(), vars)
	switch {
	case holds:
		f.Verdict = Pass
	case why == "":
		f.Verdict = broken(r.check)
		if s != nil && s.observed != nil {
			f.Detail = "saw " + brief(s.observed.Value)
		}
	case strings.Contains(why, "did not get that far"):
		f.Verdict, f.Detail = Skipped, why
	case strings.Contains(why, "units of work"):
		f.Verdict, f.Detail = Error, why
	default:
		// What the answer lacks, it does not show: the check is as good as false.
		f.Verdict, f.Detail = broken(r.check), why
	}
}

// broken is the verdict on a check that does not hold.
func broken(c *scenarios.Check) Verdict {
	if c.Breach != "" {
		return Breach
	}
	return Fail
}

// sometimes judges a check without which the others mean nothing.
func sometimes(f *Finding, r *ref, vars map[string]any) {
	holds, why := truth(r.check.Expr(), vars)
	if holds {
		f.Verdict = Pass
		return
	}
	f.Verdict, f.Detail = Vacuous, why
	if why == "" {
		f.Detail = "this never happened in the run, so what depends on it shows nothing"
	}
}

// measure takes a value down for the campaign's budget. Its verdict is not the run's.
func (t *trial) measure(f *Finding, r *ref, vars map[string]any) {
	f.Verdict, f.Detail = Skipped, "judged over all runs"
	v, err := r.check.Expr().Eval(vars)
	if err != nil {
		f.Detail = "nothing to measure in this run"
		return
	}
	n, ok := scenarios.Amount(v)
	if !ok {
		f.Verdict, f.Detail = Error, fmt.Sprintf("the measure gives %T, not a number or a length of time", v)
		return
	}
	t.result.Measures = append(t.result.Measures, Measured{Check: f.Check, Value: n})
}
