package expr

// Program is a compiled expression.
type Program struct{}

// Env is where expressions are compiled.
type Env struct{}

// Eval evaluates.
func (p *Program) Eval(vars map[string]any) (any, error) { return nil, nil }
