package scenarios

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Duration is a length of time as ISO 8601 writes it: PT5M, P3Y, -P2D. Years, months and days are calendar lengths, so
// that -P3Y from 1 May is 1 May three years before; hours, minutes and seconds are exact. All parts count in the same
// direction. A week is kept as seven days.
type Duration struct {
	Years, Months, Days int
	Exact               time.Duration // the part after T
	Negative            bool
}

// IsZero reports a length of nothing.
func (d Duration) IsZero() bool { return d.Years == 0 && d.Months == 0 && d.Days == 0 && d.Exact == 0 }

// Add moves a moment. A day of the month that the target month has not becomes that month's last day.
func (d Duration) Add(t time.Time) time.Time {
	sign := 1
	if d.Negative {
		sign = -1
	}
	months := sign * (d.Years*12 + d.Months)
	if months != 0 {
		t = addMonths(t, months)
	}
	if d.Days != 0 {
		t = t.AddDate(0, 0, sign*d.Days)
	}
	return t.Add(time.Duration(sign) * d.Exact)
}

func addMonths(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, months, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// Clock is the exact length, with a day of 24 hours. ok is false when the duration has years or months, whose length
// depends on where they start.
func (d Duration) Clock() (length time.Duration, ok bool) {
	if d.Years != 0 || d.Months != 0 {
		return 0, false
	}
	length = time.Duration(d.Days)*24*time.Hour + d.Exact
	if d.Negative {
		length = -length
	}
	return length, true
}

// String is the ISO 8601 form.
func (d Duration) String() string {
	var b strings.Builder
	if d.Negative {
		b.WriteByte('-')
	}
	b.WriteByte('P')
	if d.IsZero() {
		return b.String() + "T0S"
	}
	for _, p := range []struct {
		n    int
		unit byte
	}{{d.Years, 'Y'}, {d.Months, 'M'}, {d.Days, 'D'}} {
		if p.n != 0 {
			fmt.Fprintf(&b, "%d%c", p.n, p.unit)
		}
	}
	if d.Exact != 0 {
		b.WriteByte('T')
		rest := d.Exact
		if h := rest / time.Hour; h != 0 {
			fmt.Fprintf(&b, "%dH", h)
			rest -= h * time.Hour
		}
		if m := rest / time.Minute; m != 0 {
			fmt.Fprintf(&b, "%dM", m)
			rest -= m * time.Minute
		}
		if rest != 0 {
			whole, part := rest/time.Second, rest%time.Second
			fmt.Fprintf(&b, "%d", whole)
			if part != 0 {
				b.WriteString("." + strings.TrimRight(fmt.Sprintf("%09d", int64(part)), "0"))
			}
			b.WriteByte('S')
		}
	}
	return b.String()
}

// ParseDuration reads an ISO 8601 duration, with an optional sign. Parts must be whole numbers, but seconds may have a
// fraction of up to nine digits. Nothing longer than 500 years is a duration.
func ParseDuration(s string) (Duration, error) {
	var d Duration
	rest := s
	switch {
	case strings.HasPrefix(rest, "-"):
		d.Negative, rest = true, rest[1:]
	case strings.HasPrefix(rest, "+"):
		rest = rest[1:]
	}
	if !strings.HasPrefix(rest, "P") || len(rest) < 3 {
		return Duration{}, badDuration(s)
	}
	date, clock, timed := strings.Cut(rest[1:], "T")
	if timed && clock == "" {
		return Duration{}, badDuration(s)
	}
	if err := d.dateParts(date); err != nil {
		return Duration{}, badDuration(s)
	}
	if err := d.clockParts(clock); err != nil {
		return Duration{}, badDuration(s)
	}
	if d.IsZero() {
		d.Negative = false
	}
	return d, nil
}

func badDuration(s string) error {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return fmt.Errorf("%q is not an ISO 8601 duration such as PT5M, PT0.5S, P2D or -P3Y", s)
}

const longest = 500 // years

func (d *Duration) dateParts(s string) error {
	units := "YMWD"
	for s != "" {
		n, unit, rest, err := nextPart(s, 7)
		if err != nil {
			return err
		}
		at := strings.IndexByte(units, unit)
		if at < 0 {
			return fmt.Errorf("unit %c out of place", unit)
		}
		units, s = units[at+1:], rest
		days := map[byte]int{'Y': 366, 'M': 31, 'W': 7, 'D': 1}[unit]
		if n*days > longest*366 {
			return fmt.Errorf("longer than %d years", longest)
		}
		switch unit {
		case 'Y':
			d.Years = n
		case 'M':
			d.Months = n
		case 'W':
			d.Days += 7 * n
		case 'D':
			d.Days += n
		}
	}
	return nil
}

func (d *Duration) clockParts(s string) error {
	units := "HMS"
	for s != "" {
		n, unit, rest, err := nextPart(s, 10)
		if err != nil {
			return err
		}
		if unit == '.' { // only seconds have a fraction, and nothing comes after them
			part, err := fractionOf(rest)
			d.Exact += time.Duration(n)*time.Second + part
			return err
		}
		at := strings.IndexByte(units, unit)
		if at < 0 {
			return fmt.Errorf("unit %c out of place", unit)
		}
		size := map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}[unit]
		if int64(n) > int64(math.MaxInt64/4)/int64(size) {
			return fmt.Errorf("too long")
		}
		d.Exact += time.Duration(n) * size
		units, s = units[at+1:], rest
	}
	return nil
}

// fractionOf reads what follows the decimal point of seconds, "5S", as part of a second.
func fractionOf(s string) (time.Duration, error) {
	digits, ok := strings.CutSuffix(s, "S")
	if !ok || digits == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, fmt.Errorf("bad fraction of a second")
	}
	digits += strings.Repeat("0", 9-len(digits))
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return time.Duration(n), nil
}

// nextPart reads a whole number of at most width digits and the unit after it.
func nextPart(s string, width int) (n int, unit byte, rest string, err error) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		if i++; i > width {
			return 0, 0, "", fmt.Errorf("too many digits")
		}
	}
	if i == 0 || i == len(s) {
		return 0, 0, "", fmt.Errorf("a number and a unit are missing")
	}
	return n, s[i], s[i+1:], nil
}
