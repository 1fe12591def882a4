package course_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// People go to hospital as often as in England: 0.42 attendances, 0.11 unplanned and 0.19 planned stays a head, births
// among the latter, over five years of twenty thousand people, and by age and deprivation.
func TestHospitalIsEnglands(t *testing.T) {
	t.Parallel()
	country := demography.NewCountry(12, asOf, nhs.NewNumbering(12))
	model := course.NewModel(12, asOf, country)
	got := map[string]sample{}
	put := func(what string, v float64) { got[what] = append(got[what], v) }
	from := asOf.AddDate(-5, 0, 0)
	var nights sample
	for i := range 20_000 {
		p := country.Person(i)
		l := model.Life(&p, asOf)
		since, n := from, map[string]float64{}
		if p.Born.After(since) {
			since = p.Born
		}
		lived := asOf.Sub(since).Hours() / 24 / 365.25
		if lived < 0.5 {
			continue
		}
		for _, e := range l.Events {
			if e.At.Before(since) {
				continue
			}
			n[e.Kind] += 1 / lived
			if e.Kind == course.Emergency && !e.Until.IsZero() {
				nights = append(nights, e.Until.Sub(e.At).Hours()/24)
			}
		}
		put("attendances", n[course.Attendance])
		put("emergencies", n[course.Emergency])
		put("planned and births", n[course.Admission]+n[course.Delivery])
		switch age := p.Age(asOf); {
		case age < 4:
			put("attendances 0-4", n[course.Attendance])
		case age >= 22 && age < 30:
			put("attendances 20-29", n[course.Attendance])
		case age >= 67 && age < 75:
			put("attendances 65-74", n[course.Attendance])
		case age >= 88:
			put("attendances 85+", n[course.Attendance])
		}
		if p.Decile == 1 || p.Decile == 10 {
			put(map[int]string{1: "most deprived", 10: "least deprived"}[p.Decile], n[course.Attendance])
		}
	}
	got["attendances"].near(t, 0.42, 0.01, "attendances")
	got["emergencies"].near(t, 0.11, 0.005, "emergencies")
	got["planned and births"].near(t, 0.19, 0.006, "planned and births")
	got["attendances 0-4"].near(t, 0.70, 0.05, "attendances 0-4")
	got["attendances 20-29"].near(t, 0.42, 0.04, "attendances 20-29")
	got["attendances 65-74"].near(t, 0.40, 0.04, "attendances 65-74")
	got["attendances 85+"].near(t, 0.80, 0.06, "attendances 85+")
	assert.InDelta(t, math.Log(2), math.Log(got["most deprived"].mean()/got["least deprived"].mean()), 0.2)
	slices.Sort(nights)
	assert.InDelta(t, 2, nights[len(nights)/2], 0.4, "median stay")
	nights.near(t, 8, 1, "mean stay")
}

// What happens in hospital hangs together, over whole lives with ten years of the future.
func TestEventsHangTogether(t *testing.T) {
	t.Parallel()
	country := demography.NewCountry(13, asOf, nhs.NewNumbering(13))
	model := course.NewModel(13, asOf, country)
	until := asOf.AddDate(10, 0, 0)
	strokes, operations, limits := 0, map[string]int{}, map[string]int{}
	for _, row := range rows(t, "once.csv") {
		limits[row["procedure"]] = int(number(t, row["most"]))
	}
	for i := range 5000 {
		p := country.Person(i)
		l := model.Life(&p, until)
		done, keys := map[string]int{}, map[uint64]bool{}
		var stay course.Event
		for k, e := range l.Events {
			require.False(t, e.At.Before(p.Born), "%d: %+v", i, e)
			require.True(t, e.At.Before(until) && (l.Died.IsZero() || e.At.Before(l.Died)), "%d: %+v", i, e)
			require.True(t, e.Until.IsZero() || !e.Until.Before(e.At) && (l.Died.IsZero() || !e.Until.After(l.Died)), "%d: %+v", i, e)
			require.True(t, k == 0 || !e.At.Before(l.Events[k-1].At), "in order")
			require.False(t, keys[e.K], "its own key")
			keys[e.K] = true
			require.True(t, e.Why == "" || e.Why == "pregnancy" || had(&l, e.Why, e.At), "%d: %+v", i, e)
			switch e.Kind {
			case course.Operation:
				_, known := nhs.Procedures().Find(e.Is)
				require.True(t, known, e.Is)
				require.True(t, stay.Until.IsZero() || !e.At.After(stay.Until), "%d: %+v outside %+v", i, e, stay)
				done[e.Is]++
				operations[e.Is]++
			case course.Emergency, course.Admission, course.Delivery:
				require.True(t, stay.Until.IsZero() || !e.At.Before(stay.Until), "%d: %+v during %+v", i, e, stay)
				stay = e
			default:
				stay = e
			}
			if e.Is == "hysterectomy" || e.Kind == course.Delivery || e.Is == "caesarean-section" || e.Is == "hysteroscopy" {
				require.Equal(t, demography.Female, p.Sex)
			}
			if e.Is == "hysterectomy" {
				for _, g := range l.Pregnancies {
					require.True(t, g.Ended.Before(e.At), "%d: pregnant after a hysterectomy", i)
				}
			}
		}
		for is, n := range done {
			if most, limited := limits[is]; limited {
				require.LessOrEqual(t, n, most, "%d: %s", i, is)
			}
		}
		for _, c := range l.Conditions {
			if c.Is == "stroke" && c.Onset.Before(asOf) {
				strokes += one(slices.ContainsFunc(l.Events, func(e course.Event) bool {
					return e.Kind == course.Emergency && e.Is == "stroke" && e.At.Truncate(24*time.Hour).Equal(c.Onset)
				}))
			}
		}
	}
	assert.Greater(t, strokes, 30)
	for _, is := range []string{"cataract-extraction", "colonoscopy", "caesarean-section", "appendicectomy", "mastectomy"} {
		assert.Positive(t, operations[is], is)
	}
}

// had reports whether a condition, or a kind of it, had set in by a time.
func had(l *course.Life, is string, by time.Time) bool {
	truth := course.Truth{Conditions: l.Conditions}
	return slices.ContainsFunc(l.Conditions, func(c course.Condition) bool {
		return !c.Onset.After(by) && (c.Is == is || truth.Has(is, c.Onset))
	})
}

// What the tables of events name is in the lists of nhs.
func TestErrandsAreKnown(t *testing.T) {
	knownAs := func(is string) bool {
		for _, list := range []nhs.Concepts{nhs.Conditions(), nhs.Findings(), nhs.Procedures()} {
			if _, ok := list.Find(is); ok {
				return true
			}
		}
		return false
	}
	for _, row := range append(rows(t, "events.csv"), rows(t, "sequels.csv")...) {
		assert.True(t, knownAs(row["is"]), row["is"])
		if row["kind"] == course.Admission {
			_, ok := nhs.Procedures().Find(row["is"])
			assert.True(t, ok, row["is"])
		}
	}
	for _, row := range append(rows(t, "once.csv"), rows(t, "sequels.csv")...) {
		if p := row["procedure"]; p != "" {
			assert.True(t, knownAs(p), p)
		}
		if c := row["condition"]; c != "" {
			_, ok := nhs.Conditions().Find(c)
			assert.True(t, ok, c)
		}
	}
}
