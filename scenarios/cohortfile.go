package scenarios

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// CohortFile says what kind of people a cohort is made of: see synthetic.Wanted.
type CohortFile struct {
	Pos `json:"-"`

	People     int             `json:"cohort"`               // How many people.
	Seed       int             `json:"seed,omitempty"`       // Another seed draws another sample; 0 if absent.
	Age        Range           `json:"age,omitzero"`         // Whole years, such as 50..79.
	Sex        Sex             `json:"sex,omitempty"`        // As registered at birth.
	Decile     Range           `json:"decile,omitzero"`      // Of deprivation, 1 most, such as 1..3.
	Regions    Words           `json:"regions,omitempty"`    // ONS codes of English regions.
	Ethnicity  Words           `json:"ethnicity,omitempty"`  // NHS ethnic categories, all of whom are welcome.
	Quota      []CohortShare   `json:"quota,omitempty"`      // Shares of the cohort by ethnic category; the rest are of others.
	Conditions []CohortHaving  `json:"conditions,omitempty"` // What people truly have, whatever the record says.
	Measures   []CohortMeasure `json:"measures,omitempty"`   // What people truly measure.
	Allergic   Words           `json:"allergic,omitempty"`   // What people truly react to.
	Labels     Words           `json:"labels,omitempty"`     // Allergies on the record, true or not.
	Takes      Words           `json:"takes,omitempty"`      // Ingredients or classes of medicines that people take.

	file *file
}

// CohortShare is a quota.
type CohortShare struct {
	Pos       `json:"-"`
	Ethnicity string  `json:"ethnicity"` // NHS ethnic category.
	Share     float64 `json:"share"`     // Of the cohort, 0 to 1.
}

// CohortHaving is a condition that people have or have not.
type CohortHaving struct {
	Pos   `json:"-"`
	Is    string  `json:"is"`              // Key of the condition, such as type-2-diabetes.
	Years float64 `json:"years,omitempty"` // At least so long.
	Not   bool    `json:"not,omitempty"`   // People who do not have it.
}

// CohortMeasure is a range of what somebody measures.
type CohortMeasure struct {
	Pos  `json:"-"`
	Is   string  `json:"is"`   // egfr, hba1c, systolic, bmi …
	From float64 `json:"from"` // Lowest, in the unit that the record uses.
	To   float64 `json:"to"`   // Highest.
}

// LoadCohort reads a cohort file.
func LoadCohort(fsys fs.FS, path string) (*CohortFile, error) {
	c := &CohortFile{}
	if err := load(fsys, path, "cohort", c); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *CohortFile) keep(f *file) { c.file = f }

// validate checks the names, so that a misspelt one is said with its place.
func (c *CohortFile) validate() {
	name := func(path, what, word string, known []string) {
		if word != "" && !slices.Contains(known, nhs.Key(word)) && !slices.Contains(known, word) {
			c.file.add(Problem{Pos: c.file.at(path), Path: path, Found: word, Nearest: near.Word(word, known), Message: fmt.Sprintf("no %s %q", what, short(word))})
		}
	}
	for i, h := range c.Conditions {
		name(fmt.Sprintf("conditions[%d].is", i), "condition", h.Is, nhs.Conditions().Keys())
	}
	for i, m := range c.Measures {
		name(fmt.Sprintf("measures[%d].is", i), "measure", m.Is, synthetic.Measures())
	}
	for i, q := range c.Quota {
		name(fmt.Sprintf("quota[%d].ethnicity", i), "ethnic category", q.Ethnicity, demography.EthnicGroups())
	}
	for i, code := range c.Ethnicity {
		name(fmt.Sprintf("ethnicity[%d]", i), "ethnic category", code, demography.EthnicGroups())
	}
	for i, to := range c.Allergic {
		name(fmt.Sprintf("allergic[%d]", i), "allergen", to, nhs.Allergens().Keys())
	}
	for i, to := range c.Labels {
		name(fmt.Sprintf("labels[%d]", i), "allergen", to, nhs.Allergens().Keys())
	}
	for i, class := range c.Takes {
		name(fmt.Sprintf("takes[%d]", i), "class of medicines", class, classes())
	}
}

// Wanted is the file as synthetic draws by it.
func (c *CohortFile) Wanted() synthetic.Wanted {
	span := func(r Range) *synthetic.Span {
		if r.IsZero() {
			return nil
		}
		return &synthetic.Span{From: float64(r.Min), To: float64(r.Max)}
	}
	w := synthetic.Wanted{People: c.People, Seed: uint64(max(0, c.Seed)), Age: span(c.Age), Sex: string(c.Sex), Decile: span(c.Decile),
		Regions: c.Regions, Ethnicity: c.Ethnicity, Allergic: c.Allergic, Labels: c.Labels}
	for _, class := range c.Takes {
		w.Takes = append(w.Takes, strings.ToLower(class))
	}
	for _, h := range c.Conditions {
		w.Conditions = append(w.Conditions, synthetic.Having{Is: h.Is, Years: h.Years, Not: h.Not})
	}
	for _, q := range c.Quota {
		if w.Quota == nil {
			w.Quota = map[string]float64{}
		}
		w.Quota[q.Ethnicity] += q.Share
	}
	for _, m := range c.Measures {
		if w.Measures == nil {
			w.Measures = map[string]synthetic.Span{}
		}
		w.Measures[m.Is] = synthetic.Span{From: m.From, To: m.To}
	}
	return w
}
