package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// member is one value of a JSON text, with its name where it is a member of an object. Members keep their order, so that an answer that is written again differs
// from what it was by nothing but what was changed.
type member struct {
	name string // in quotes, as it was written; empty for what is no member of an object
	open byte   // '{' or '[' for what holds others, 0 for the rest
	held []*member
	raw  []byte // of what holds nothing
}

// deepestJSON is how deeply an answer may nest that is looked at.
const deepestJSON = 200

var errJSON = errors.New("not one JSON value")

// readJSON reads a text whole.
func readJSON(text []byte) (*member, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	root, err := readMember(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errJSON
	}
	return root, nil
}

func readMember(d *json.Decoder, depth int) (*member, error) {
	if depth > deepestJSON {
		return nil, errJSON
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, ok := token.(json.Delim)
	if !ok {
		raw, err := written(token)
		return &member{raw: raw}, err
	}
	m := &member{open: byte(open)}
	for d.More() {
		name := ""
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			quoted, err := written(key)
			if err != nil {
				return nil, err
			}
			name = string(quoted)
		}
		inner, err := readMember(d, depth+1)
		if err != nil {
			return nil, err
		}
		inner.name = name
		m.held = append(m.held, inner)
	}
	_, err = d.Token()
	return m, err
}

// written is a token as the services write it: without HTML escapes.
func written(token any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(token)
	return bytes.TrimSpace(b.Bytes()), err
}

// write appends the text.
func (m *member) write(b []byte) []byte {
	if m.name != "" {
		b = append(append(b, m.name...), ':')
	}
	if m.open == 0 {
		return append(b, m.raw...)
	}
	b = append(b, m.open)
	for k, inner := range m.held {
		if k > 0 {
			b = append(b, ',')
		}
		b = inner.write(b)
	}
	return append(b, m.open+2) // the closing brackets stand two places on in ASCII
}

// walk calls f for every object, from the outside in.
func (m *member) walk(f func(*member)) {
	if m.open == '{' {
		f(m)
	}
	for _, inner := range m.held {
		inner.walk(f)
	}
}

// at is the member of a name; nil if there is none.
func (m *member) at(name string) *member {
	if m != nil && m.open == '{' {
		for _, inner := range m.held {
			if inner.name == `"`+name+`"` {
				return inner
			}
		}
	}
	return nil
}

// items is what an array holds; nothing for what is none.
func (m *member) items() []*member {
	if m == nil || m.open != '[' {
		return nil
	}
	return m.held
}

// word reports whether a value is a text.
func (m *member) word() bool { return len(m.raw) >= 2 && m.raw[0] == '"' }

// text is the text of a member, without escapes resolved; empty for none.
func (m *member) text(name string) string {
	if at := m.at(name); at != nil && at.word() {
		return string(at.raw[1 : len(at.raw)-1])
	}
	return ""
}

// drop takes a member away, and reports whether it was there.
func (m *member) drop(name string) bool {
	for k, inner := range m.held {
		if m.open == '{' && inner.name == `"`+name+`"` {
			m.held = append(m.held[:k:k], m.held[k+1:]...)
			return true
		}
	}
	return false
}

// extend adds an extension, given as JSON.
func (m *member) extend(extension string) bool {
	list := m.at("extension")
	if list == nil {
		list = &member{name: `"extension"`, open: '['}
		m.held = append(m.held, list)
	}
	if list.open != '[' {
		return false
	}
	list.held = append(list.held, &member{raw: []byte(extension)})
	return true
}
