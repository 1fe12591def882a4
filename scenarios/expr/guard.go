package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Guards lists the columns of the row, each as written (row.alert or !row.alert), that make the whole expression true by
// themselves because it is joined to them by ||. An expression of any other shape has none.
func (p *Program) Guards() []string {
	if p.tree.Expr().Kind() != ast.CallKind || p.tree.Expr().AsCall().FunctionName() != operators.LogicalOr {
		return nil
	}
	var out []string
	var sides func(e ast.Expr)
	sides = func(e ast.Expr) {
		if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.LogicalOr {
			for _, side := range e.AsCall().Args() {
				sides(side)
			}
			return
		}
		not := ""
		if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.LogicalNot {
			not, e = "!", e.AsCall().Args()[0]
		}
		if e.Kind() == ast.SelectKind && !e.AsSelect().IsTestOnly() {
			if s := e.AsSelect(); s.Operand().Kind() == ast.IdentKind && s.Operand().AsIdent() == "row" {
				out = append(out, not+"row."+s.FieldName())
			}
		}
	}
	sides(p.tree.Expr())
	return out
}

// Not is the contrary of a guard.
func Not(guard string) string {
	if plain, negated := strings.CutPrefix(guard, "!"); negated {
		return plain
	}
	return "!" + guard
}
