package stats_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/reports/stats"
)

// vectors is testdata/vectors.json: reference values, each rounded to six decimals.
type vectors struct {
	BinomialCI []struct {
		X              int        `json:"x"`
		N              int        `json:"n"`
		ClopperPearson [2]float64 `json:"clopper_pearson95"`
		OneSided       float64    `json:"one_sided_cp_upper95"`
	} `json:"binomial_ci"`
	ZeroFailureN []struct {
		P0  float64 `json:"p0"`
		N95 int     `json:"n95"`
		N99 int     `json:"n99"`
	} `json:"zero_failure_n"`
}

func loadVectors(t *testing.T) vectors {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(raw, &v))
	require.NotEmpty(t, v.BinomialCI)
	require.NotEmpty(t, v.ZeroFailureN)
	return v
}

func TestIntervalsMatchReferenceValues(t *testing.T) {
	const rounding = 6e-7
	for _, row := range loadVectors(t).BinomialCI {
		t.Run(fmt.Sprintf("%d of %d", row.X, row.N), func(t *testing.T) {
			exact, err := stats.ClopperPearson(row.X, row.N, 0.95)
			require.NoError(t, err)
			assert.InDelta(t, row.ClopperPearson[0], exact.Lower, rounding)
			assert.InDelta(t, row.ClopperPearson[1], exact.Upper, rounding)

			upper, err := stats.Upper(row.X, row.N, 0.95)
			require.NoError(t, err)
			assert.InDelta(t, row.OneSided, upper, rounding)
		})
	}
}

func TestNothingSeenIsNeverZero(t *testing.T) {
	upper, err := stats.Upper(0, 299, 0.95)
	require.NoError(t, err)
	assert.InDelta(t, 0.009969, upper, 5e-7)
	assert.InDelta(t, 1-math.Pow(0.05, 1.0/299), upper, 1e-12, "the closed form for no events")
}

func TestCountsThatMakeNoRateAreRefused(t *testing.T) {
	for _, c := range []struct {
		events, n  int
		confidence float64
		says       string
	}{
		{0, 0, 0.95, "0 exposures: a rate needs at least one"},
		{0, -3, 0.95, "-3 exposures"},
		{-1, 10, 0.95, "-1 events in 10 exposures"},
		{11, 10, 0.95, "11 events in 10 exposures"},
		{1, 10, 0, "confidence 0"},
		{1, 10, 1, "confidence 1"},
		{1, 10, math.NaN(), "confidence NaN"},
	} {
		_, err := stats.Upper(c.events, c.n, c.confidence)
		assert.ErrorContains(t, err, c.says)
		_, err = stats.ClopperPearson(c.events, c.n, c.confidence)
		assert.ErrorContains(t, err, c.says)
	}
}

func TestBoundsBehaveForAnyCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3_000_000).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		confidence := rapid.SampledFrom([]float64{0.5, 0.8, 0.9, 0.95, 0.99, 0.999}).Draw(t, "confidence")
		rate := float64(x) / float64(n)
		exact, err := stats.ClopperPearson(x, n, confidence)
		if err != nil || !(exact.Lower >= 0 && exact.Lower <= rate && rate <= exact.Upper && exact.Upper <= 1) {
			t.Fatalf("%d of %d: %v outside %+v, %v", x, n, rate, exact, err)
		}
		one, _ := stats.Upper(x, n, confidence)
		if one > exact.Upper+1e-12 || one < rate {
			t.Fatalf("%d of %d: one-sided %v against %+v", x, n, one, exact)
		}
		mirror, _ := stats.ClopperPearson(n-x, n, confidence)
		if math.Abs(exact.Upper-(1-mirror.Lower)) > 1e-9 {
			t.Fatalf("%d of %d: upper %v is not the mirror of lower %v", x, n, exact.Upper, mirror.Lower)
		}
		if x < n {
			next, _ := stats.Upper(x+1, n, confidence)
			if next < one {
				t.Fatalf("%d of %d: one more event lowers the bound from %v to %v", x, n, one, next)
			}
		}
	})
}

func TestExactBoundCoversAsOftenAsItSays(t *testing.T) {
	// Summed over every possible count, so it is the true coverage and not a sample of it.
	const n, confidence = 60, 0.95
	for _, truth := range []float64{0.003, 0.01, 0.05, 0.2, 0.5, 0.9} {
		covered, probability := 0.0, math.Pow(1-truth, n)
		for x := 0; x <= n; x++ {
			upper, err := stats.Upper(x, n, confidence)
			require.NoError(t, err)
			if truth <= upper {
				covered += probability
			}
			probability *= float64(n-x) / float64(x+1) * truth / (1 - truth)
		}
		assert.GreaterOrEqual(t, covered, confidence-1e-9, "true rate %v", truth)
	}
}
