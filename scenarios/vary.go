package scenarios

import (
	"fmt"
	"strings"
)

// Vary makes many runs of one story. The people of the sample are dealt to the rows of the table in turn, so that there are
// as many runs as people, or as rows if there are more of them.
type Vary struct {
	Pos    `json:"-"`
	Table  []Row   `json:"table,omitempty"`  // Cases, read as row in expressions. Every row is played at least once.
	Sample *Sample `json:"sample,omitempty"` // People of the population, each of whom plays the story once.
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

// Sample asks for people of the population.
type Sample struct {
	Pos    `json:"-"`
	Cohort string   `json:"cohort,omitempty"` // Name of a cohort in the pack. If absent, anybody who fits the cast.
	People int      `json:"people"`           // How many.
	Over   []string `json:"over,omitempty"`   // Facts of a person that the sample should cover evenly and reports are split by.
}

// Twins asks for counterfactual twins: the same person in all but the named respects.
type Twins struct {
	Pos      `json:"-"`
	Change   []string `json:"change"`    // What differs: sex, ethnicity, language, deprivation, disability.
	MustKeep string   `json:"must_keep"` // What must come out the same, such as decision.
}
