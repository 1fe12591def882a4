package judge

import (
	"fmt"
	"slices"
)

// Verdict is what was found, of a check, a run, a claim or a whole scenario. Greater is worse: verdicts roll up by max,
// so that one breach outweighs any number of passes.
type Verdict uint8

// The verdicts, in the order in which they roll up.
const (
	Pass         Verdict = iota // looked at, and as it should be
	Skipped                     // left out for a stated reason
	Blocked                     // the product could not be reached, so nothing was seen
	Vacuous                     // what the check depends on never happened, so a pass would mean nothing
	Inconclusive                // too little evidence for either answer
	Disputed                    // reviewers disagree
	Fail                        // a check was false
	Breach                      // a check that stands for a hazard was false
	Error                       // Sandpiper or the scenario failed, not the product
)

var names = [...]string{"pass", "skipped", "blocked", "vacuous", "inconclusive", "disputed", "fail", "breach", "error"}

// String is the verdict's name in lower case, as reports print it.
func (v Verdict) String() string {
	if int(v) >= len(names) {
		return fmt.Sprintf("verdict(%d)", uint8(v))
	}
	return names[v]
}

// MarshalText writes the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a verdict's name.
func (v *Verdict) UnmarshalText(text []byte) error {
	i := slices.Index(names[:], string(text))
	if i < 0 {
		return fmt.Errorf("%.40q is no verdict; the verdicts are %v", text, names)
	}
	*v = Verdict(i)
	return nil
}

// Worst rolls verdicts up. Nothing at all is vacuous: an empty set of checks shows nothing. Skips beside anything that was
// judged do not count, because what was left out says nothing about what was seen; only skips is vacuous.
func Worst(vs ...Verdict) Verdict {
	worst, judged := Pass, false
	for _, v := range vs {
		if v == Skipped {
			continue
		}
		judged = true
		worst = max(worst, v)
	}
	if !judged {
		return Vacuous
	}
	return worst
}
