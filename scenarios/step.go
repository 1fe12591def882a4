package scenarios

// Step is one thing that happens.
type Step struct {
	Pos `json:"-"`

	ID      string  `json:"id,omitempty"`                  // Name by which later expressions read what came back.
	About   string  `json:"about,omitempty"`               // What happens, in words.
	If      Expr    `json:"if,omitzero"`                   // Only in runs where this is true; else the step is skipped.
	ForEach []Loop  `json:"for_each,omitempty" key:"Name"` // Once for each value; the name holds the value.
	At      Moment  `json:"at,omitzero"`                   // Moves the clock first: +PT5M after the step before, or to a time.
	Faults  []Fault `json:"faults,omitempty"`              // Faults that hold during this step.
	When    Verb    `json:"when,omitzero"`                 // What is done: a connection and one of its verbs, such as cds.invoke, or world.update.
	With    Value   `json:"with,omitzero"`                 // What it is done with. ${…} holds an expression.
	Run     string  `json:"run,omitempty"`                 // Lets something run by itself: devices, or world.
	Until   Until   `json:"until,omitzero"`                // How far the clock runs: end, or a time.
	Then    []Check `json:"then,omitempty"`                // What must hold when it is done.
}

// Verb is what a step does: a connection to the product, or world, and one of its verbs.
type Verb struct {
	Pos     `json:"-"`
	Product string `json:"-"` // name of a connection, or "world"
	Name    string `json:"-"` // such as "invoke"
}

// String is the form in the file.
func (v Verb) String() string {
	if v.Name == "" {
		return v.Product
	}
	return v.Product + "." + v.Name
}

// IsZero reports that a step does nothing to the product.
func (v Verb) IsZero() bool { return v.Product == "" }

// Loop repeats a step: once for each value.
type Loop struct {
	Pos    `json:"-"`
	Name   string `json:"-"`
	Values Value  `json:"-" inline:"true"` // a list, or an expression that gives one
}

// Until is how far a step lets the clock run.
type Until struct {
	Moment
	End bool // to the horizon of the world
}

// IsZero reports that no end was written.
func (u Until) IsZero() bool { return !u.End && u.Moment.IsZero() }
