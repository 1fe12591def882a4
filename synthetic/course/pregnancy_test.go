package course_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Pregnancies end in the births that demography knows of, last as long as they do, and bring what they bring.
func TestPregnanciesAreEnglands(t *testing.T) {
	t.Parallel()
	country := demography.NewCountry(31, asOf, nhs.NewNumbering(31))
	model := course.NewModel(31, asOf, country)
	until := asOf.AddDate(6, 0, 0)
	var now, early, caesarean, sugar, pressure sample
	lost, born := 0, 0
	for i := range 30_000 {
		p := country.Person(i)
		if p.Sex == demography.Male {
			now = append(now, 0)
			require.Empty(t, country.Births(i))
			continue
		}
		l := model.Life(&p, until)
		now = append(now, percent(l.Body(asOf).Pregnant))
		for k, g := range l.Pregnancies {
			require.True(t, k == 0 || g.Conceived.After(l.Pregnancies[k-1].Ended), "%d: one after the other", i)
			require.True(t, p.Age(g.Conceived) >= 14)
			if g.Ended.IsZero() {
				require.Empty(t, g.Outcome)
				continue
			}
			require.True(t, l.Body(g.Ended.Add(-time.Hour)).Pregnant)
			require.False(t, l.Body(g.Ended).Pregnant)
			if g.Outcome == course.Miscarriage {
				lost++
				continue
			}
			born++
			days := g.Ended.Sub(g.Conceived).Hours() / 24
			require.True(t, days >= 150 && days <= 300, "%v days", days)
			early = append(early, percent(days < 37*7))
			with := func(is string) float64 {
				return percent(slices.ContainsFunc(l.Conditions, func(c course.Condition) bool { return c.Is == is && c.Ended.Equal(g.Ended) }))
			}
			sugar, pressure = append(sugar, with("gestational-diabetes")), append(pressure, with("pre-eclampsia"))
			if g.Ended.AddDate(0, 0, 1).Before(until) {
				caesarean = append(caesarean, percent(slices.ContainsFunc(l.Events, func(e course.Event) bool {
					return e.Is == "caesarean-section" && !e.At.Before(g.Ended) && e.At.Before(g.Ended.AddDate(0, 0, 5))
				})))
			}
		}
		for _, b := range country.Births(i) {
			if b.At.Before(until) && (l.Died.IsZero() || b.At.Before(l.Died)) {
				require.True(t, slices.ContainsFunc(l.Pregnancies, func(g course.Pregnancy) bool { return g.Child == b.Child || g.Ended.Equal(b.At) }),
					"%d bears %d on %s: %+v", i, b.Child, b.At, l.Pregnancies)
			}
		}
	}
	now.near(t, 0.8, 0.1, "pregnant now") // ten births a thousand a year, nine months each
	early.near(t, 7.9, 0.5, "before 37 weeks")
	caesarean.near(t, 42, 1, "caesarean")
	sugar.near(t, 5, 0.5, "gestational diabetes")
	pressure.near(t, 3, 0.4, "pre-eclampsia")
	assert.InDelta(t, 0.17, float64(lost)/float64(lost+born), 0.05, "lost")
}
