package expr

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"sandpiper/synthetic/near"
)

// Compile turns source into a Program, or says everything that is wrong with it. A Program is safe for concurrent use.
func (e *Env) Compile(source string, scope Scope) (*Program, []Issue) {
	parsed, bad := e.cel.Parse(source)
	if bad.Err() != nil {
		return nil, syntax(source, bad.Errors())
	}
	n := &names{env: e, scope: scope, source: []rune(source), tree: parsed.NativeRep()}
	n.walk(n.tree.Expr(), nil)
	if len(n.issues) > 0 {
		return nil, n.issues
	}
	checked, bad := e.cel.Check(parsed)
	if bad.Err() != nil {
		return nil, syntax(source, bad.Errors())
	}
	program, err := e.cel.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(MaxCost))
	if err != nil {
		return nil, []Issue{{Message: err.Error()}}
	}
	return &Program{source: source, tree: checked.NativeRep(), env: e.cel, cel: program, gives: checked.OutputType()}, nil
}

// syntax turns CEL's errors into issues. CEL says where by line and column, and adds lists of tokens that help nobody.
func syntax(source string, errs []*common.Error) []Issue {
	var out []Issue
	for _, err := range errs {
		message, _, _ := strings.Cut(err.Message, " expecting ")
		message = strings.TrimPrefix(message, "Syntax error: ")
		for _, jargon := range []string{"mismatched input", "extraneous input", "no viable alternative at input", "token recognition error at:"} {
			message = strings.Replace(message, jargon, "unexpected", 1)
		}
		message = strings.ReplaceAll(message, "'<EOF>'", "the end of the expression")
		message = strings.ReplaceAll(message, " (in container '')", "")
		out = append(out, Issue{Offset: offsetOf(source, err.Location), Message: strings.TrimSpace(message)})
	}
	return out
}

func offsetOf(source string, at common.Location) int {
	offset := 0
	lines := strings.Split(source, "\n")
	for i := 0; i < at.Line()-1 && i < len(lines); i++ {
		offset += len([]rune(lines[i])) + 1
	}
	return offset + max(at.Column(), 0)
}

// names walks an expression and checks the words in it against the scope.
type names struct {
	env    *Env
	scope  Scope
	source []rune
	tree   *ast.AST
	issues []Issue
}

func (n *names) offset(id int64) int {
	r, ok := n.tree.SourceInfo().GetOffsetRange(id)
	if !ok {
		return 0
	}
	return int(r.Start)
}

// walk visits e. bound are the variables of the comprehensions around it.
func (n *names) walk(e ast.Expr, bound []string) {
	switch e.Kind() {
	case ast.IdentKind:
		n.name(e.AsIdent(), n.offset(e.ID()), bound)
	case ast.SelectKind:
		n.walk(e.AsSelect().Operand(), bound)
		n.key(e, bound)
	case ast.CallKind:
		n.call(e, bound)
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			n.walk(item, bound)
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			n.walk(entry.AsMapEntry().Key(), bound)
			n.walk(entry.AsMapEntry().Value(), bound)
		}
	case ast.StructKind:
		n.issues = append(n.issues, Issue{Offset: n.offset(e.ID()), Message: "there are no named types; write a map in { }"})
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		n.walk(c.IterRange(), bound)
		n.walk(c.AccuInit(), bound)
		inner := append(slices.Clone(bound), c.IterVar(), c.AccuVar())
		n.walk(c.LoopCondition(), inner)
		n.walk(c.LoopStep(), inner)
		n.walk(c.Result(), append(slices.Clone(bound), c.AccuVar()))
	}
}

func (n *names) name(name string, offset int, bound []string) {
	if strings.HasPrefix(name, "@") || slices.Contains(bound, name) || slices.Contains(n.scope.Names, name) || isType(name) {
		return
	}
	issue := Issue{Offset: offset, Found: name}
	spoilt := n.spoilt(name, offset)
	if spoilt != "" && slices.ContainsFunc(n.issues, func(i Issue) bool { return i.Found == spoilt }) {
		return // said already, of the part before the hyphen
	}
	switch {
	case slices.Contains(n.scope.Later, name):
		issue.Message = fmt.Sprintf("%q comes later in the story; an expression can only speak of what is known by then", name)
	case spoilt != "":
		issue.Found = spoilt
		issue.Message = fmt.Sprintf("%q cannot be used in an expression because of the hyphen, which means minus; call it %s",
			spoilt, strings.ReplaceAll(spoilt, "-", "_"))
	default:
		issue.Message = fmt.Sprintf("%q is not declared here", name)
		issue.Nearest = near.Word(name, slices.Concat(bound, n.scope.Names, n.scope.Later))
		if issue.Nearest == "" && len(n.scope.Names) > 0 {
			issue.Message += "; the names here are " + strings.Join(slices.Compact(slices.Sorted(slices.Values(n.scope.Names))), ", ")
		}
	}
	n.issues = append(n.issues, issue)
}

