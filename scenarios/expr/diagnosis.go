package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"

	"sandpiper/synthetic/near"
)

// diagnosis finds the place where a key was missing, after the fact, by evaluating the parts of the expression again.
// CEL only says which key.
type diagnosis struct {
	program *Program
	key     string
	tries   int
}

// maxTries bounds the work that is put into one error message.
const maxTries = 2000

// bindings are the variables around a part of the expression, with how to speak of those that a comprehension bound.
type bindings struct {
	vars   map[string]any
	labels map[string]string
}

func (b bindings) with(name string, value any, label string) bindings {
	out := bindings{vars: maps.Clone(b.vars), labels: maps.Clone(b.labels)}
	if out.vars == nil {
		out.vars = map[string]any{}
	}
	if out.labels == nil {
		out.labels = map[string]string{}
	}
	out.vars[name], out.labels[name] = value, label
	return out
}

// look finds the first missing key in the order of evaluation, or nil.
func (d *diagnosis) look(e ast.Expr, b bindings) error {
	if d.tries++; d.tries > maxTries {
		return nil
	}
	switch e.Kind() {
	case ast.SelectKind:
		s := e.AsSelect()
		if err := d.look(s.Operand(), b); err != nil || s.IsTestOnly() || s.FieldName() != d.key {
			return err
		}
		return d.missing(s.Operand(), b)
	case ast.CallKind:
		return d.inCall(e.AsCall(), b)
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			if err := d.look(item, b); err != nil {
				return err
			}
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			if err := d.look(entry.AsMapEntry().Value(), b); err != nil {
				return err
			}
		}
	case ast.ComprehensionKind:
		return d.inLoop(e.AsComprehension(), b)
	}
	return nil
}

func (d *diagnosis) inCall(c ast.CallExpr, b bindings) error {
	parts := c.Args()
	if c.IsMemberFunction() {
		parts = append([]ast.Expr{c.Target()}, parts...)
	}
	for i, part := range parts {
		if err := d.look(part, b); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		decided, _ := d.value(part, b)
		switch c.FunctionName() {
		case operators.LogicalAnd:
			if decided == types.False {
				return nil
			}
		case operators.LogicalOr:
			if decided == types.True {
				return nil
			}
		case operators.Conditional:
			if len(parts) == 3 && decided == types.True {
				return d.look(parts[1], b)
			}
			return d.look(parts[len(parts)-1], b)
		}
	}
	if c.FunctionName() == operators.Index && len(parts) == 2 {
		if key, ok := d.value(parts[1], b); ok && fmt.Sprint(key.Value()) == d.key {
			return d.missing(parts[0], b)
		}
	}
	return nil
}

func (d *diagnosis) inLoop(c ast.ComprehensionExpr, b bindings) error {
	if err := d.look(c.IterRange(), b); err != nil {
		return err
	}
	over, ok := d.value(c.IterRange(), b)
	if !ok {
		return nil
	}
	name := d.speak(c.IterRange(), b)
	if list, ok := over.(traits.Lister); ok {
		i := 0
		for it := list.Iterator(); it.HasNext() == types.True; i++ {
			inner := b.with(c.IterVar(), it.Next(), fmt.Sprintf("%s[%d]", name, i))
			if err := d.look(c.LoopStep(), inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing says what is there instead of the key.
func (d *diagnosis) missing(operand ast.Expr, b bindings) error {
	v, ok := d.value(operand, b)
	if !ok {
		return nil
	}
	m, ok := v.(traits.Mapper)
	if !ok || m.Contains(types.String(d.key)) == types.True {
		return nil
	}
	var keys []string
	for it := m.Iterator(); it.HasNext() == types.True; {
		keys = append(keys, fmt.Sprint(it.Next().Value()))
	}
	slices.Sort(keys)
	has := "it is empty"
	if len(keys) > 0 {
		has = "it has " + brief(keys)
	}
	message := fmt.Sprintf("%s has no %q; %s", d.speak(operand, b), d.key, has)
	if near := near.Word(d.key, keys); near != "" {
		message += fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%s", message)
}

// value evaluates a part of the expression.
func (d *diagnosis) value(e ast.Expr, b bindings) (ref.Val, bool) {
	program, err := d.program.env.PlanProgram(ast.NewAST(e, d.program.tree.SourceInfo()), cel.CostLimit(MaxCost))
	if err != nil {
		return nil, false
	}
	v, _, err := program.Eval(activation{b.vars})
	return v, err == nil
}

// speak writes a part of the expression as a person would, with list positions for the variables of comprehensions.
func (d *diagnosis) speak(e ast.Expr, b bindings) string {
	switch {
	case e.Kind() == ast.IdentKind:
		if label, ok := b.labels[e.AsIdent()]; ok {
			return label
		}
		return e.AsIdent()
	case e.Kind() == ast.SelectKind:
		return d.speak(e.AsSelect().Operand(), b) + "." + e.AsSelect().FieldName()
	case e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Index:
		return d.speak(e.AsCall().Args()[0], b) + "[" + d.speak(e.AsCall().Args()[1], b) + "]"
	}
	text, err := parser.Unparse(e, d.program.tree.SourceInfo())
	if err != nil {
		return "that"
	}
	return strings.Join(strings.Fields(text), " ")
}
