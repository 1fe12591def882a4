package chart_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// tally counts meetings with the practice and the years that people had at some ages.
type tally struct{ years, sum, squares float64 }

// count adds somebody's meetings of the three years before the day, by the age that they had then.
func (n *tally) count(l *life, from, to int) {
	for back := range 3 {
		begin, end := asOf.AddDate(-back-1, 0, 0), asOf.AddDate(-back, 0, 0)
		if age := l.person.Age(begin.AddDate(0, 6, 0)); l.person.Born.After(begin) || age < from || age > to {
			continue
		}
		times := 0.0
		for _, e := range l.chart.Of(chart.Contact) {
			if e.Mode != 0 && !e.Recorded.Before(begin) && e.Recorded.Before(end) {
				times++
			}
		}
		n.years, n.sum, n.squares = n.years+1, n.sum+times, n.squares+times*times
	}
}

// The people of England see their practice 5.8 times a year, missed appointments counted, by age and sex as published. Years
// of one person keep company, which the bound allows for.
func TestContactsByAgeAndSex(t *testing.T) {
	bands := []struct {
		from, to   int
		women, men float64
	}{{1, 4, 6.16, 6.5}, {5, 14, 2.46, 2.35}, {15, 24, 5.6, 2.24}, {25, 44, 6.94, 3.25}, {45, 64, 6.94, 5.04}, {65, 74, 8.4, 7.84}, {75, 84, 11.2, 10.98}, {85, 120, 13.44, 13.44}}
	const kept = 1 - 0.044
	var all tally
	for _, b := range bands {
		for sex, want := range [2]float64{demography.Female: b.women * kept, demography.Male: b.men * kept} {
			var n tally
			for _, l := range village() {
				if int(l.person.Sex) == sex {
					n.count(&l, b.from, b.to)
				}
			}
			mean := n.sum / n.years
			spread := math.Sqrt((n.squares/n.years - mean*mean) / n.years * 3)
			assert.InDelta(t, want, mean, 4*spread, "contacts a year from %d to %d, sex %d", b.from, b.to, sex)
			all.years, all.sum = all.years+n.years, all.sum+n.sum
		}
	}
	assert.InDelta(t, 5.8*kept, all.sum/all.years, 0.3, "contacts a year of all")
}

// Two in three meetings of the last year are face to face, nearly half with a doctor.
func TestHowPeopleAreSeen(t *testing.T) {
	modes, doctors, all := map[chart.Mode]float64{}, 0.0, 0.0
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Contact) {
			if e.Mode == 0 || e.Recorded.Before(asOf.AddDate(-1, 0, 0)) {
				continue
			}
			modes[e.Mode]++
			all++
			if country().Practitioner(e.Source, e.Author).GP {
				doctors++
			}
		}
	}
	assert.InDelta(t, 0.65, modes[chart.FaceToFace]/all, 0.03)
	assert.InDelta(t, 0.46, doctors/all, 0.04)
	for _, m := range []chart.Mode{chart.Telephone, chart.Video, chart.Online, chart.HomeVisit} {
		assert.Positive(t, modes[m], m.String())
	}
}

// One appointment in 23 is missed, but three adults in four have missed one in ten years.
func TestMissedAppointments(t *testing.T) {
	missed, kept, adults, ever := 0.0, 0.0, 0.0, 0.0
	for _, l := range village() {
		mine := 0.0
		for _, e := range l.chart.Entries {
			switch {
			case e.ID.Kind == chart.Appointment && e.Status == chart.NoShow:
				mine++
			case e.ID.Kind == chart.Contact && e.Mode != 0:
				kept++
			}
		}
		missed += mine
		if l.person.Age(asOf) >= 28 {
			adults++
			ever += min(mine, 1)
		}
	}
	assert.InDelta(t, 0.044, missed/(missed+kept), 0.005)
	assert.InDelta(t, 0.77, ever/adults, 4*math.Sqrt(0.77*0.23/adults))
}

// Appointments that are still to come are booked, the others are not; all were made before they were for.
func TestAppointments(t *testing.T) {
	booked := 0
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Appointment) {
			assert.True(t, e.Recorded.Before(e.Onset) && e.Onset.Before(e.Ended), "%+v", e)
			assert.Equal(t, !e.Onset.Before(asOf), e.Status == chart.Booked, "%+v", e)
			if e.Status == chart.Booked {
				booked++
			}
		}
	}
	assert.Positive(t, booked)
}

func TestIssues(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2025, 1, d, 10, 0, 0, 0, time.UTC) }
	e := chart.Entry{Recorded: day(1), Every: 28}
	for _, c := range []struct {
		at   time.Time
		n    int
		last time.Time
	}{{day(1), 0, time.Time{}}, {day(2), 1, day(1)}, {day(29), 1, day(1)}, {day(30), 2, day(29)}, {day(400), 15, day(1 + 14*28)}} {
		n, last := e.Issues(c.at)
		assert.Equal(t, c.n, n, c.at)
		assert.Equal(t, c.last, last, c.at)
	}
	e.Ended = day(60)
	n, last := e.Issues(day(400))
	assert.Equal(t, 3, n)
	assert.Equal(t, day(57), last)
	e.Every = 0
	n, _ = e.Issues(day(400))
	assert.Equal(t, 1, n)
}

// Surgeries are open on working days from half past eight to six, and closed at Christmas and New Year.
func TestSurgeryHours(t *testing.T) {
	for _, l := range village() {
		for _, e := range l.chart.Of(chart.Contact) {
			at := e.Recorded
			minute := at.Hour()*60 + at.Minute()
			holiday := at.Month() == time.December && (at.Day() == 25 || at.Day() == 26) || at.Month() == time.January && at.Day() == 1
			if weekday := at.Weekday(); weekday == time.Saturday || weekday == time.Sunday || holiday || minute < 8*60+30 || minute > 18*60 {
				t.Fatalf("a contact on a %s, %v", weekday, at)
			}
		}
	}
}
