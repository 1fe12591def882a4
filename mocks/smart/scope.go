package smart

import (
	"slices"
	"strings"
)

// Prefix is how every system scope begins.
const Prefix = "system/"

// Any is the type of a scope that is about every type.
const Any = "*"

// Act is something that is done to resources, or several such things.
type Act uint8

// The acts, in the order in which a scope must name them.
const (
	Create Act = 1 << iota
	Read       // read, vread and the history of one resource
	Update
	Delete
	Search // search, and the history of a type
)

const letters = "cruds"

// String gives the letters of the acts, such as "rs".
func (a Act) String() string {
	var b strings.Builder
	for i := range len(letters) {
		if a&(1<<i) != 0 {
			b.WriteByte(letters[i])
		}
	}
	return b.String()
}

// Scope is one system scope.
type Scope struct {
	Type string // of resource; Any for all
	Acts Act
}

// Parse reads a system scope of SMART version 1 or 2. ok is false for anything else.
func Parse(text string) (s Scope, ok bool) {
	rest, ok := strings.CutPrefix(text, Prefix)
	if !ok {
		return Scope{}, false
	}
	kind, acts, ok := strings.Cut(rest, ".")
	if !ok || (kind != Any && !typeName(kind)) {
		return Scope{}, false
	}
	switch acts {
	case "read":
		return Scope{kind, Read | Search}, true
	case "write":
		return Scope{kind, Create | Update | Delete}, true
	case "*":
		return Scope{kind, Create | Read | Update | Delete | Search}, true
	}
	s.Type = kind
	last := -1
	for i := range len(acts) {
		at := strings.IndexByte(letters, acts[i])
		if at <= last { // unknown, repeated or out of order
			return Scope{}, false
		}
		s.Acts, last = s.Acts|1<<at, at
	}
	return s, s.Acts != 0
}

// typeName reports whether a text has the form of a resource type's name.
func typeName(text string) bool {
	for i := range len(text) {
		c := text[i]
		if (c < 'A' || c > 'Z') && (i == 0 || c < 'a' || c > 'z') {
			return false
		}
	}
	return text != ""
}

// String writes the scope in the form of version 2, such as "system/Observation.rs".
func (s Scope) String() string { return Prefix + s.Type + "." + s.Acts.String() }

// Opens reports whether scopes as a token holds them allow all of the acts on a type (or on every type, for Any). Several scopes may add
// up to what is wanted; what is no system scope counts for nothing.
func Opens(held []string, resourceType string, acts Act) bool {
	for _, text := range held {
		if s, ok := Parse(text); ok && (s.Type == resourceType || s.Type == Any) {
			acts &^= s.Acts
		}
	}
	return acts == 0
}

// Grant is those of the scopes asked for that the held ones cover, each once and as it was written.
func Grant(held, asked []string) []string {
	var out []string
	for _, text := range asked {
		if s, ok := Parse(text); ok && Opens(held, s.Type, s.Acts) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
