package stats_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/reports/stats"
)

func TestZeroFailureNMatchesReferenceValues(t *testing.T) {
	for _, row := range loadVectors(t).ZeroFailureN {
		n, err := stats.ZeroFailureN(row.P0, 0.95)
		require.NoError(t, err)
		assert.Equal(t, row.N95, n, "limit %v at 95 %%", row.P0)
		n, err = stats.ZeroFailureN(row.P0, 0.99)
		require.NoError(t, err)
		assert.Equal(t, row.N99, n, "limit %v at 99 %%", row.P0)
	}
}

func TestPlanningRefusesImpossibleLimits(t *testing.T) {
	for _, limit := range []float64{0, 1, -0.1, 2} {
		_, err := stats.ZeroFailureN(limit, 0.95)
		assert.ErrorContains(t, err, "limit")
		_, err = stats.MoreRuns(1, 10, limit, 0.95)
		assert.ErrorContains(t, err, "limit")
	}
	_, err := stats.ZeroFailureN(0.01, 1)
	assert.ErrorContains(t, err, "confidence 1")
	_, err = stats.ZeroFailureN(1e-12, 0.95)
	assert.ErrorContains(t, err, "more than")
	_, err = stats.MoreRuns(5, 4, 0.1, 0.95)
	assert.ErrorContains(t, err, "5 events in 4 exposures")
}

func TestMoreRuns(t *testing.T) {
	for _, c := range []struct {
		name      string
		events, n int
		limit     float64
		want      int
	}{
		{"nothing run yet", 0, 0, 0.01, 299},
		{"299 clean runs are enough for 1 %", 0, 299, 0.01, 0},
		{"298 are one short", 0, 298, 0.01, 1},
		{"300 in hand and a limit of 0.1 %", 0, 300, 0.001, 2695},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := stats.MoreRuns(c.events, c.n, c.limit, 0.95)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestMoreRunsIsTheSmallestNumberThatIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		x := rapid.IntRange(0, min(n, 40)).Draw(t, "x")
		limit := rapid.Float64Range(0.001, 0.9).Draw(t, "limit")
		more, err := stats.MoreRuns(x, n, limit, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		enough, _ := stats.Upper(x, n+more, 0.95)
		if enough > limit {
			t.Fatalf("%d more runs leave %v above %v", more, enough, limit)
		}
		if more > 0 {
			if short, _ := stats.Upper(x, n+more-1, 0.95); short <= limit {
				t.Fatalf("%d runs were enough, not %d", more-1, more)
			}
		}
	})
}
