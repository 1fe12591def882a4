package expr

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// Words is the expression in English, for readers who are no programmers. It says the same as the source, part for part; what
// has no good English is left as it is written.
func (p *Program) Words() string {
	w := words{tree: p.tree}
	if list := p.tree.Expr(); list.Kind() == ast.ListKind {
		return w.anyOf(list)
	}
	return w.of(p.tree.Expr(), 0)
}

type words struct{ tree *ast.AST }

// Strength of binding, so that brackets are written where English would be unclear.
const (
	loose = iota
	either
	both
	compared
	tight
)

// of writes one part. around is how strongly what is around it binds.
func (w words) of(e ast.Expr, around int) string {
	text, own := w.phrase(e)
	if own < around {
		return "(" + text + ")"
	}
	return text
}

func (w words) phrase(e ast.Expr) (string, int) {
	if call, ok := w.tree.SourceInfo().GetMacroCall(e.ID()); ok {
		return w.macro(call, e)
	}
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent(), tight
	case ast.LiteralKind:
		return literal(e), tight
	case ast.SelectKind:
		s := e.AsSelect()
		if s.IsTestOnly() {
			return w.of(s.Operand(), tight) + " has " + spaced(s.FieldName()), compared
		}
		return w.of(s.Operand(), tight) + "’s " + spaced(s.FieldName()), tight
	case ast.CallKind:
		return w.call(e)
	}
	return w.source(e), tight
}

