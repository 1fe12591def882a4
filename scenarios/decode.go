package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	yaml "go.yaml.in/yaml/v4"

	"sandpiper/synthetic/near"
)

// The walker from tree to types. The struct tags are the grammar, read here, by Format (order of keys) and by the schema:
// json names the key, a field without omitempty or omitzero must be written, key:"Name" marks a list that is written as
// a mapping whose keys become the Name of its elements, and inline:"true" takes the keys that are left, or the whole node.

// field is one key of a mapping.
type field struct {
	key      string
	index    int
	required bool
	named    bool // a mapping whose keys name the elements
}

// shape is the grammar of a struct.
type shape struct {
	fields []field
	inline int // index of the inline field, or -1
}

func (s shape) find(key string) (field, bool) {
	for _, f := range s.fields {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

func (s shape) keys() []string {
	var out []string
	for _, f := range s.fields {
		out = append(out, f.key)
	}
	return out
}

func shapeOf(t reflect.Type) shape {
	s := shape{inline: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("inline") == "true" {
			s.inline = i
			continue
		}
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		s.fields = append(s.fields, field{
			key: name, index: i,
			required: rest != "omitempty" && rest != "omitzero",
			named:    f.Tag.Get("key") != "",
		})
	}
	return s
}

var posType = reflect.TypeFor[Pos]()

// decode puts a node into v and reports whatever does not fit. It goes on after a problem, so that all are found.
func (f *file) decode(n *yaml.Node, v reflect.Value, path string) {
	f.places[path] = f.pos(n)
	if f.special(n, v, path) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.decode(n, v.Elem(), path)
	case reflect.Struct:
		f.mapping(n, v, path)
	case reflect.Slice:
		f.list(n, v, path)
	case reflect.String:
		f.word(n, v, path)
	case reflect.Bool:
		if b, ok := f.scalar(n).(bool); ok {
			v.SetBool(b)
		} else {
			f.expected(n, path, "true or false")
		}
	case reflect.Int, reflect.Uint64:
		f.whole(n, v, path)
	case reflect.Float64:
		switch x := f.scalar(n).(type) {
		case int64:
			v.SetFloat(float64(x))
		case float64:
			v.SetFloat(x)
		default:
			f.expected(n, path, "a number")
		}
	default:
		panic("scenarios: no rule for " + v.Type().String())
	}
}

// expected reports a value of the wrong type, once for each place.
func (f *file) expected(n *yaml.Node, path, want string) {
	f.problemFound(n, path, fmt.Sprintf("%s must be %s; this is %s", last(path), want, found(n)), found(n), "")
}

// last is the part of a path that a reader needs to see what is spoken of.
func last(path string) string {
	if path == "" {
		return "the file"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

func (f *file) scalar(n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		return n
	}
	return scalarOf(n)
}

func (f *file) whole(n *yaml.Node, v reflect.Value, path string) {
	i, ok := f.scalar(n).(int64)
	switch {
	case !ok:
		f.expected(n, path, "a whole number")
	case v.Kind() == reflect.Uint64 && i < 0, v.Kind() == reflect.Int && i < 0:
		f.expected(n, path, "a whole number that is not negative")
	case v.Kind() == reflect.Uint64:
		v.SetUint(uint64(i))
	default:
		v.SetInt(i)
	}
}

type worded interface{ Words() []string }

func (f *file) word(n *yaml.Node, v reflect.Value, path string) {
	s, ok := f.scalar(n).(string)
	if !ok {
		want := "text"
		if n.Kind == yaml.ScalarNode && n.Value != "" {
			want = fmt.Sprintf("text; put it in quotes (%q)", n.Value)
		}
		f.expected(n, path, want)
		return
	}
	if w, closed := reflect.TypeAssert[worded](v); closed {
		f.oneOf(n, path, s, w.Words())
	}
	v.SetString(s)
}

// oneOf checks a word against a closed list.
func (f *file) oneOf(n *yaml.Node, path, s string, words []string) {
	if slices.Contains(words, s) {
		return
	}
	f.problemFound(n, path, fmt.Sprintf("%q is no %s; it is one of %s", short(s), last(path), strings.Join(words, ", ")), s, near.Word(s, words))
}

func (f *file) list(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		f.expected(n, path, "a list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		f.decode(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// entries decodes a mapping whose keys name the elements of a list.
func (f *file) entries(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		f.expected(n, path, "a mapping of names to values")
		return
	}
	count := len(n.Content) / 2
	v.Set(reflect.MakeSlice(v.Type(), count, count))
	for i := range count {
		key, value, at := n.Content[2*i], n.Content[2*i+1], join(path, n.Content[2*i].Value)
		element := v.Index(i)
		s := shapeOf(element.Type())
		if s.inline >= 0 && len(s.fields) == 0 {
			f.decode(value, element.Field(s.inline), at)
		} else {
			f.decode(value, element, at)
		}
		f.places[at] = f.pos(key)
		element.FieldByName("Pos").Set(reflect.ValueOf(f.pos(key)))
		element.FieldByName("Name").SetString(key.Value)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (f *file) mapping(n *yaml.Node, v reflect.Value, path string) {
	s := shapeOf(v.Type())
	if p := v.FieldByName("Pos"); p.IsValid() && p.Type() == posType {
		p.Set(reflect.ValueOf(f.pos(n)))
	}
	if n.Kind != yaml.MappingNode {
		f.expected(n, path, "a mapping with "+listed(s.keys()))
		return
	}
	written := map[string]bool{}
	var rest []Field
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		fd, known := s.find(key.Value)
		switch {
		case known && fd.named:
			f.entries(value, v.Field(fd.index), at)
		case known:
			f.decode(value, v.Field(fd.index), at)
		case s.inline >= 0:
			rest = append(rest, f.named(key, value, at))
		default:
			f.problemFound(key, at, f.unknown(key.Value, s, path), key.Value, near.Word(key.Value, s.keys()))
		}
		written[key.Value] = true
	}
	if s.inline >= 0 {
		v.Field(s.inline).Set(reflect.ValueOf(rest))
	}
	for _, fd := range s.fields {
		if fd.required && !written[fd.key] {
			f.problem(n, path, fmt.Sprintf("%q is missing %s", fd.key, inside(path)))
		}
	}
}

func (f *file) unknown(key string, s shape, path string) string {
	return fmt.Sprintf("unknown key %q %s; the keys here are %s", short(key), inside(path), listed(s.keys()))
}

func inside(path string) string {
	if path == "" {
		return "at the top of the file"
	}
	return "in " + path
}

func listed(words []string) string { return strings.Join(words, ", ") }

func (f *file) named(key, value *yaml.Node, path string) Field {
	out := Field{Pos: f.pos(key), Name: key.Value}
	f.places[path] = f.pos(value)
	out.Value = f.value(value, path)
	return out
}

// special decodes the types that have a form of their own. It reports false for all others.
func (f *file) special(n *yaml.Node, v reflect.Value, path string) bool {
	switch x := v.Addr().Interface().(type) {
	case *Expr:
		*x = f.expression(n, path)
	case *Value:
		*x = f.value(n, path)
	case *Duration:
		*x = f.duration(n, path)
	case *Moment:
		*x = f.moment(n, path)
	case *Until:
		if n.Value == "end" {
			x.End, x.Pos = true, f.pos(n)
		} else {
			x.Moment = f.moment(n, path)
		}
	case *Range:
		*x = f.between(n, path)
	case *Words:
		if n.Kind == yaml.ScalarNode {
			*x = make(Words, 1)
			f.decode(n, v.Index(0), path)
		} else {
			f.list(n, v, path)
		}
	case *Verb:
		*x = f.verb(n, path)
	case *Budget:
		*x = f.budget(n, path)
	case *Start:
		if n.Value == "none" {
			x.Pos = f.pos(n)
			return true
		}
		return false
	case *time.Time:
		t, err := ParseTime(n.Value)
		if err != nil || n.Kind != yaml.ScalarNode {
			f.expected(n, path, "a date, or a time with a UTC offset such as 2026-04-01T09:00:00+01:00")
		}
		*x = t
	default:
		return false
	}
	return true
}
