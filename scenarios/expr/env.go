package expr

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

// Limits of one expression. An expression of a few lines costs some hundreds.
const (
	MaxLength = 4000    // characters of source
	MaxCost   = 200_000 // CEL's own units of work in one evaluation
	maxDepth  = 60      // of nesting in the source
)

// Env compiles expressions. It knows a fixed set of names; a Scope says which of them one expression may use.
// It is safe for concurrent use.
type Env struct {
	cel       *cel.Env
	functions []string // that a person may call, sorted
}

// NewEnv makes an environment in which names are variables of any type. The names of Builtins are always there.
func NewEnv(names ...string) (*Env, error) {
	opts := []cel.EnvOption{
		cel.ParserExpressionSizeLimit(MaxLength),
		cel.ParserRecursionLimit(maxDepth),
		cel.ParserErrorRecoveryLimit(4),
		cel.Macros(macros()...),
		cel.EnableMacroCallTracking(), // so that a part of an expression can be written out again in a message
	}
	declared := map[string]bool{}
	for _, name := range slices.Concat(Builtins(), []string{breachesVar, leaksVar}, names) {
		if declared[name] {
			continue
		}
		if !strings.HasPrefix(name, "@") {
			if err := CheckName(name); err != nil && !slices.Contains(Builtins(), name) {
				return nil, err
			}
		}
		declared[name] = true
		opts = append(opts, cel.Variable(name, cel.DynType))
	}
	opts = append(opts, functions()...)
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("make the expression environment: %w", err)
	}
	e := &Env{cel: env, functions: []string{"all", "exists", "exists_one", "filter", "has", "map", "breaches", "leaks"}}
	for name := range env.Functions() {
		if name[0] >= 'a' && name[0] <= 'z' {
			e.functions = append(e.functions, name)
		}
	}
	slices.Sort(e.functions)
	return e, nil
}

// Builtins are the names that expressions may use without anybody declaring them, where there is something behind them:
// truth, faults, mocks, row, person, product and is.
func Builtins() []string {
	return []string{"truth", "faults", "mocks", "row", "person", "product", "is"}
}

// taken are the words that CEL keeps for itself.
const taken = " as break const continue else false for function if import in let loop namespace null package return true var void while " +
	"bool bytes double duration dyn int list map null_type string timestamp type uint "

// IsName reports whether s has the form of a name in an expression.
func IsName(s string) bool {
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// CheckName says why a person may not give a thing this name, if so.
func CheckName(s string) error {
	switch {
	case !IsName(s):
		return fmt.Errorf("%q is not a name: use letters, digits and _, beginning with a letter", s)
	case strings.HasPrefix(s, "__"):
		return fmt.Errorf("names that begin with __ are kept for the language")
	case strings.Contains(taken, " "+s+" "):
		return fmt.Errorf("%q is a word of the expression language; choose another name", s)
	case slices.Contains(Builtins(), s):
		return fmt.Errorf("%q already means something in expressions; choose another name", s)
	}
	return nil
}
