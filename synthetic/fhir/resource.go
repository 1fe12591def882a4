package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits on what ParseResource takes in.
const (
	MaxSize  = 1 << 20 // bytes
	MaxDepth = 64      // objects and arrays within one another
)

// ErrTooLarge is wrapped by ParseResource's error for a body over MaxSize; a server answers it with 413.
var ErrTooLarge = errors.New("resource is too large")

// Resource is one FHIR resource as JSON, with its type and id read off. The JSON is kept byte for byte.
type Resource struct {
	Type string          // resourceType
	ID   string          // empty until a server has given one
	JSON json.RawMessage // the whole resource; do not change in place
}

// ParseResource reads a resource from a stranger's bytes. It refuses a body over MaxSize, nesting over MaxDepth, what is
// not UTF-8 or not JSON, a member named twice in one object (readers differ in which they believe), a missing or misspelt
// resourceType and an id that breaks FHIR's rule ([A-Za-z0-9-.]{1,64}). Errors name the byte offset where the trouble
// begins, counted from the first byte that is not white space when the JSON itself is sound.
func ParseResource(body []byte) (Resource, error) {
	if len(body) > MaxSize {
		return Resource{}, fmt.Errorf("%w: %d bytes, at most %d are taken", ErrTooLarge, len(body), MaxSize)
	}
	if at := invalidUTF8(body); at >= 0 {
		return Resource{}, fmt.Errorf("parse resource: byte %d is not valid UTF-8", at)
	}
	if at := tooDeep(body, MaxDepth); at >= 0 {
		return Resource{}, fmt.Errorf("parse resource: nested deeper than %d at byte %d", MaxDepth, at)
	}
	if err := wellFormed(body); err != nil {
		return Resource{}, err
	}
	if start := space(body, 0); body[start] != '{' {
		return Resource{}, fmt.Errorf("parse resource: an object must begin at byte %d, found %q", start, body[start])
	}
	r := Resource{JSON: bytes.Clone(bytes.TrimSpace(body))}
	if name, at := repeated(r.JSON, 0); at >= 0 {
		return Resource{}, fmt.Errorf("parse resource: %q is given twice, again at byte %d", name, at)
	}
	for m := range members(r.JSON) {
		value := r.JSON[m.start:m.end]
		switch m.name() {
		case "resourceType":
			if r.Type = text(value); !validType(r.Type) {
				return Resource{}, fmt.Errorf("parse resource: resourceType at byte %d must be a resource's name, found %.40s", m.start, value)
			}
		case "id":
			if r.ID = text(value); !ValidID(r.ID) {
				return Resource{}, fmt.Errorf("parse resource: id at byte %d must be 1 to 64 letters, digits, hyphens and full stops, found %.80s", m.start, value)
			}
		case "meta":
			if value[0] != '{' {
				return Resource{}, fmt.Errorf("parse resource: meta at byte %d must be an object, found %.40s", m.start, value)
			}
		}
	}
	if r.Type == "" {
		return Resource{}, errors.New("parse resource: resourceType is missing")
	}
	return r, nil
}

// wellFormed gives encoding/json's syntax error with its offset.
func wellFormed(body []byte) error {
	if json.Valid(body) {
		return nil
	}
	var whole json.RawMessage
	err := json.Unmarshal(body, &whole)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("parse resource: not JSON at byte %d: %w", syntax.Offset, err)
	}
	return fmt.Errorf("parse resource: not JSON: %w", err)
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

func validType(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// ValidID reports whether s may be a resource's id (FHIR R4 datatypes, id).
func ValidID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
