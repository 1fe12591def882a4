package pds

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// shape is what a value of a body must look like: as much of the specification's schemas as their errors depend on.
type shape struct {
	kind     string // "object", "list", "text", "day", "moment", "number", "flag", "any"
	members  map[string]*shape
	required []string // in the order in which they are missed
	open     bool     // members besides are let pass
	item     *shape
	least    int // of a list, or of a number
	most     int // of a list, a number, or the characters of a text; 0 for no limit
	oneOf    []string
	pattern  *regexp.Regexp
}

// check looks for the first thing wrong with a value. where is the path to it, as the service writes paths: name/0/given.
func (s *shape) check(v any, where string) (Outcome, bool) {
	bad := func() (Outcome, bool) { return invalidField(plain(v), where), false }
	switch s.kind {
	case "object":
		o, ok := v.(*object)
		if !ok {
			return bad()
		}
		return s.checkMembers(o, where)
	case "list":
		l, ok := v.(*list)
		if !ok {
			return bad()
		}
		if len(l.items) < s.least {
			return tooFew(python(v), where), false
		}
		if s.most > 0 && len(l.items) > s.most {
			return tooMany(python(v), where), false
		}
		for k, item := range l.items {
			if wrong, ok := s.item.check(item, where+"/"+strconv.Itoa(k)); !ok {
				return wrong, false
			}
		}
		return Outcome{}, true
	case "number":
		n, ok := v.(json.Number)
		if !ok {
			return bad()
		}
		i, err := strconv.Atoi(n.String())
		if err != nil || i < s.least || s.most > 0 && i > s.most {
			return bad()
		}
		return Outcome{}, true
	case "flag":
		if _, ok := v.(bool); !ok {
			return bad()
		}
		return Outcome{}, true
	case "any":
		return Outcome{}, true
	}
	text, ok := v.(string)
	if !ok || !s.fits(text) {
		return bad()
	}
	return Outcome{}, true
}

// fits reports whether a text is one that the shape allows.
func (s *shape) fits(text string) bool {
	switch s.kind {
	case "day":
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case "moment":
		_, ok := readMoment(text)
		return ok
	}
	return (s.most == 0 || utf8.RuneCountInString(text) <= s.most) && (s.oneOf == nil || slices.Contains(s.oneOf, text)) &&
		(s.pattern == nil || s.pattern.MatchString(text))
}

// checkMembers looks at an object: first for members that it lacks, then for those that it must not have, then at each.
func (s *shape) checkMembers(o *object, where string) (Outcome, bool) {
	for _, key := range s.required {
		if _, ok := o.values[key]; !ok {
			return missingField(below(where, key)), false
		}
	}
	var extra []string
	for _, key := range o.keys {
		if s.members[key] == nil && !s.open {
			extra = append(extra, key)
		}
	}
	if len(extra) > 0 {
		return additionalProperties(extra), false
	}
	for _, key := range o.keys {
		if m := s.members[key]; m != nil {
			if wrong, ok := m.check(o.values[key], below(where, key)); !ok {
				return wrong, false
			}
		}
	}
	return Outcome{}, true
}

// below is the path of a member.
func below(where, key string) string {
	if where == "" {
		return key
	}
	return where + "/" + key
}

// readMoment reads a dateTime with a zero offset, or a day (DeceasedDateTime.yaml).
func readMoment(text string) (time.Time, bool) {
	for _, layout := range []string{dateTimeInZone, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1000 {
			return t, true
		}
	}
	return time.Time{}, false
}
