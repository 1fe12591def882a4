package scenarios

import (
	"fmt"

	"sandpiper/scenarios/expr"
)

// Expr is a CEL expression in a scenario.
type Expr struct {
	Pos
	Source  string        // as written
	Program *expr.Program // compiled when the scenario was loaded

	at func(offset int) Pos // where the character at an offset of Source stands in the file
}

// IsZero reports that no expression was written.
func (e Expr) IsZero() bool { return e.Source == "" && !e.Pos.Known() }

// Eval evaluates the expression. The shapes of vars are those that package expr documents.
func (e *Expr) Eval(vars map[string]any) (any, error) {
	if e.Program == nil {
		return nil, fmt.Errorf("%s: %s was not compiled", e.Pos, e.Source)
	}
	v, err := e.Program.Eval(vars)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Pos, err)
	}
	return v, nil
}

// True evaluates an expression that must give true or false.
func (e *Expr) True(vars map[string]any) (bool, error) {
	v, err := e.Eval(vars)
	if err != nil {
		return false, err
	}
	b, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("%s: %s gives %v, not true or false", e.Pos, e.Source, v)
	}
	return b, nil
}

// String is the source.
func (e Expr) String() string { return e.Source }
