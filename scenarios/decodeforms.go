package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"sandpiper/synthetic/near"
)

// The forms of decode.go's special types.

// expression reads CEL that stands by itself, without ${ }. Numbers and true and false are expressions too.
func (f *file) expression(n *yaml.Node, path string) Expr {
	e := Expr{Pos: f.pos(n), Source: n.Value, at: f.offsets(n)}
	switch {
	case n.Kind != yaml.ScalarNode, strings.TrimSpace(n.Value) == "":
		f.expected(n, path, "an expression")
	case strings.HasPrefix(n.Value, "${") && strings.HasSuffix(n.Value, "}") && scan(n.Value[2:]) == len(n.Value)-2:
		f.problem(n, path, fmt.Sprintf("%s holds an expression already; write it without ${ }", last(path)))
		e.Source = n.Value[2 : len(n.Value)-1]
		e.at = func(i int) Pos { return f.offsets(n)(i + 2) }
	}
	return e
}

func (f *file) value(n *yaml.Node, path string) Value {
	v := Value{Pos: f.pos(n)}
	f.places[path] = v.Pos
	switch n.Kind {
	case yaml.SequenceNode:
		v.Kind, v.items = List, []Value{}
		for i, item := range n.Content {
			v.items = append(v.items, f.value(item, fmt.Sprintf("%s[%d]", path, i)))
		}
	case yaml.MappingNode:
		v.Kind, v.fields = Map, []Field{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v.fields = append(v.fields, f.named(n.Content[i], n.Content[i+1], join(path, n.Content[i].Value)))
		}
	default:
		v.Kind, v.scalar = Scalar, scalarOf(n)
		if s, ok := v.scalar.(string); ok {
			f.template(n, s, path, &v)
		}
	}
	return v
}

// template finds the ${…} in text. $${ stands for ${ itself.
func (f *file) template(n *yaml.Node, s, path string, v *Value) {
	var text strings.Builder
	for rest := s; ; {
		at := strings.Index(rest, "${")
		if at < 0 {
			text.WriteString(rest)
			break
		}
		if at > 0 && rest[at-1] == '$' {
			text.WriteString(rest[:at-1] + "${")
			rest = rest[at+2:]
			continue
		}
		text.WriteString(rest[:at])
		offset := utf8.RuneCountInString(s[:len(s)-len(rest)+at+2])
		length := scan(rest[at+2:])
		if length == 0 {
			f.problemAt(f.offsets(n)(offset-2), path, "${ is not closed with }")
			return
		}
		source := rest[at+2 : at+2+length-1]
		places := f.offsets(n)
		e := Expr{Pos: places(offset), Source: source, at: func(i int) Pos { return places(offset + i) }}
		if strings.TrimSpace(source) == "" {
			f.problemAt(places(offset-2), path, "${ } is empty")
		}
		if text.Len() > 0 {
			v.parts = append(v.parts, part{text: text.String()})
			text.Reset()
		}
		v.parts = append(v.parts, part{expr: &e})
		rest = rest[at+2+length:]
	}
	switch {
	case len(v.parts) == 0:
		v.scalar = text.String()
	case len(v.parts) == 1 && text.Len() == 0 && v.parts[0].expr != nil:
		v.Kind, v.scalar = Expression, nil
	default:
		if text.Len() > 0 {
			v.parts = append(v.parts, part{text: text.String()})
		}
		v.Kind, v.scalar = Template, nil
	}
}

// scan measures an expression up to and with the } that closes it, or gives 0. Braces in strings do not count.
func scan(s string) int {
	depth := 1
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func (f *file) duration(n *yaml.Node, path string) Duration {
	d, err := ParseDuration(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode {
		nearest := ""
		if clock, wrong := time.ParseDuration(n.Value); wrong == nil && n.Kind == yaml.ScalarNode {
			nearest = Duration{Exact: clock.Abs(), Negative: clock < 0}.String()
		}
		f.problemFound(n, path, fmt.Sprintf("%s must be an ISO 8601 duration such as PT5M, P2D or -P3Y; this is %s", last(path), found(n)), n.Value, nearest)
	}
	return d
}

func (f *file) moment(n *yaml.Node, path string) Moment {
	if n.Kind != yaml.ScalarNode {
		f.expected(n, path, "a duration such as +PT5M, a time, or an expression in ${ }")
		return Moment{}
	}
	if v := f.value(n, path); v.Kind == Expression {
		return Moment{Pos: v.Pos, Expr: v.parts[0].expr, set: true}
	}
	m, err := ParseMoment(n.Value)
	if err != nil {
		nearest := ""
		if clock, wrong := time.ParseDuration(n.Value); wrong == nil {
			nearest = Duration{Exact: clock.Abs(), Negative: clock < 0}.String()
		}
		f.problemFound(n, path, fmt.Sprintf("%s must be a duration such as +PT5M, a time such as 2026-04-01T09:00:00+01:00, or an expression in ${ }; this is %s",
			last(path), found(n)), n.Value, nearest)
	}
	m.Pos = f.pos(n)
	return m
}

func (f *file) between(n *yaml.Node, path string) Range {
	r, err := ParseRange(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		f.expected(n, path, "a range such as 34..79, or a whole number")
	case err != nil:
		f.problemFound(n, path, fmt.Sprintf("%s: %v", last(path), err), n.Value, "")
	}
	return r
}

func (f *file) verb(n *yaml.Node, path string) Verb {
	product, name, two := strings.Cut(n.Value, ".")
	if n.Kind != yaml.ScalarNode || !two || product == "" || name == "" {
		f.expected(n, path, "a connection and a verb, such as cds.invoke, or world.update")
		return Verb{}
	}
	return Verb{Pos: f.pos(n), Product: product, Name: name}
}

func (f *file) budget(n *yaml.Node, path string) Budget {
	if n.Kind != yaml.MappingNode {
		f.expected(n, path, "a mapping such as { p95: 500ms }")
		return nil
	}
	var out Budget
	stats := out.Stats()
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		l := Limit{Pos: f.pos(key), Stat: key.Value}
		if nearest := near.Word(key.Value, stats); !contains(stats, key.Value) {
			f.problemFound(key, at, fmt.Sprintf("%q is no statistic; it is one of %s", key.Value, listed(stats)), key.Value, nearest)
		}
		var err error
		if l.Most, l.Unit, err = parseLimit(value.Value); err != nil || value.Kind != yaml.ScalarNode {
			f.expected(value, at, "a limit such as 500ms, PT0.5S or 12")
		}
		out = append(out, l)
	}
	return out
}

func contains(words []string, s string) bool {
	return slices.Contains(words, s)
}
