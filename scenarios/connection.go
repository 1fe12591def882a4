package scenarios

import "slices"

// Connection is one way in which the product under test is spoken to. Steps use its name: cds.invoke.
type Connection struct {
	Pos      `json:"-"`
	Name     string  `json:"-"`
	Adapter  Adapter `json:"adapter"`         // What kind of conversation it is.
	Settings []Field `json:"-" inline:"true"` // The adapter's own settings, in the order of the file.
}

// Browses reports whether somebody opens the product in a browser: whether the scenario has a connection by the adapter browser.
func (s *Scenario) Browses() bool {
	return slices.ContainsFunc(s.Product, func(c Connection) bool { return c.Adapter == Browser })
}

// Binding is a named value of the scenario, worked out before the first step of a run.
type Binding struct {
	Pos  `json:"-"`
	Name string `json:"-"`
	Expr Expr   `json:"-" inline:"true"`
}
