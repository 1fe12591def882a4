package realism_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/realism"
)

func TestWilson(t *testing.T) {
	low, high := realism.Wilson(10, 100)
	assert.InDelta(t, 0.0552, low, 1e-4)
	assert.InDelta(t, 0.1744, high, 1e-4)
	low, high = realism.Wilson(0, 20)
	assert.Zero(t, low)
	assert.InDelta(t, 0.1611, high, 1e-4)
}

func TestMantelHaenszel(t *testing.T) {
	one := realism.Fourfold{{40, 5}, {20, 10}} // unexposed without and with, then exposed
	odds, err := realism.MantelHaenszel([]realism.Fourfold{one})
	assert.InDelta(t, 4, odds, 1e-9)
	assert.InDelta(t, math.Sqrt(1./40+1./5+1./20+1./10), err, 1e-9, "of one stratum it is Woolf's")
	_, both := realism.MantelHaenszel([]realism.Fourfold{one, one})
	assert.InDelta(t, err/math.Sqrt2, both, 1e-9)
	// Two strata in each of which the odds are twice as high, and which mislead when thrown together.
	young, old := realism.Fourfold{{9000, 90}, {1000, 20}}, realism.Fourfold{{100, 10}, {1000, 200}}
	odds, _ = realism.MantelHaenszel([]realism.Fourfold{young, old})
	assert.InDelta(t, 2, odds, 1e-9)
	thrown := realism.Fourfold{{9100, 100}, {2000, 220}}
	odds, _ = realism.MantelHaenszel([]realism.Fourfold{thrown})
	assert.Greater(t, odds, 9.)
	odds, _ = realism.MantelHaenszel(nil)
	assert.True(t, math.IsNaN(odds))
}

func TestSpearman(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5}
	assert.InDelta(t, 1, realism.Spearman(x, []float64{2, 20, 200, 2000, 20000}), 1e-9)
	assert.InDelta(t, -1, realism.Spearman(x, []float64{5, 4, 3, 2, 1}), 1e-9)
	assert.InDelta(t, 0.8208, realism.Spearman(x, []float64{5, 6, 7, 8, 7}), 1e-3, "ties share their ranks")
}

// A trend that is put in comes out.
func TestTrendOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level, slope := rapid.Float64Range(-0.5, 0.5).Draw(t, "level"), rapid.Float64Range(-1.5, 1.5).Draw(t, "slope")
		counts, expected := make([]float64, 10), make([]float64, 10)
		for i := range counts {
			expected[i] = float64(rapid.IntRange(5, 500).Draw(t, "expected"))
			counts[i] = expected[i] * math.Exp(level+slope*float64(i)/9)
		}
		got, err := realism.TrendOf(counts, expected)
		if math.Abs(got-slope) > 1e-6 || err <= 0 {
			t.Fatalf("slope %v ± %v, want %v", got, err, slope)
		}
	})
	got, _ := realism.TrendOf([]float64{0, 0}, []float64{1, 1})
	assert.True(t, math.IsNaN(got))
}

func TestHistogram(t *testing.T) {
	h := make(realism.Histogram, 101)
	for v := range 101 {
		h[v] = 2
	}
	n, mean, spread := h.Moments()
	assert.InDelta(t, 202, n, 0)
	assert.InDelta(t, 50, mean, 1e-9)
	assert.InDelta(t, math.Sqrt((101.*101-1)/12), spread, 1e-9)
	assert.InDelta(t, 50, h.Quantile(0.5), 0.51)
	assert.InDelta(t, 25, h.Quantile(0.25), 0.51)
}

func TestExpectancy(t *testing.T) {
	even := make([]float64, 400)
	for age := range even {
		even[age] = 1 - math.Exp(-0.02)
	}
	assert.InDelta(t, 50, realism.Expectancy(even), 0.05, "under one hazard at every age, its inverse")
	assert.InDelta(t, 80.07, realism.PublishedExpectancy(int(demography.Male)), 0.02)
	assert.InDelta(t, 83.51, realism.PublishedExpectancy(int(demography.Female)), 0.02)
}

// Men of all ages who die as the published table says have its life expectancy, whatever ages they have when the measuring
// begins.
func TestLivesThatFollowTheTableGiveItBack(t *testing.T) {
	const year = 365.2425
	at := on("2026-04-01")
	men := make([]demography.Person, 60_000)
	for i := range men {
		r := draw.Key(1, uint64(i), 1, 0)
		age := 90 * r.Float64()
		if r.Chance(0.06) {
			age = -13 * r.Float64() // born later
		}
		men[i] = demography.Person{Sex: demography.Male, Decile: 1 + r.IntN(10), Born: at.AddDate(0, 0, -int(age*year))}
		lived := max(age, 0)
		for {
			whole := math.Floor(lived)
			rest := 1 - (lived - whole)
			if r.Chance(realism.DyingOf(int(whole)) * rest) {
				lived += rest * r.Float64()
				break
			}
			lived = whole + 1
		}
		men[i].Died = men[i].Born.AddDate(0, 0, int(lived*year))
	}
	e0, err := realism.ExpectancyOf(at, men)
	assert.Less(t, err, 0.15)
	assert.InDelta(t, realism.PublishedExpectancy(int(demography.Male)), e0, 4*err)
}
