package scenarios

import (
	"fmt"
	"time"
)

// Moment is a point in time as a scenario writes it: a length from a moment that the context gives (+PT5M, -P3Y), a date
// or a time (2026-04-01T09:00:00+01:00), or an expression that gives one (${flag.time + minutes(1)}).
type Moment struct {
	Pos
	Offset Duration
	Time   time.Time // set for a date or a time; a date alone is midnight UTC
	Expr   *Expr     // set for an expression
	set    bool
}

// IsZero reports that no moment was written.
func (m Moment) IsZero() bool { return !m.set }

// From works the moment out: an offset counts from base, and an expression is evaluated with vars. A moment that was not
// written is base itself.
func (m Moment) From(base time.Time, vars map[string]any) (time.Time, error) {
	switch {
	case !m.set:
		return base, nil
	case !m.Time.IsZero():
		return m.Time, nil
	case m.Expr == nil:
		return m.Offset.Add(base), nil
	}
	v, err := m.Expr.Eval(vars)
	if err != nil {
		return time.Time{}, err
	}
	switch at := v.(type) {
	case time.Time:
		return at, nil
	case time.Duration:
		return base.Add(at), nil
	case string:
		parsed, err := ParseMoment(at)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s: %s gives %w", m.Expr.Pos, m.Expr.Source, err)
		}
		return parsed.From(base, nil)
	}
	return time.Time{}, fmt.Errorf("%s: %s gives %v, not a time", m.Expr.Pos, m.Expr.Source, v)
}

// String is the form in the file.
func (m Moment) String() string {
	switch {
	case !m.set:
		return ""
	case m.Expr != nil:
		return "${" + m.Expr.Source + "}"
	case !m.Time.IsZero():
		return m.Time.Format(time.RFC3339)
	case m.Offset.Negative:
		return m.Offset.String()
	}
	return "+" + m.Offset.String()
}

// ParseMoment reads a moment that holds no expression.
func ParseMoment(s string) (Moment, error) {
	if d, err := ParseDuration(s); err == nil {
		return Moment{Offset: d, set: true}, nil
	}
	t, err := ParseTime(s)
	if err != nil {
		return Moment{}, fmt.Errorf("%q, which is neither a duration such as +PT5M nor a time such as 2026-04-01T09:00:00+01:00", s)
	}
	return Moment{Time: t, set: true}, nil
}

// ParseTime reads an RFC 3339 time, which must have a UTC offset, or a date, which is midnight UTC.
func ParseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time with a UTC offset, such as 2026-04-01T09:00:00+01:00, nor a date", s)
	}
	return t, nil
}
