package fhir

import (
	"fmt"
	"strings"
	"time"
)

// span is the stretch of time that a date of some precision stands for: from its first instant up to, not
// including, its last. A zero end is open.
type span struct {
	from, to time.Time
}

// The forms of FHIR's date, dateTime and instant, each with how long it lasts. Times without a zone are taken as UTC.
var dateForms = []struct {
	layout string
	last   func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04Z07:00", func(t time.Time) time.Time { return t.Add(time.Minute) }},
	{"2006-01-02T15:04:05", nil},
	{"2006-01-02T15:04:05Z07:00", nil},
}

// parseSpan reads a date at its own precision.
func parseSpan(s string) (span, error) {
	for _, f := range dateForms {
		t, err := time.Parse(f.layout, s)
		if err != nil {
			continue
		}
		if f.last != nil {
			return span{t, f.last(t)}, nil
		}
		return span{t, t.Add(fraction(s))}, nil
	}
	return span{}, fmt.Errorf("%q is not a date: want YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a zone", clip(s))
}

// fraction is what the last digit of a time to the second or finer stands for.
func fraction(s string) time.Duration {
	d := time.Second
	if _, after, ok := strings.Cut(s, "."); ok {
		for i := 0; i < len(after) && after[i] >= '0' && after[i] <= '9' && d > 1; i++ {
			d /= 10
		}
	}
	return d
}

// newDateOperand reads a search value: a prefix and a date. A space stands for the plus sign that a client forgot to
// escape.
func newDateOperand(s string) (operand, error) {
	prefix := "eq"
	if len(s) > 2 && small(s[0]) && !small(s[2]) { // more letters than a prefix has are no date with one
		prefix, s = s[:2], s[2:]
		if !contains("eq ne gt lt ge le sa eb", prefix) {
			return operand{}, fmt.Errorf("prefix %q is not offered, only: eq ne gt lt ge le sa eb", prefix)
		}
	}
	when, err := parseSpan(strings.ReplaceAll(s, " ", "+"))
	return operand{prefix: prefix, span: when}, err
}

// small reports whether a byte is a lower-case letter.
func small(c byte) bool { return c >= 'a' && c <= 'z' }

// elementSpan reads a date, dateTime, instant or Period of a resource; ok is false for anything else.
func elementSpan(v []byte) (have span, ok bool) {
	if v[0] != '{' {
		have, err := parseSpan(text(v))
		return have, err == nil
	}
	start, end := get(v, "start"), get(v, "end")
	if start != nil {
		s, err := parseSpan(text(start))
		if err != nil {
			return span{}, false
		}
		have.from = s.from
	}
	if end != nil {
		e, err := parseSpan(text(end))
		if err != nil {
			return span{}, false
		}
		have.to = e.to
	}
	return have, start != nil || end != nil
}

// compare applies a prefix to what was searched for and what a resource has (FHIR R4, Search, "Prefixes").
func (want span) compare(prefix string, have span) bool {
	startsBefore := have.from.IsZero() || have.from.Before(want.from) // any of have lies before want
	endsAfter := have.to.IsZero() || have.to.After(want.to)           // any of have lies after want
	within := !startsBefore && !endsAfter
	switch prefix {
	case "ne":
		return !within
	case "gt":
		return endsAfter
	case "lt":
		return startsBefore
	case "ge":
		return endsAfter || within
	case "le":
		return startsBefore || within
	case "sa":
		return !have.from.IsZero() && !have.from.Before(want.to)
	case "eb":
		return !have.to.IsZero() && !have.to.After(want.from)
	}
	return within
}
