package oidc

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
)

// Object is a JSON object of which nothing is believed yet: the header or the claims of a JWT.
type Object map[string]json.RawMessage

// What Seconds fails with.
var (
	ErrAbsent   = errors.New("absent")
	ErrNotWhole = errors.New("not a whole number")
)

// Text reads a string; ok is false for anything else.
func (o Object) Text(name string) (s string, ok bool) {
	raw := bytes.TrimSpace(o[name])
	if !bytes.HasPrefix(raw, []byte{'"'}) {
		return "", false
	}
	return s, json.Unmarshal(raw, &s) == nil
}

// Words is Text, or empty.
func (o Object) Words(name string) string {
	s, _ := o.Text(name)
	return s
}

// Absent reports whether a member is missing, null or an empty string, which JavaScript does not tell apart, and so neither does the
// platform.
func (o Object) Absent(name string) bool {
	raw := string(bytes.TrimSpace(o[name]))
	return raw == "" || raw == "null" || raw == `""`
}

// Seconds reads a time in seconds since 1970 that must be written as a whole number. One too large for 64 bits is capped.
func (o Object) Seconds(name string) (int64, error) {
	if o.Absent(name) {
		return 0, ErrAbsent
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(o[name])), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		if n > 0 {
			return math.MaxInt64, nil
		}
		return math.MinInt64, nil
	}
	if err != nil {
		return 0, ErrNotWhole
	}
	return n, nil
}

// Has reports whether a member is a string, or a list of strings, that holds a value: how aud may be written.
func (o Object) Has(name, value string) bool {
	if one, ok := o.Text(name); ok {
		return one == value
	}
	var many []string
	return json.Unmarshal(o[name], &many) == nil && slices.Contains(many, value)
}
