package pds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object that keeps the order of its members, which the service's words about a failed test repeat.
type object struct {
	keys   []string
	values map[string]any
}

// list is a JSON array. It is a pointer so that a patch can change it in place.
type list struct{ items []any }

// errTree is what readTree fails with beside the errors of the decoder.
var errTree = errors.New("not one JSON value")

// deepest is how deeply a body may nest; no resource of the service comes near.
const deepest = 32

// readTree reads one JSON value whole: *object, *list, string, json.Number, bool or nil.
func readTree(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	value, err := readValue(d, 0)
	if err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read JSON: %w", errTree)
	}
	return value, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, errTree
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := &object{values: map[string]any{}}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			name, ok := key.(string)
			if !ok {
				return nil, errTree
			}
			o.set(name, value)
		}
		_, err := d.Token()
		return o, err
	case json.Delim('['):
		l := &list{}
		for d.More() {
			value, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			l.items = append(l.items, value)
		}
		_, err := d.Token()
		return l, err
	}
	return token, nil
}

// set gives a member a value; a new one comes last.
func (o *object) set(key string, value any) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

// drop takes a member away.
func (o *object) drop(key string) {
	delete(o.values, key)
	for k, have := range o.keys {
		if have == key {
			o.keys = append(o.keys[:k:k], o.keys[k+1:]...)
			return
		}
	}
}

// MarshalJSON writes the members in their order.
func (o *object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for k, key := range o.keys {
		if k > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(o.values[key])
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// MarshalJSON writes the items.
func (l *list) MarshalJSON() ([]byte, error) {
	if l.items == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(l.items)
}

// sameTree compares two trees; the order of members does not count.
func sameTree(a, b any) bool {
	switch a := a.(type) {
	case *object:
		other, ok := b.(*object)
		if !ok || len(a.values) != len(other.values) {
			return false
		}
		for key, value := range a.values {
			if have, ok := other.values[key]; !ok || !sameTree(value, have) {
				return false
			}
		}
		return true
	case *list:
		other, ok := b.(*list)
		if !ok || len(a.items) != len(other.items) {
			return false
		}
		for k := range a.items {
			if !sameTree(a.items[k], other.items[k]) {
				return false
			}
		}
		return true
	}
	return a == b
}

// copyTree is a tree of its own.
func copyTree(v any) any {
	switch v := v.(type) {
	case *object:
		o := &object{keys: append([]string(nil), v.keys...), values: make(map[string]any, len(v.values))}
		for key, value := range v.values {
			o.values[key] = copyTree(value)
		}
		return o
	case *list:
		l := &list{items: make([]any, len(v.items))}
		for k := range v.items {
			l.items[k] = copyTree(v.items[k])
		}
		return l
	}
	return v
}

// python writes a value as the service's own words do, which is how Python shows it (§5.7, "failed test text"; karate
// patientAccess/updatePatient.feature).
func python(v any) string {
	var b strings.Builder
	writePython(&b, v)
	return b.String()
}

// pythonTexts is a list of texts as Python shows it.
func pythonTexts(texts []string) string {
	l := &list{}
	for _, text := range texts {
		l.items = append(l.items, text)
	}
	return python(l)
}

func writePython(b *strings.Builder, v any) {
	switch v := v.(type) {
	case *object:
		b.WriteByte('{')
		for k, key := range v.keys {
			if k > 0 {
				b.WriteString(", ")
			}
			writePython(b, key)
			b.WriteString(": ")
			writePython(b, v.values[key])
		}
		b.WriteByte('}')
	case *list:
		b.WriteByte('[')
		for k, item := range v.items {
			if k > 0 {
				b.WriteString(", ")
			}
			writePython(b, item)
		}
		b.WriteByte(']')
	case string:
		quote := "'"
		if strings.Contains(v, "'") && !strings.Contains(v, `"`) {
			quote = `"`
		}
		v = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(v)
		if quote == "'" {
			v = strings.ReplaceAll(v, "'", `\'`)
		}
		b.WriteString(quote + v + quote)
	case bool:
		b.WriteString(map[bool]string{true: "True", false: "False"}[v])
	case nil:
		b.WriteString("None")
	case json.Number:
		b.WriteString(v.String())
	default:
		b.WriteString(strconv.Quote(fmt.Sprint(v)))
	}
}

// plain is a value as it stands between quotes in "Invalid value - '…'": a string as it is, anything else as Python shows it.
func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return python(v)
}

// class is the name of a value's type in Python.
func class(v any) string {
	switch v := v.(type) {
	case *object:
		return "dict"
	case *list:
		return "list"
	case string:
		return "str"
	case bool:
		return "bool"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float"
		}
		return "int"
	}
	return "NoneType"
}
