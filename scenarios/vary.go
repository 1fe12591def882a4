package scenarios

import (
	"fmt"
	"strings"
)

// Vary makes many runs of one story: as many as people in the sample, or as rows in the table if there are more of them. Run k,
// counted from 0, plays row k mod rows with a person of its own. So every person plays once, in one row; every row is played
// people/rows times or one more; and no row is played by everybody.
type Vary struct {
	Pos    `json:"-"`
	Table  []Row   `json:"table,omitempty"`  // Cases, read as row in expressions. Runs go round them in order, so each is played at least once.
	Sample *Sample `json:"sample,omitempty"` // People of the population. Each plays the story once, in one row of the table.
	Twins  *Twins  `json:"twins,omitempty"`  // Counterfactual twins of each person.
}

// IsZero reports that nothing varies.
func (v Vary) IsZero() bool { return len(v.Table) == 0 && v.Sample == nil && v.Twins == nil }

// Row is one case of the table.
type Row struct {
	Pos   `json:"-"`
	Cells []Field `json:"-" inline:"true"`
}

// Values is what expressions read as row. Every row of a table has every column: a cell that is not written is null.
func (r Row) Values() map[string]any {
	out := make(map[string]any, len(r.Cells))
	for _, c := range r.Cells {
		v, _ := Resolve(c.Value, nil) // cells hold no expressions: Load refuses them
		out[c.Name] = v
	}
	return out
}

// String names the row in reports: "drug amoxicillin 500mg capsules, prefetch full".
func (r Row) String() string {
	var parts []string
	for _, c := range r.Cells {
		v, _ := Resolve(c.Value, nil)
		parts = append(parts, fmt.Sprintf("%s %v", c.Name, v))
	}
	return strings.Join(parts, ", ")
}

// Sample asks for people of the population. They are drawn in an order that the world's seed gives. With Over, the draw looks at
// several times as many as are asked for and takes those who make every value of every fact in Over about as frequent as the others
// (minimisation, as in the allocation of clinical trials). Who plays which row does not depend on those facts.
type Sample struct {
	Pos    `json:"-"`
	Cohort string   `json:"cohort,omitempty"` // Name of a cohort in the pack. If absent, anybody who fits the cast.
	People int      `json:"people"`           // How many. There are more if the table has more rows, and fewer if nobody is left who fits.
	Over   []string `json:"over,omitempty"`   // Facts of a person whose values the draw evens out as far as the people looked at allow.
}

// Twins asks for counterfactual twins: the same person in all but the named respects.
type Twins struct {
	Pos      `json:"-"`
	Change   []string `json:"change"`    // What differs: sex, ethnicity, language, deprivation, disability.
	MustKeep string   `json:"must_keep"` // What must come out the same, such as decision.
}
