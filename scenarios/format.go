package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// Format writes a scenario, a pack, a hazard log or a product file in the one canonical style: keys in the order of the
// language, two spaces of indentation, a blank line between the parts, the rows of a table in columns, short things on one
// line where the author wrote them so. Comments stay with what they are about. It formats a file with mistakes in it as long
// as it is YAML that the language allows. The meaning is the same afterwards: Format reads its own output back to make sure.
func Format(name string, text []byte) ([]byte, error) {
	f := readFile(name, text)
	if err := failed(f.problems); err != nil {
		return nil, err
	}
	p := &printer{file: f}
	p.document()
	out := []byte(p.out.String())
	again := readFile(name, out)
	switch {
	case again.root == nil:
		return nil, fmt.Errorf("format %s: the result would be no YAML (%s); please report this", name, again.problems[0].Headline())
	case !reflect.DeepEqual(plainTree(f.root), plainTree(again.root)):
		return nil, fmt.Errorf("format %s: the meaning would change; please report this", name)
	case strings.Count(string(text), "#") != strings.Count(string(out), "#"):
		return nil, fmt.Errorf("format %s: a comment stands where it cannot be kept; put comments on lines of their own, outside of { } and [ ]", name)
	}
	return out, nil
}

// plainTree is what a tree says, whatever its style and the order of its keys.
func plainTree(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plainTree(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			out = append(out, plainTree(item))
		}
		return out
	}
	return scalarOf(n)
}

// width is how long a line may get before what is in { } or [ ] is broken up.
const width = 160

// printer writes a tree.
type printer struct {
	file *file
	out  strings.Builder
}

// kindOfFile is the type that a document is, by the key that names it; nil for a document that is none of ours.
func kindOfFile(root *yaml.Node) reflect.Type {
	keys := map[string]bool{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		keys[root.Content[i].Value] = true
	}
	switch {
	case root.Kind != yaml.MappingNode:
		return nil
	case keys["scenario"]:
		return reflect.TypeFor[Scenario]()
	case keys["pack"]:
		return reflect.TypeFor[Pack]()
	case keys["hazard_log"]:
		return reflect.TypeFor[HazardLog]()
	case keys["product"]:
		return reflect.TypeFor[ProductFile]()
	case keys["cohort"]:
		return reflect.TypeFor[CohortFile]()
	}
	return nil
}

func (p *printer) document() {
	doc, root := p.file.doc, p.file.root
	p.comment(doc.HeadComment, 0)
	if doc.HeadComment != "" && gapAfterHead(p.file) {
		p.out.WriteByte('\n')
	}
	if root.Kind == yaml.ScalarNode {
		p.out.WriteString(p.scalar(root, 0) + "\n")
	} else {
		p.block(root, kindOfFile(root), 0, true)
	}
	if foot := doc.FootComment; foot != "" {
		p.out.WriteByte('\n')
		p.comment(foot, 0)
	}
}

// gapAfterHead reports whether the author left a blank line after the comment at the top. Without one the comment would be
// taken for the first key's.
func gapAfterHead(f *file) bool {
	for i, line := range f.lines {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return i > 0 && strings.TrimSpace(line) == ""
		}
	}
	return false
}

func (p *printer) comment(text string, indent int) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			p.out.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
}

// block writes a collection over several lines. top is true for the document itself.
func (p *printer) block(n *yaml.Node, t reflect.Type, indent int, top bool) {
	if n.Kind == yaml.SequenceNode {
		p.sequence(n, t, indent, false)
		return
	}
	for i, at := range ordered(n, t) {
		key, value := n.Content[at], n.Content[at+1]
		inner := typeOfKey(t, key.Value)
		big := value.Kind != yaml.ScalarNode && !p.flows(value, indent+len(key.Value)+2)
		if top && i > 0 && (big || key.HeadComment != "") {
			p.out.WriteByte('\n')
		}
		p.comment(key.HeadComment, indent)
		p.comment(value.HeadComment, indent)
		p.out.WriteString(strings.Repeat(" ", indent) + p.key(key) + ":")
		p.value(key, value, inner, indent, top && spaced(key.Value))
		p.comment(value.FootComment, indent)
		p.comment(key.FootComment, indent)
	}
}

// spaced are the top-level lists whose items are set apart by blank lines.
func spaced(key string) bool { return slices.Contains([]string{"steps", "hazards", "variants"}, key) }

