package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	yaml "go.yaml.in/yaml/v4"
)

// The core schema of YAML 1.2.2 (section 10.3.2): nothing else is anything but text, so yes, no, on, off, 12:30 and
// 2026-04-01 are words.
var (
	coreInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	coreOther = regexp.MustCompile(`^0o[0-7]+$|^0x[0-9a-fA-F]+$`)
	coreFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

// scalarOf gives what a scalar is: nil, bool, int64, float64 or string.
func scalarOf(n *yaml.Node) any {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Value
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
		return false
	}
	switch {
	case coreInt.MatchString(n.Value):
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
	case coreOther.MatchString(n.Value):
		if i, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			return i
		}
	}
	if coreFloat.MatchString(n.Value) {
		if x, err := strconv.ParseFloat(n.Value, 64); err == nil && !math.IsInf(x, 0) {
			return x
		}
	}
	return n.Value
}

// found says in words what a node is.
func found(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch v := scalarOf(n).(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("the text %q", short(v))
	case bool:
		return fmt.Sprintf("%t", v)
	}
	return "the number " + short(n.Value)
}

func short(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return s
}

// offsets gives a function that finds where the character at an offset of a scalar's value stands in the file. It works
// for every style of scalar: the visible characters of the value and of the source are the same, in the same order, once
// quotes and escapes are understood; only the white space between them differs.
func (f *file) offsets(n *yaml.Node) func(int) Pos {
	var marks []Pos
	return func(offset int) Pos {
		if marks == nil {
			marks = f.marks(n)
		}
		value := []rune(n.Value)
		offset = min(max(offset, 0), len(value))
		visible := 0
		for _, r := range value[:offset] {
			if !unicode.IsSpace(r) {
				visible++
			}
		}
		switch {
		case offset < len(value) && !unicode.IsSpace(value[offset]) && visible < len(marks):
			return marks[visible]
		case visible > 0 && visible <= len(marks):
			at := marks[visible-1]
			at.Column++
			return at
		}
		return f.pos(n)
	}
}

// marks lists where the visible characters of a scalar stand.
func (f *file) marks(n *yaml.Node) []Pos {
	line, column := n.Line, n.Column-1
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		line, column = line+1, 0
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		column++
	}
	want := 0
	for _, r := range n.Value {
		if !unicode.IsSpace(r) {
			want++
		}
	}
	out := make([]Pos, 0, want)
	for ; line <= len(f.lines) && len(out) < want; line, column = line+1, 0 {
		runes := []rune(f.line(line))
		for i := column; i < len(runes) && len(out) < want; {
			width, visible := unit(runes[i:], n.Style)
			if visible {
				out = append(out, Pos{File: f.name, Line: line, Column: i + 1})
			}
			i += width
		}
	}
	return out
}

// unit measures the source of one character of a scalar's value and says whether it is a visible one.
func unit(source []rune, style yaml.Style) (width int, visible bool) {
	switch {
	case style&yaml.SingleQuotedStyle != 0 && len(source) > 1 && source[0] == '\'' && source[1] == '\'':
		return 2, true
	case style&yaml.DoubleQuotedStyle != 0 && source[0] == '\\':
		if len(source) == 1 {
			return 1, false
		}
		widths := map[rune]int{'x': 4, 'u': 6, 'U': 10}
		if w, ok := widths[source[1]]; ok {
			w = min(w, len(source))
			code, _ := strconv.ParseUint(string(source[2:w]), 16, 32)
			return w, !unicode.IsSpace(rune(code))
		}
		return 2, !strings.ContainsRune("nrt Nvf_LP", source[1])
	}
	return 1, !unicode.IsSpace(source[0])
}
