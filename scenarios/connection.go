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

// Rooted reports whether the product knows one address of the mock NHS for all runs, and its calls are told apart by what they carry: where
// somebody opens it in a browser or calls it over HTTP, and no CDS hook names an address for each run.
func (s *Scenario) Rooted() bool {
	has := func(a Adapter) bool {
		return slices.ContainsFunc(s.Product, func(c Connection) bool { return c.Adapter == a })
	}
	return s.Browses() || has(HTTP) && !has(CDSHooks)
}

// Binding is a named value of the scenario, worked out before the first step of a run.
type Binding struct {
	Pos  `json:"-"`
	Name string `json:"-"`
	Expr Expr   `json:"-" inline:"true"`
}