// value writes what stands after a key.
func (p *printer) value(key, value *yaml.Node, t reflect.Type, indent int, spaced bool) {
	line := trailing(key.LineComment)
	switch {
	case value.Kind == yaml.ScalarNode && isBlockScalar(value):
		p.out.WriteString(" " + p.scalar(value, indent+2) + "\n")
	case value.Kind == yaml.ScalarNode && value.Value == "" && value.Style == 0:
		p.out.WriteString(line + trailing(value.LineComment) + "\n")
	case value.Kind == yaml.ScalarNode:
		p.out.WriteString(" " + p.scalar(value, indent+2) + line + trailing(value.LineComment) + "\n")
	case p.flows(value, indent+len(key.Value)+2):
		p.out.WriteString(" " + p.flow(value, t) + line + trailing(onlyComment(value)) + "\n")
	default:
		p.out.WriteString(line + trailing(value.LineComment) + "\n")
		if value.Kind == yaml.SequenceNode {
			p.sequence(value, t, indent+2, spaced)
		} else {
			p.block(value, t, indent+2, false)
		}
	}
}

func (p *printer) sequence(n *yaml.Node, t reflect.Type, indent int, spaced bool) {
	var element reflect.Type
	if t != nil && t.Kind() == reflect.Slice {
		element = t.Elem()
	}
	columns := p.columns(n, element, indent)
	blank := strings.Repeat(" ", indent)
	for i, item := range n.Content {
		if spaced && i > 0 {
			p.out.WriteByte('\n')
		}
		p.comment(item.HeadComment, indent)
		switch {
		case columns != nil:
			p.out.WriteString(blank + "- " + columns[i] + trailing(onlyComment(item)) + "\n")
		case item.Kind == yaml.ScalarNode:
			p.out.WriteString(blank + "- " + p.scalar(item, indent+2))
			if !isBlockScalar(item) {
				p.out.WriteString(trailing(item.LineComment))
			}
			p.out.WriteByte('\n')
		case p.flows(item, indent+2):
			p.out.WriteString(blank + "- " + p.flow(item, element) + trailing(onlyComment(item)) + "\n")
		default:
			inner := &printer{file: p.file}
			inner.block(item, element, indent+2, false)
			p.item(inner.out.String(), indent)
		}
		p.comment(item.FootComment, indent)
	}
}

// item puts the dash of a list before the first line of an item that is no comment.
func (p *printer) item(lines string, indent int) {
	dashed := false
	for line := range strings.Lines(lines) {
		switch {
		case dashed:
			p.out.WriteString(line)
		case strings.HasPrefix(strings.TrimSpace(line), "#"):
			p.out.WriteString(line[2:])
		default:
			p.out.WriteString(strings.Repeat(" ", indent) + "- " + line[min(len(line), indent+2):])
			dashed = true
		}
	}
}

// ordered gives the positions of a mapping's keys in the order of the language; keys that it does not know come last.
func ordered(n *yaml.Node, t reflect.Type) []int {
	var out []int
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, i)
	}
	if t == nil || t.Kind() != reflect.Struct || isLeaf(t) {
		return out
	}
	keys := shapeOf(t).keys()
	rank := func(i int) int {
		if at := slices.Index(keys, n.Content[i].Value); at >= 0 {
			return at
		}
		return len(keys)
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank(a) - rank(b) })
	return out
}

// isLeaf reports whether a type has a form of its own, whatever fields it has inside.
func isLeaf(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[Value](), reflect.TypeFor[Expr](), reflect.TypeFor[Moment](), reflect.TypeFor[Until](), reflect.TypeFor[Duration](),
		reflect.TypeFor[Range](), reflect.TypeFor[Verb]():
		return true
	}
	return false
}

// typeOfKey is the type of the value under a key, or nil where anything goes.
func typeOfKey(t reflect.Type, key string) reflect.Type {
	if t == nil {
		return nil
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if named, ok := elementOf(t); ok {
		return named
	}
	if t.Kind() != reflect.Struct || isLeaf(t) {
		return nil
	}
	f, ok := shapeOf(t).find(key)
	if !ok {
		return nil
	}
	inner := t.Field(f.index).Type
	if inner.Kind() == reflect.Pointer {
		inner = inner.Elem()
	}
	return inner
}

// elementOf is the element's type when a list is written as a mapping.
func elementOf(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct {
		return nil, false
	}
	return t.Elem(), true
}
