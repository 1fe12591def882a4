package expr

import (
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Program is a compiled expression. It is safe for concurrent use, and it gives the same value for the same variables
// wherever and whenever it runs: it has no clock, no chance and no way out.
type Program struct {
	source string
	tree   *ast.AST
	env    *cel.Env
	cel    cel.Program
	gives  *cel.Type
}

// Boolean reports whether the expression can give true or false. Many expressions can give anything; they pass.
func (p *Program) Boolean() bool {
	return p.gives.IsExactType(cel.BoolType) || p.gives.IsExactType(cel.DynType)
}

// Eval gives the value of the expression: nil, bool, int64, uint64, float64, string, time.Time, time.Duration, []any or
// map[string]any. doc.go says what shapes vars has. vars and what is in it are only read.
func (p *Program) Eval(vars map[string]any) (any, error) {
	out, _, err := p.cel.Eval(activation{vars})
	if err != nil {
		return nil, p.explain(err, vars)
	}
	return native(out), nil
}

// activation looks names up in the variables. The names that only hold methods need not be in them.
type activation struct{ vars map[string]any }

func (a activation) ResolveName(name string) (any, bool) {
	if v, ok := a.vars[name]; ok {
		return v, true
	}
	switch name {
	case "truth", "is", "faults":
		return nothing, true
	case breachesVar:
		v, ok := a.vars["breaches"]
		return v, ok
	case leaksVar:
		v, ok := a.vars["leaks"]
		return v, ok
	}
	return nil, false
}

func (activation) Parent() cel.Activation { return nil }

// nothing is the empty map that stands for truth, is and faults when they hold nothing. It is never written to.
var nothing = map[string]any{}

// native turns a CEL value into a Go value.
func native(v ref.Val) any {
	switch x := v.(type) {
	case types.Null:
		return nil
	case types.Timestamp:
		return x.Time
	case types.Duration:
		return x.Duration
	case traits.Mapper:
		if m, ok := x.Value().(map[string]any); ok {
			return m
		}
		out := map[string]any{}
		for it := x.Iterator(); it.HasNext() == types.True; {
			k := it.Next()
			out[fmt.Sprint(k.Value())] = native(x.Get(k))
		}
		return out
	case traits.Lister:
		if l, ok := x.Value().([]any); ok {
			return l
		}
		size, _ := x.Size().Value().(int64)
		out := make([]any, 0, size)
		for it := x.Iterator(); it.HasNext() == types.True; {
			out = append(out, native(it.Next()))
		}
		return out
	}
	switch x := v.Value().(type) {
	case time.Time, time.Duration, bool, int64, uint64, float64, string:
		return x
	}
	return v.Value()
}

// explain puts an evaluation error into words that name what is there.
func (p *Program) explain(err error, vars map[string]any) error {
	message := err.Error()
	if key, ok := strings.CutPrefix(message, "no such key: "); ok {
		d := diagnosis{program: p, key: key}
		if better := d.look(p.tree.Expr(), bindings{vars: vars}); better != nil {
			return better
		}
		return fmt.Errorf("there is no %q in %s", key, p.source)
	}
	switch {
	case strings.HasPrefix(message, "no such attribute(s): "):
		name, _, _ := strings.Cut(strings.TrimPrefix(message, "no such attribute(s): "), ",")
		return fmt.Errorf("%s has no value here: the run did not get that far", strings.TrimPrefix(name, "@"))
	case strings.Contains(message, "cost limit exceeded"):
		return fmt.Errorf("the expression needs more than %d units of work; make it simpler", MaxCost)
	case strings.HasPrefix(message, "index out of bounds"):
		return fmt.Errorf("%s in %s", message, p.source)
	}
	return fmt.Errorf("%s in %s", message, p.source)
}
