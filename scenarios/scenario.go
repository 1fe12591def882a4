package scenarios

import "sandpiper/scenarios/expr"

// Scenario is one story to rehearse: who is in it, what happens, and what must be true afterwards. Given is World, Cast,
// Devices and Faults; When is Steps; Then is the checks of the steps, Then and Claims.
//
// The order of the fields is the canonical order of the keys: Format writes them so.
type Scenario struct {
	Pos `json:"-"`

	ID    string `json:"scenario"`        // Name of the scenario, such as allergy/penicillin-order-select: unique in its pack.
	Title string `json:"title"`           // One line that says what must hold, for a reader who is no programmer.
	About string `json:"about,omitempty"` // A few sentences on why this is worth rehearsing.

	Covers  Covers       `json:"covers,omitzero"`              // What this scenario is evidence for.
	World   World        `json:"world"`                        // The seed and the clock.
	Cast    []Member     `json:"cast,omitempty" key:"Name"`    // The people in the story, patients and staff, by the name that expressions use.
	Devices []Device     `json:"devices,omitempty" key:"Name"` // Streams of measurements that a member of the cast wears.
	Product []Connection `json:"product" key:"Name"`           // The ways in which the product under test is spoken to, by the name that steps use.
	Let     []Binding    `json:"let,omitempty" key:"Name"`     // Values worked out once for each run, before its first step.
	Faults  []Fault      `json:"faults,omitempty"`             // Faults that hold during the whole run, or from a time on.
	Steps   []Step       `json:"steps"`                        // What happens, in order.
	Then    []Check      `json:"then,omitempty"`               // What must hold over the whole run.
	Vary    Vary         `json:"vary,omitzero"`                // How one story becomes many runs.
	Claims  []Claim      `json:"claims,omitempty"`             // Rates that the campaign as a whole must show, with their bounds.
	Review  []Question   `json:"review,omitempty"`             // Questions for blinded clinical reviewers.

	env  *expr.Env
	file *file
}

// Covers says what a scenario is evidence for. All three are names in other people's documents.
type Covers struct {
	Pos         `json:"-"`
	Hazards     []string `json:"hazards,omitempty"`     // Ids in the product's own hazard log.
	Controls    []string `json:"controls,omitempty"`    // Ids of controls in the same log.
	Obligations []string `json:"obligations,omitempty"` // Rules that ask for this, such as dcb0129/clinical-risk-control.
}

// Member finds a member of the cast by name.
func (s *Scenario) Member(name string) (*Member, bool) {
	for i := range s.Cast {
		if s.Cast[i].Name == name {
			return &s.Cast[i], true
		}
	}
	return nil, false
}

// Connection finds a connection to the product by name.
func (s *Scenario) Connection(name string) (*Connection, bool) {
	for i := range s.Product {
		if s.Product[i].Name == name {
			return &s.Product[i], true
		}
	}
	return nil, false
}

// Step finds a step by id.
func (s *Scenario) Step(id string) (*Step, bool) {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i], true
		}
	}
	return nil, false
}
