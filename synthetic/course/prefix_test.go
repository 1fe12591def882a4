package course_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// What has happened by one day is the beginning of what has happened by a later one: nothing that is drawn anticipates.
func TestALifeIsAPrefixOfALongerOne(t *testing.T) {
	country := demography.NewCountry(21, asOf, nhs.NewNumbering(21))
	model := course.NewModel(21, asOf, country)
	rapid.Check(t, func(t *rapid.T) {
		p := country.Person(rapid.IntRange(0, 100_000).Draw(t, "person"))
		soon := asOf.Add(time.Duration(rapid.IntRange(0, 9*365*24*60).Draw(t, "minutes")) * time.Minute)
		late := soon.Add(time.Duration(rapid.IntRange(1, 9*365*24*60).Draw(t, "further")) * time.Minute)
		short, long := model.Life(&p, soon), model.Life(&p, late)
		open := func(end time.Time) time.Time {
			if end.Before(soon) {
				return end
			}
			return time.Time{}
		}
		var then course.Life
		for _, c := range long.Conditions {
			if c.Onset.Before(soon) {
				c.Ended = open(c.Ended)
				then.Conditions = append(then.Conditions, c)
			}
		}
		for _, m := range long.Medicines {
			if m.Since.Before(soon) {
				m.Until = open(m.Until)
				then.Medicines = append(then.Medicines, m)
			}
		}
		for _, e := range long.Events {
			if e.At.Before(soon) {
				e.Until = open(e.Until)
				then.Events = append(then.Events, e)
			}
		}
		for _, a := range long.Allergies {
			if a.Since.Before(soon) {
				then.Allergies = append(then.Allergies, a)
			}
		}
		for _, g := range long.Pregnancies {
			if g.Conceived.Before(soon) {
				if !g.Ended.Before(soon) {
					g = course.Pregnancy{Conceived: g.Conceived, Child: -1}
				}
				then.Pregnancies = append(then.Pregnancies, g)
			}
		}
		alike(t, then.Conditions, short.Conditions)
		alike(t, then.Allergies, short.Allergies)
		alike(t, then.Medicines, short.Medicines)
		alike(t, then.Events, short.Events)
		alike(t, then.Pregnancies, short.Pregnancies)
		// The body of any day that both know is the same from both.
		day := p.Born.Add(time.Duration(rapid.Float64Range(0, 1).Draw(t, "part") * float64(soon.Sub(p.Born))))
		require.Equal(t, short.Body(day), long.Body(day), "on %s", day)
		require.Equal(t, short.At(day), long.At(day), "on %s", day)
	})
}

// alike asserts that two lists are the same, an empty one and none alike.
func alike[T any](t require.TestingT, want, got []T) {
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i], got[i])
	}
}