// spoilt is the declared thing with a hyphen in its name that was meant, if the source reads like one.
func (n *names) spoilt(name string, offset int) string {
	rest := string(n.source[min(offset, len(n.source)):])
	before := string(n.source[:min(offset, len(n.source))])
	for _, s := range n.scope.Spoil {
		if strings.HasPrefix(rest, s) {
			return s
		}
		if head, ok := strings.CutSuffix(s, "-"+name); ok && strings.HasSuffix(before, head+"-") {
			return s
		}
	}
	return ""
}

func isType(name string) bool {
	switch name {
	case "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint":
		return true
	}
	return false
}

// key checks row.column, mocks.service and the like against what is known.
func (n *names) key(e ast.Expr, bound []string) {
	s := e.AsSelect()
	if s.Operand().Kind() != ast.IdentKind || slices.Contains(bound, s.Operand().AsIdent()) {
		return
	}
	name := s.Operand().AsIdent()
	keys, known := n.scope.Keys[name]
	if !known || slices.Contains(keys, s.FieldName()) {
		return
	}
	offset := n.offset(s.Operand().ID())
	if at := strings.Index(string(n.source[offset:]), "."+s.FieldName()); at >= 0 {
		offset += len([]rune(string(n.source[offset:])[:at])) + 1
	}
	message := fmt.Sprintf("%s has no %q", name, s.FieldName())
	if len(keys) > 0 {
		message += "; it has " + strings.Join(keys, ", ")
	}
	n.issues = append(n.issues, Issue{Offset: offset, Message: message, Found: s.FieldName(), Nearest: near.Word(s.FieldName(), keys)})
}

func (n *names) call(e ast.Expr, bound []string) {
	c := e.AsCall()
	name := strings.TrimPrefix(c.FunctionName(), "@")
	if first := c.FunctionName()[0]; first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' {
		if !slices.Contains(n.env.functions, name) {
			n.issues = append(n.issues, Issue{Offset: n.callee(e), Found: name, Nearest: near.Word(name, n.env.functions),
				Message: fmt.Sprintf("there is no function %q", name)})
			return
		}
	}
	if c.IsMemberFunction() {
		n.walk(c.Target(), bound)
	}
	for _, arg := range c.Args() {
		n.walk(arg, bound)
	}
	n.words(name, c)
}

// callee is where the name of a called function stands: a call's own place is its opening bracket.
func (n *names) callee(e ast.Expr) int {
	at := n.offset(e.ID())
	name := []rune(e.AsCall().FunctionName())
	for back := at; back >= 0 && at-back <= len(name)+8; back-- {
		if back+len(name) <= len(n.source) && slices.Equal(n.source[back:back+len(name)], name) {
			return back
		}
	}
	return at
}

// words checks the literal text arguments of a function against a known list.
func (n *names) words(function string, c ast.CallExpr) {
	words, known := n.scope.Words[function]
	if !known {
		return
	}
	for _, arg := range c.Args() {
		if arg.Kind() != ast.LiteralKind || arg.AsLiteral().Type() != types.StringType {
			continue
		}
		text, _ := arg.AsLiteral().Value().(string)
		if slices.Contains(words, text) {
			continue
		}
		message := fmt.Sprintf("%s(%q): nothing here has that name", function, text)
		if len(words) > 0 {
			message = fmt.Sprintf("%s(%q) knows only %s", function, text, brief(words))
		}
		n.issues = append(n.issues, Issue{Offset: n.offset(arg.ID()), Message: message, Found: text, Nearest: near.Word(text, words)})
	}
}

// brief lists words, but not too many.
func brief(words []string) string {
	if len(words) > 12 {
		return strings.Join(words[:12], ", ") + fmt.Sprintf(" and %d more", len(words)-12)
	}
	return strings.Join(words, ", ")
}
