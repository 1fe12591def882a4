package chart_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// had reports whether an entry of a kind that starts with some words was completed since a day.
func had(l *life, kind chart.Kind, words string, since time.Time) bool {
	for _, e := range l.chart.Entries {
		if e.ID.Kind == kind && e.Status == chart.Completed && !e.Recorded.Before(since) && strings.HasPrefix(e.Text, words) {
			return true
		}
	}
	return false
}

// Coverage is what the programmes report: the share of those called who were screened in the last round.
func TestScreeningCoverage(t *testing.T) {
	both := demography.Sex(9)
	for _, c := range []struct {
		words    string
		sex      demography.Sex
		from, to int
		months   int
		want     float64
	}{
		{"Breast screening", demography.Female, 54, 70, 40, .699},
		{"Cervical screening", demography.Female, 29, 49, 40, .661},
		{"Cervical screening", demography.Female, 57, 64, 64, .743},
		{"Bowel cancer screening", both, 63, 74, 28, .676},
		{"Abdominal aortic aneurysm", demography.Male, 67, 74, 120, .819},
	} {
		called, came := 0.0, 0.0
		for _, l := range village() {
			age := l.person.Age(asOf)
			if age < c.from || age > c.to || c.sex != both && l.person.Sex != c.sex {
				continue
			}
			called++
			if had(&l, chart.Procedure, c.words, asOf.AddDate(0, -c.months, 0)) {
				came++
			}
		}
		require.Greater(t, called, 60.0, c.words)
		assert.InDelta(t, c.want, came/called, 4*math.Sqrt(c.want*(1-c.want)/called), "%s of %v people from %d", c.words, called, c.from)
	}
}

// Uptake falls with deprivation: more of those who are called stay away where people are poor.
func TestUptakeByDeprivation(t *testing.T) {
	var called, away [2]float64
	for _, l := range village() {
		k := 0
		if l.person.Decile > 5 {
			k = 1
		}
		for _, e := range l.chart.Of(chart.Procedure) {
			if strings.Contains(e.Text, "screening") {
				called[k]++
				away[k] += map[bool]float64{true: 1}[e.Status == chart.NotDone]
			}
		}
	}
	assert.Greater(t, away[0]/called[0], away[1]/called[1]+0.01)
}

// Nine children in ten have had their three first doses by the age of one.
func TestFirstDoses(t *testing.T) {
	children, three := 0.0, 0.0
	for _, l := range village() {
		if age := l.person.Age(asOf); age < 1 || age > 15 {
			continue
		}
		children++
		doses := 0
		for _, e := range l.chart.Of(chart.Vaccination) {
			if strings.Contains(e.Text, "-in-one vaccination (") && e.Recorded.Before(l.person.Born.AddDate(1, 0, 0)) {
				doses++
			}
		}
		if doses == 3 {
			three++
		}
	}
	assert.InDelta(t, 0.913, three/children, 4*math.Sqrt(0.913*0.087/children))
}

// The doses of a baby are four weeks apart; schools are visited in the spring term.
func TestDosesAreApart(t *testing.T) {
	for _, l := range village() {
		var last time.Time
		for _, e := range l.chart.Of(chart.Vaccination) {
			switch {
			case strings.Contains(e.Text, "-in-one vaccination ("):
				if !last.IsZero() {
					require.GreaterOrEqual(t, e.Recorded.Sub(last), 27*24*time.Hour)
				}
				last = e.Recorded
			case strings.Contains(e.Text, "papilloma"), strings.Contains(e.Text, "ACWY"):
				require.LessOrEqual(t, e.Recorded.Month(), time.March, "%v", e.Recorded)
			}
		}
	}
}