// anyOf tells a list of choices: “a”, “b” or “c”. What is no list written out is told as anything else is.
func (w words) anyOf(list ast.Expr) string {
	if list.Kind() != ast.ListKind {
		return w.of(list, tight)
	}
	elements := list.AsList().Elements()
	var b strings.Builder
	for i, e := range elements {
		switch {
		case i > 0 && i == len(elements)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(w.of(e, tight))
	}
	if b.Len() == 0 {
		return "nothing"
	}
	return b.String()
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

func literal(e ast.Expr) string {
	switch v := e.AsLiteral(); v.Type() {
	case types.NullType:
		return "nothing"
	case types.StringType:
		return fmt.Sprintf("“%v”", v.Value())
	default:
		return fmt.Sprintf("%v", v.Value())
	}
}

// source is a part as it is written.
func (w words) source(e ast.Expr) string {
	text, err := parser.Unparse(e, w.tree.SourceInfo())
	if err != nil {
		return "…"
	}
	return strings.Join(strings.Fields(text), " ")
}

func joining(operator string) (word string, strength int) {
	switch operator {
	case operators.LogicalAnd:
		return " and ", both
	case operators.LogicalOr:
		return " or ", either
	case operators.Equals:
		return " is ", compared
	case operators.NotEquals:
		return " is not ", compared
	case operators.Less:
		return " is below ", compared
	case operators.LessEquals:
		return " is at most ", compared
	case operators.Greater:
		return " is above ", compared
	case operators.GreaterEquals:
		return " is at least ", compared
	case operators.In:
		return " is one of ", compared
	case operators.Add:
		return " plus ", tight
	case operators.Subtract:
		return " minus ", tight
	case operators.Multiply:
		return " times ", tight
	case operators.Divide:
		return " divided by ", tight
	}
	return "", 0
}

// side writes one side of an operator. English does not bind and before or, so a mixture of them gets brackets, and so does a
// comparison inside a comparison.
func (w words) side(e ast.Expr, operator string, strength int) string {
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operator && strength < compared {
		return w.of(e, strength)
	}
	if strength == tight {
		return w.of(e, tight)
	}
	return w.of(e, max(compared, strength+1))
}

func (w words) call(e ast.Expr) (string, int) {
	c := e.AsCall()
	args := c.Args()
	if word, strength := joining(c.FunctionName()); word != "" && len(args) == 2 {
		if c.FunctionName() == operators.In && args[1].Kind() == ast.ListKind {
			return w.side(args[0], c.FunctionName(), strength) + word + w.anyOf(args[1]), strength
		}
		return w.side(args[0], c.FunctionName(), strength) + word + w.side(args[1], c.FunctionName(), strength), strength
	}
	switch c.FunctionName() {
	case operators.LogicalNot:
		if m, ok := w.tree.SourceInfo().GetMacroCall(args[0].ID()); ok && m.AsCall().FunctionName() == "has" {
			s := m.AsCall().Args()[0].AsSelect()
			return w.of(s.Operand(), tight) + " has no " + spaced(s.FieldName()), compared
		}
		return "not " + w.of(args[0], tight), compared
	case operators.Conditional:
		return fmt.Sprintf("%s if %s, else %s", w.of(args[1], compared), w.of(args[0], compared), w.of(args[2], compared)), loose
	case operators.Index:
		return w.of(args[0], tight) + "[" + w.of(args[1], loose) + "]", tight
	}
	return w.function(e)
}

// phrases are the functions that have English of their own. $0 is the target or the first argument, $1 the next, $2 the one after.
func phrases() map[string]struct {
	english  string
	strength int
} {
	type phrase = struct {
		english  string
		strength int
	}
	return map[string]phrase{
		"mentions":      {"$0 mentions $1", compared},
		"drugs":         {"the medicines in $0", tight},
		"lower":         {"$0 in small letters", tight},
		"size":          {"the number of $0", tight},
		"inClass":       {"$0 is in the class $1", compared},
		"fired":         {"the fault $1 has struck", compared},
		"count":         {"how often the fault $1 has struck", tight},
		"allergic":      {"$1 is truly allergic to $2", compared},
		"has":           {"$1 truly has $2", compared},
		"takes":         {"$1 truly takes $2", compared},
		"first":         {"the first time that $1 truly has $2", tight},
		"news2_at":      {"$1’s true NEWS2 at $2", tight},
		"peak_news2":    {"$1’s highest true NEWS2", tight},
		"shows":         {"$0 shows $1", compared},
		"readable":      {"one can read $1 in $0", compared},
		"signed_in_as":  {"$1 is signed in to $0", compared},
		"at_login_page": {"$0 is at its login page", compared},
		"accessibility": {"the accessibility of $0", tight},
		"contains":      {"$0 contains $1", compared},
		"startsWith":    {"$0 begins with $1", compared},
		"endsWith":      {"$0 ends with $1", compared},
		"milliseconds":  {"$0 milliseconds", tight},
		"seconds":       {"$0 seconds", tight},
		"minutes":       {"$0 minutes", tight},
		"hours":         {"$0 hours", tight},
		"days":          {"$0 days", tight},
	}
}

func (w words) function(e ast.Expr) (string, int) {
	c := e.AsCall()
	parts := c.Args()
	if c.IsMemberFunction() {
		parts = append([]ast.Expr{c.Target()}, parts...)
	}
	p, known := phrases()[c.FunctionName()]
	if !known || strings.Contains(p.english, "$2") && len(parts) < 3 || strings.Contains(p.english, "$1") && len(parts) < 2 {
		if k := c.FunctionName(); c.IsMemberFunction() && len(parts) == 2 && parts[0].Kind() == ast.IdentKind && parts[0].AsIdent() == "is" {
			return w.of(parts[1], tight) + " has the form of a " + spaced(k), compared
		}
		return w.source(e), tight
	}
	english := p.english
	for i, part := range parts {
		said := w.of(part, tight)
		if c.FunctionName() == "mentions" {
			said = w.anyOf(part)
		}
		english = strings.ReplaceAll(english, fmt.Sprintf("$%d", i), said)
	}
	if count, one := strings.CutPrefix(english, "1 "); one {
		english = "1 " + strings.TrimSuffix(count, "s")
	}
	return english, p.strength
}

// macro writes what the author wrote rather than what it expands to.
func (w words) macro(call, expanded ast.Expr) (string, int) {
	c := call.AsCall()
	args := c.Args()
	switch name := c.FunctionName(); {
	case name == "breaches" && len(args) == 1:
		return "hazard " + strings.Trim(w.of(args[0], tight), "“”") + " happens", compared
	case name == "leaks" && len(args) == 1:
		return w.of(args[0], tight) + " leaks", compared
	case name == "has" && len(args) == 1 && args[0].Kind() == ast.SelectKind:
		return w.of(args[0].AsSelect().Operand(), tight) + " has " + spaced(args[0].AsSelect().FieldName()), compared
	case c.IsMemberFunction() && len(args) == 2 && args[0].Kind() == ast.IdentKind:
		each, list, what := args[0].AsIdent(), w.of(c.Target(), tight), w.of(args[1], either)
		switch name {
		case "exists":
			return fmt.Sprintf("for some %s of %s, %s", each, list, what), loose
		case "all":
			return fmt.Sprintf("for every %s of %s, %s", each, list, what), loose
		case "exists_one":
			return fmt.Sprintf("for exactly one %s of %s, %s", each, list, what), loose
		case "filter":
			return fmt.Sprintf("(each %s of %s for which %s)", each, list, what), tight
		case "map":
			return fmt.Sprintf("(%s for each %s of %s)", what, each, list), tight
		}
	}
	return w.source(expanded), tight
}
