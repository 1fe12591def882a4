package expr

import (
	"fmt"
	"math"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// The variables behind breaches(id) and leaks(x). A function sees only its arguments, so the two are macros that add the
// run's own facts to them.
const (
	breachesVar = "@breaches"
	leaksVar    = "@leaks"
)

func macros() []cel.Macro {
	add := func(name, variable string) cel.Macro {
		return cel.GlobalMacro(name, 1, func(h cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return h.NewCall("@"+name, h.NewIdent(variable), args[0]), nil
		})
	}
	return []cel.Macro{add("breaches", breachesVar), add("leaks", leaksVar)}
}

// call is the body of a function: it works on plain Go values.
type call func(args []any) (any, error)

// functions declares everything that expressions can call, beside what CEL has itself.
func functions() []cel.EnvOption {
	lengths := map[string]time.Duration{
		"milliseconds": time.Millisecond, "seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour,
	}
	opts := []cel.EnvOption{
		global("@breaches", 2, cel.BoolType, breached),
		global("@leaks", 2, cel.BoolType, leaked),
		global("mentions", 2, cel.BoolType, mentions),
		global("drugs", 1, cel.ListType(cel.DynType), drugs),
		global("lower", 1, cel.StringType, func(args []any) (any, error) {
			s, err := text("lower", args[0])
			return strings.ToLower(s), err
		}),
		method("inClass", 2, cel.BoolType, inClass),
		method("fired", 2, cel.BoolType, fired),
		method("count", 2, cel.IntType, firings),
		method("allergic", 3, cel.BoolType, truthAllergic),
		cel.Function("has", cel.MemberOverload("truth_has", dyns(3), cel.BoolType, cel.FunctionBinding(bind(truthHas))),
			cel.MemberOverload("truth_has_at", dyns(4), cel.BoolType, cel.FunctionBinding(bind(truthHas)))),
		method("takes", 3, cel.BoolType, truthTakes),
		method("first", 3, cel.DynType, truthFirst),
		method("news2_at", 3, cel.DynType, truthNews2At),
		method("peak_news2", 2, cel.DynType, truthPeakNews2),
		method("shows", 2, cel.BoolType, shows),
		method("readable", 2, cel.BoolType, readable),
		method("signed_in_as", 2, cel.BoolType, signedInAs),
		method("at_login_page", 1, cel.BoolType, atLoginPage),
		method("accessibility", 1, cel.DynType, accessibility),
	}
	for _, name := range []string{"milliseconds", "seconds", "minutes", "hours", "days"} {
		opts = append(opts, global(name, 1, cel.DurationType, length(name, lengths[name])))
	}
	for _, k := range kinds() {
		opts = append(opts, method(k.name, 2, cel.BoolType, func(args []any) (any, error) { return k.is(args[1]), nil }))
	}
	return opts
}

func dyns(n int) []*cel.Type {
	out := make([]*cel.Type, n)
	for i := range out {
		out[i] = cel.DynType
	}
	return out
}

func global(name string, arity int, gives *cel.Type, do call) cel.EnvOption {
	return cel.Function(name, cel.Overload(strings.TrimPrefix(name, "@")+"_of", dyns(arity), gives, binding(arity, do)))
}

func method(name string, arity int, gives *cel.Type, do call) cel.EnvOption {
	return cel.Function(name, cel.MemberOverload("any_"+name, dyns(arity), gives, binding(arity, do)))
}

func binding(arity int, do call) cel.OverloadOpt {
	b := bind(do)
	switch arity {
	case 1:
		return cel.UnaryBinding(func(a ref.Val) ref.Val { return b(a) })
	case 2:
		return cel.BinaryBinding(func(a, c ref.Val) ref.Val { return b(a, c) })
	}
	return cel.FunctionBinding(b)
}

func bind(do call) func(...ref.Val) ref.Val {
	return func(vals ...ref.Val) ref.Val {
		args := make([]any, len(vals))
		for i, v := range vals {
			args[i] = native(v)
		}
		out, err := do(args)
		if err != nil {
			return types.WrapErr(err)
		}
		return types.DefaultTypeAdapter.NativeToValue(out)
	}
}

// length makes a duration of a number of units.
func length(name string, unit time.Duration) call {
	return func(args []any) (any, error) {
		var n float64
		switch x := args[0].(type) {
		case int64:
			n = float64(x)
		case uint64:
			n = float64(x)
		case float64:
			n = x
		default:
			return nil, fmt.Errorf("%s(%s) needs a number", name, brieflyOf(args[0]))
		}
		if length := n * float64(unit); math.Abs(length) < math.MaxInt64/2 {
			return time.Duration(length), nil
		}
		return nil, fmt.Errorf("%s(%v) is too long", name, n)
	}
}

func text(function string, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%s needs text, not %s", function, brieflyOf(v))
	}
	return s, nil
}

// brieflyOf says in a few words what a value is.
func brieflyOf(v any) string {
	switch x := v.(type) {
	case nil:
		return "nothing"
	case []any:
		return "a list"
	case map[string]any:
		return "a map"
	case string:
		if len(x) > 30 {
			return "text"
		}
		return fmt.Sprintf("%q", x)
	}
	return fmt.Sprintf("%v", v)
}
