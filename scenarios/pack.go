package scenarios

// Pack is a set of scenarios with the hazard log and the product that they belong to.
type Pack struct {
	Pos `json:"-"`

	ID        string   `json:"pack"`                         // Name of the pack, such as prescribing.
	Title     string   `json:"title"`                        // One line that says what is rehearsed.
	About     string   `json:"about,omitempty"`              // A few sentences for a reader of the report.
	Scenarios []string `json:"scenarios"`                    // Files of scenarios, or patterns such as *.scn.yaml, relative to this file.
	Hazards   string   `json:"hazards,omitempty"`            // File of the hazard log, relative to this file.
	Product   string   `json:"product,omitempty"`            // File that says how the product is started, relative to this file.
	Cohorts   []Cohort `json:"cohorts,omitempty" key:"Name"` // Groups of people that scenarios sample from, by name.

	file *file
}

// Cohort is a group of people of the population.
type Cohort struct {
	Pos   `json:"-"`
	Name  string `json:"-"`
	About string `json:"about,omitempty"` // Who they are.
	Where Expr   `json:"where"`           // True for a person who belongs; reads the person as person.
}

// Cohort finds a cohort by name.
func (p *Pack) Cohort(name string) (*Cohort, bool) {
	for i := range p.Cohorts {
		if p.Cohorts[i].Name == name {
			return &p.Cohorts[i], true
		}
	}
	return nil, false
}
