package realism

import (
	"fmt"
	"math"
	"strconv"
)

// Target is a rule that a program can follow: a figure is to be at most Value, at least Value, or within Tolerance of it.
type Target struct {
	Rule      string `json:"rule"` // "at-most", "at-least", "within"; empty without a target
	Value     Figure `json:"value"`
	Tolerance Figure `json:"tolerance"`
}

// Miss is how far a figure lies outside the target, in its own unit: 0 if it meets it or there is none, unknown if the figure
// is.
func (t Target) Miss(f Figure) float64 {
	if t.Rule == "" {
		return 0
	}
	if !f.Known() {
		return math.NaN()
	}
	off := float64(f - t.Value)
	switch t.Rule {
	case "at-most":
		return max(0, off)
	case "at-least":
		return max(0, -off)
	}
	return max(0, math.Abs(off)-float64(t.Tolerance))
}

// String is the target as people write it: "≤ 0.25", "≥ 18", "27.2 ± 1"; empty without a target.
func (t Target) String() string {
	switch t.Rule {
	case "at-most":
		return "≤ " + short(t.Value)
	case "at-least":
		return "≥ " + short(t.Value)
	case "within":
		return fmt.Sprintf("%s ± %s", short(t.Value), short(t.Tolerance))
	}
	return ""
}

// judge fills in how a row stands. The people of a part of England are not held to England's figures: only what is so
// everywhere, the logic and the workings of the program, is judged of them.
func (r *Row) judge(england bool) {
	missed := math.IsNaN(r.Target.Miss(r.Ours)) || r.Target.Miss(r.Ours) > 0
	switch {
	case !r.Ours.Known() && r.without != "":
		r.Met, r.Note = r.without, join(r.because, r.Note)
	case r.Target.Rule == "", !england && !everywhere[r.ID]:
		r.Met = Shown
	case !missed:
		r.Met = Met
	case r.without == Explained:
		r.Met, r.Note = Explained, join(r.because, r.Note)
	default:
		r.Met = NotMet
	}
}

// everywhere are the rows that hold for any people of any place.
var everywhere = map[string]bool{"P20": true, "P21": true, "P22": true, "P23": true, "P24": true, "P25": true}

// short is a figure without needless zeros.
func short(f Figure) string { return strconv.FormatFloat(float64(f), 'f', -1, 64) }

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
