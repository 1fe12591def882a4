package product

import "context"

// None launches nothing: the product runs already.
type None struct {
	At string // its URL
}

// Launch never fails; whether anything answers is for the first call to find out.
func (n None) Launch(context.Context, Env) (Instance, error) { return standing(n), nil }

// standing is a product that somebody else started, and that somebody else will end.
type standing struct{ At string }

func (s standing) Base() string                { return placed(s.At, "") }
func (s standing) Identity() Identity          { return Identity{Kind: "none"} }
func (s standing) Trouble() string             { return "" }
func (s standing) Close(context.Context) error { return nil }
