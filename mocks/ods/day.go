package ods

import "time"

// Day is a date of the register: days since 1 January 1970, UTC. 0 is no date at all; nothing in the register dates from that day.
type Day int32

// DayOf is the day on which a moment falls.
func DayOf(t time.Time) Day {
	s := t.Unix()
	if s < 0 {
		s -= 86_399
	}
	return Day(s / 86_400)
}

// Time is midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

// String is the day as YYYY-MM-DD, or nothing for no date.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// parseDay reads YYYY-MM-DD; an empty text is no date.
func parseDay(text string) (Day, bool) {
	if text == "" {
		return 0, true
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, false
	}
	return DayOf(t), true
}

// Span is from a first day to a last one, both included. To is 0 where no end is planned.
type Span struct{ From, To Day }

// Holds reports whether a day lies in the span.
func (s Span) Holds(d Day) bool { return s.Begun(d) && !s.Over(d) }

// Begun reports whether the span has begun by a day.
func (s Span) Begun(d Day) bool { return s.From <= d }

// Over reports whether the span has ended before a day.
func (s Span) Over(d Day) bool { return s.To != 0 && s.To < d }

// end is the last day as it may be shown on a day: a real register learns of closures shortly before them, this one on the day after, so
// that nothing in it anticipates.
func (s Span) end(d Day) string {
	if s.Over(d) {
		return s.To.String()
	}
	return ""
}

// news is the latest day by a day on which the span was news.
func (s Span) news(d Day) Day {
	switch {
	case s.Over(d):
		return s.To + 1
	case s.Begun(d):
		return s.From
	}
	return 0
}
