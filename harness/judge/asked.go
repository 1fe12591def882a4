package judge

import "strings"

// asked reports whether a check is asked in this run at all: whether its where holds. A check that is not asked is skipped and
// is no exposure of its hazard, so that a bound rests only on runs in which the hazard could have happened. Where that cannot
// be worked out, the check shows nothing either way.
func (t *trial) asked(f *Finding, r *ref, vars map[string]any) bool {
	if r.check.Where.IsZero() {
		return true
	}
	holds, why := truth(&r.check.Where, vars)
	switch {
	case holds:
		return true
	case why == "":
		f.Verdict, f.Detail = Skipped, "not asked: where "+r.check.Where.Source
		t.unasked[f.Check] = true
	case strings.Contains(why, "did not get that far"):
		f.Verdict, f.Detail = Skipped, why
	case strings.Contains(why, "units of work"):
		f.Verdict, f.Detail = Error, why
	default:
		f.Verdict, f.Detail = Vacuous, "whether this is asked cannot be worked out: "+why
	}
	return false
}

// beside reports whether the run lies beside a claim about these hazards: every check that could breach one of them was looked
// at and not asked, so that the run neither counts nor is missing.
func (t *trial) beside(hazards []string) bool {
	named := false
	for _, f := range t.result.Findings {
		for _, h := range hazards {
			if f.Hazard != h {
				continue
			}
			if named = true; !t.unasked[f.Check] || f.Verdict != Skipped {
				return false
			}
		}
	}
	return named
}
