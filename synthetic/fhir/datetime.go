package fhir

import "time"

// Instant writes a time as FHIR's instant and full dateTime, to the millisecond and in UTC: 2026-04-01T09:30:00.000+00:00.
func Instant(t time.Time) string { return string(appendInstant(nil, t)) }

// DateTime writes a time as precisely as it is known: a time at midnight UTC is a day and no more, any other is written
// to the second with its offset. It is empty for the zero time.
func DateTime(t time.Time) string { return string(appendDateTime(nil, t)) }

const secondsADay = 24 * 60 * 60

// clockTime is a time in parts: days and seconds of UTC.
func clockTime(t time.Time) (days, seconds int64) {
	unix := t.Unix()
	days = unix / secondsADay
	if seconds = unix % secondsADay; seconds < 0 {
		days, seconds = days-1, seconds+secondsADay
	}
	return days, seconds
}

// atMidnight reports whether a time is a day and no more.
func atMidnight(t time.Time) bool {
	_, seconds := clockTime(t)
	return seconds == 0 && t.Nanosecond() == 0
}

func appendDate(b []byte, t time.Time) []byte {
	days, _ := clockTime(t)
	return appendDays(b, days)
}

func appendDateTime(b []byte, t time.Time) []byte {
	switch {
	case t.IsZero():
		return b
	case atMidnight(t):
		return appendDate(b, t)
	}
	days, seconds := clockTime(t)
	b = appendSeconds(appendDays(b, days), seconds)
	return append(b, "+00:00"...)
}

func appendInstant(b []byte, t time.Time) []byte {
	days, seconds := clockTime(t)
	b = appendSeconds(appendDays(b, days), seconds)
	milli := t.Nanosecond() / 1e6
	return append(b, '.', byte('0'+milli/100), byte('0'+milli/10%10), byte('0'+milli%10), '+', '0', '0', ':', '0', '0')
}

func appendSeconds(b []byte, s int64) []byte {
	b = append(b, 'T')
	b = appendTwo(b, s/3600)
	b = appendTwo(append(b, ':'), s/60%60)
	return appendTwo(append(b, ':'), s%60)
}

func appendTwo(b []byte, n int64) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// appendDays appends the date of a day counted from 1 January 1970. The reckoning starts its years in March, so that the leap
// day comes last and months have a rule; eras of 400 years make it whole numbers throughout.
func appendDays(b []byte, days int64) []byte {
	const (
		epoch = 719468      // days from 1 March of the year 0 to 1970
		era   = 146097      // days of 400 years
		last  = 25*era - 60 // 1 January of the year 10000, which has five digits
	)
	days += epoch
	if days < 0 || days >= last {
		return time.Unix((days-epoch)*secondsADay, 0).UTC().AppendFormat(b, time.DateOnly)
	}
	inEra := days % era
	year := (inEra - inEra/1460 + inEra/36524 - inEra/146096) / 365
	inYear := inEra - (365*year + year/4 - year/100)
	month := (5*inYear + 2) / 153 // from March
	day := inYear - (153*month+2)/5 + 1
	year += days / era * 400
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	b = appendTwo(appendTwo(b, year/100), year%100)
	b = appendTwo(append(b, '-'), month)
	return appendTwo(append(b, '-'), day)
}

// when writes a dateTime, unless the time is zero.
func (w *writer) when(n string, t time.Time) {
	if t.IsZero() {
		return
	}
	w.name(n)
	w.b = append(w.b, '"')
	w.b = appendDateTime(w.b, t)
	w.b = append(w.b, '"')
}

// instant writes a moment, unless the time is zero.
func (w *writer) instant(n string, t time.Time) {
	if t.IsZero() {
		return
	}
	w.name(n)
	w.b = append(w.b, '"')
	w.b = appendInstant(w.b, t)
	w.b = append(w.b, '"')
}

// period writes from one time to another, nothing if neither is known. An end before the start is left out, and if either is
// known to the day alone then both are shown so: FHIR cannot compare a day with a moment within it (per-1).
func (w *writer) period(n string, from, to time.Time) {
	if !from.IsZero() && to.Before(from) {
		to = time.Time{}
	}
	if !from.IsZero() && !to.IsZero() && atMidnight(from) != atMidnight(to) {
		from, to = dayOf(from), dayOf(to)
	}
	mark := w.object(n)
	w.when("start", from)
	w.when("end", to)
	w.end(mark)
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// firstTime is the first of its times that is known.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
