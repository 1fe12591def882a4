package fhir

import (
	"bytes"
	"encoding/json"
)

// The functions here walk JSON that json.Valid has accepted. They look at bytes and build nothing, so that reading one
// element of a resource costs less than decoding it and what is not looked at cannot change.

// space returns the first index at or after i that is not white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skip returns the index just after the value that starts at i.
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		depth := 0
		for ; i < len(b); i++ {
			switch b[i] {
			case '"':
				i = skipString(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		return i
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	return i
}

// skipString returns the index just after the string whose opening quote is at i.
func skipString(b []byte, i int) int {
	i++
	n := bytes.IndexByte(b[i:], '"')
	if n < 0 {
		return len(b)
	}
	if bytes.IndexByte(b[i:i+n], '\\') < 0 {
		return i + n + 1
	}
	for ; i < len(b); i++ {
		if b[i] == '\\' {
			i++
		} else if b[i] == '"' {
			return i + 1
		}
	}
	return i
}

// tooDeep returns where objects and arrays first nest deeper than limit, or -1. Its bytes need not be valid JSON.
func tooDeep(b []byte, limit int) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = skipString(b, i) - 1
		case '{', '[':
			if depth++; depth > limit {
				return i
			}
		case '}', ']':
			depth--
		}
	}
	return -1
}

// member is one name and value of an object, by where they lie in its bytes.
type member struct {
	quoted     []byte // the name with its quotes
	at         int    // of the name's opening quote
	start, end int    // of the value
}

// name is the member's name, with escapes undone as any other reader would.
func (m *member) name() string { return text(m.quoted) }

// is reports whether the member has this name, which must need no escapes of its own.
func (m *member) is(name string) bool {
	if len(m.quoted) == len(name)+2 {
		return string(m.quoted[1:len(m.quoted)-1]) == name
	}
	return len(m.quoted) > len(name)+2 && bytes.IndexByte(m.quoted, '\\') >= 0 && m.name() == name
}

// members yields an object's members in order. It yields nothing for a value that is not an object.
func members(b []byte) func(yield func(member) bool) {
	return func(yield func(member) bool) {
		i := space(b, 0)
		if i >= len(b) || b[i] != '{' {
			return
		}
		for i = space(b, i+1); i < len(b) && b[i] == '"'; {
			end := skipString(b, i)
			m := member{at: i, quoted: b[i:end]}
			m.start = space(b, space(b, end)+1)
			m.end = skip(b, m.start)
			if !yield(m) {
				return
			}
			if i = space(b, m.end); i < len(b) && b[i] == ',' {
				i = space(b, i+1)
			}
		}
	}
}

// items yields an array's values, or the value itself when it is no array.
func items(b []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		i := space(b, 0)
		if i >= len(b) {
			return
		}
		if b[i] != '[' {
			yield(b[i:])
			return
		}
		for i = space(b, i+1); i < len(b) && b[i] != ']'; {
			end := skip(b, i)
			if !yield(b[i:end]) {
				return
			}
			if i = space(b, end); i < len(b) && b[i] == ',' {
				i = space(b, i+1)
			}
		}
	}
}

// get returns the value of an object's member, nil if there is none.
func get(b []byte, name string) []byte {
	for m := range members(b) {
		if m.is(name) {
			return b[m.start:m.end]
		}
	}
	return nil
}

// walk yields every value at the end of a path of member names, going through arrays on the way as FHIRPath does.
func walk(b []byte, path []string, yield func([]byte)) {
	for v := range items(b) {
		if len(path) == 0 {
			yield(v)
		} else if next := get(v, path[0]); next != nil {
			walk(next, path[1:], yield)
		}
	}
}

// repeated finds the first member that its object already has, at any depth, and where it lies; -1 if there is none.
func repeated(b []byte, base int) (name string, at int) {
	if b[0] == '[' {
		for v := range items(b) {
			if name, at := repeated(v, base+offset(b, v)); at >= 0 {
				return name, at
			}
		}
		return "", -1
	}
	if b[0] != '{' {
		return "", -1
	}
	seen := make(map[string]bool, 8)
	for m := range members(b) {
		name := m.name()
		if seen[name] {
			return name, base + m.at
		}
		seen[name] = true
		if name, at := repeated(b[m.start:m.end], base+m.start); at >= 0 {
			return name, at
		}
	}
	return "", -1
}

// offset is where part, a slice of whole that shares its memory and capacity, begins.
func offset(whole, part []byte) int { return cap(whole) - cap(part) }

// text is the string that a JSON string stands for, empty if the value is not a string.
func text(b []byte) string {
	if len(b) < 2 || b[0] != '"' {
		return ""
	}
	if bytes.IndexByte(b, '\\') < 0 {
		return string(b[1 : len(b)-1])
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return ""
	}
	return s
}
