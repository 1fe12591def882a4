package scenarios

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"
)

// What Format writes on one line.

// flows reports whether a collection goes on one line: it was written in { } or [ ], it fits, and no comment stands inside.
func (p *printer) flows(n *yaml.Node, used int) bool {
	if n.Kind == yaml.ScalarNode {
		return true
	}
	if n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		return false
	}
	return comments(n) <= 1 && !commentInside(n) && used+utf8.RuneCountInString(p.flow(n, nil)) <= width
}

// comments counts the comments in a tree.
func comments(n *yaml.Node) int {
	count := 0
	for _, c := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		if c != "" {
			count++
		}
	}
	for _, child := range n.Content {
		count += comments(child)
	}
	return count
}

// commentInside reports whether a comment could not simply go to the end of the line.
func commentInside(n *yaml.Node) bool {
	for _, child := range n.Content {
		if child.HeadComment != "" || child.FootComment != "" || commentInside(child) {
			return true
		}
	}
	return false
}

// onlyComment is the one line comment in a tree.
func onlyComment(n *yaml.Node) string {
	if n.LineComment != "" {
		return n.LineComment
	}
	for _, child := range n.Content {
		if c := onlyComment(child); c != "" {
			return c
		}
	}
	return ""
}

// trailing is a comment at the end of a line.
func trailing(comment string) string {
	if comment = strings.TrimSpace(comment); comment == "" {
		return ""
	}
	return " " + strings.Join(strings.Fields(comment), " ")
}

// flow writes a collection on one line.
func (p *printer) flow(n *yaml.Node, t reflect.Type) string {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(p.cells(n, t), ", ") + " }"
	case yaml.SequenceNode:
		var element reflect.Type
		if t != nil && t.Kind() == reflect.Slice {
			element = t.Elem()
		}
		var items []string
		for _, item := range n.Content {
			items = append(items, p.flow(item, element))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	if isBlockScalar(n) {
		return quoted(n.Value)
	}
	return p.scalar(n, 0)
}

// cells writes the entries of a mapping: "key: value".
func (p *printer) cells(n *yaml.Node, t reflect.Type) []string {
	var out []string
	for _, at := range ordered(n, t) {
		key := p.key(n.Content[at])
		if key == "" {
			key = `""`
		}
		out = append(out, strings.TrimRight(key+": "+p.flow(n.Content[at+1], typeOfKey(t, n.Content[at].Value)), " "))
	}
	return out
}

// columns writes a list of mappings with the same keys, each on its line, one column under the other; nil if the list is not
// such a table.
func (p *printer) columns(n *yaml.Node, t reflect.Type, indent int) []string {
	if len(n.Content) < 2 {
		return nil
	}
	var rows [][]string
	for _, item := range n.Content {
		if item.Kind != yaml.MappingNode || len(item.Content) == 0 || !p.flows(item, indent+2) || !sameKeys(n.Content[0], item) {
			return nil
		}
		rows = append(rows, p.cells(item, t))
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var out []string
	for _, row := range rows {
		var b strings.Builder
		b.WriteString("{ ")
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(", " + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
			}
		}
		out = append(out, b.String()+" }")
	}
	return out
}

// sameKeys reports whether two mappings have the same keys in the same order.
func sameKeys(a, b *yaml.Node) bool {
	if len(a.Content) != len(b.Content) {
		return false
	}
	for i := 0; i < len(a.Content); i += 2 {
		if a.Content[i].Value != b.Content[i].Value {
			return false
		}
	}
	return true
}

func (p *printer) key(n *yaml.Node) string {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 || isBlockScalar(n) {
		return quoted(n.Value)
	}
	return n.Value
}

func isBlockScalar(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// scalar writes a scalar as its author did. Blocks keep their line breaks.
func (p *printer) scalar(n *yaml.Node, indent int) string {
	switch {
	case isBlockScalar(n):
		return p.blockScalar(n, indent)
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return quoted(n.Value)
	case n.Style&yaml.SingleQuotedStyle != 0:
		if strings.ContainsAny(n.Value, "\n\r") {
			return quoted(n.Value)
		}
		return "'" + strings.ReplaceAll(n.Value, "'", "''") + "'"
	case strings.ContainsAny(n.Value, "\n\r"):
		return quoted(n.Value)
	}
	return n.Value
}

// quoted writes text in double quotes, with escapes that YAML and JSON share.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case !strconv.IsPrint(r) && r > 0xFFFF:
			b.WriteString(`\U` + padded(r, 8))
		case !strconv.IsPrint(r):
			b.WriteString(`\u` + padded(r, 4))
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

func padded(r rune, digits int) string {
	hex := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(hex)) + hex
}

var blockHeader = regexp.MustCompile(`^[|>]-?$`)

// blockScalar takes the lines of a block from the source and indents them anew. A block with an unusual header becomes text in
// quotes.
func (p *printer) blockScalar(n *yaml.Node, indent int) string {
	header := []rune(p.file.line(n.Line))
	head, _, _ := strings.Cut(string(header[min(n.Column-1, len(header)):]), " #")
	head = strings.TrimSpace(head)
	if !blockHeader.MatchString(head) {
		return quoted(n.Value)
	}
	var lines []string
	deep := -1
	for at := n.Line + 1; at <= len(p.file.lines); at++ {
		line := strings.TrimRight(p.file.line(at), " ")
		blank := len(line) - len(strings.TrimLeft(line, " "))
		if line != "" {
			if deep < 0 {
				deep = blank
			}
			if blank < deep || at > n.Line+1 && blank == 0 {
				break
			}
			line = line[deep:]
		}
		lines = append(lines, line)
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 || lines[0] == "" {
		return quoted(n.Value)
	}
	for i, line := range lines {
		if line != "" {
			lines[i] = strings.Repeat(" ", indent) + line
		}
	}
	return head + "\n" + strings.Join(lines, "\n")
}
