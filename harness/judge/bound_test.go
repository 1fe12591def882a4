package judge_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"sandpiper/harness/judge"
)

// The published one-sided 95 % bounds.
func TestUpper(t *testing.T) {
	for _, c := range []struct {
		x, n int
		want float64
	}{
		{0, 29, 0.0981}, {0, 59, 0.0495}, {0, 100, 0.0295}, {0, 299, 0.00997}, {0, 1000, 0.00299}, {0, 2995, 0.0010},
		{3, 100, 0.0757}, {5, 5, 1}, {0, 0, 1},
	} {
		assert.InDelta(t, c.want, judge.Upper(c.x, c.n, 0.95), 0.00005, "%d/%d", c.x, c.n)
	}
	assert.InDelta(t, 1-math.Pow(0.05, 1.0/299), judge.Upper(0, 299, 0.95), 1e-15, "0/299 has a closed form")
	assert.Less(t, judge.Upper(0, 299, 0.95), 0.01)
	assert.Greater(t, judge.Upper(0, 298, 0.95), 0.01)
}

func TestMoreWithout(t *testing.T) {
	for _, c := range []struct {
		x, n   int
		atMost float64
		want   int
	}{
		{0, 0, 0.1, 29}, {0, 0, 0.05, 59}, {0, 0, 0.01, 299}, {0, 0, 0.001, 2995}, {0, 0, 0.0001, 29956},
		{0, 100, 0.01, 199}, {0, 299, 0.01, 0}, {0, 5, 0, -1},
	} {
		assert.Equal(t, c.want, judge.MoreWithout(c.x, c.n, c.atMost, 0.95), "%d/%d at %g", c.x, c.n, c.atMost)
	}
}

// The bounds are what they say: at the upper bound, x or fewer events come with probability 1-conf; likewise below.
func TestBoundsMeetTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		conf := rapid.SampledFrom([]float64{0.8, 0.9, 0.95, 0.99}).Draw(t, "conf")
		lower, upper := judge.Lower(x, n, conf), judge.Upper(x, n, conf)
		rate := float64(x) / float64(n)
		assert.LessOrEqual(t, lower, rate)
		assert.GreaterOrEqual(t, upper, rate)
		if x < n {
			assert.InDelta(t, 1-conf, distuv.Binomial{N: float64(n), P: upper}.CDF(float64(x)), 1e-6)
		}
		if x > 0 {
			assert.InDelta(t, conf, distuv.Binomial{N: float64(n), P: lower}.CDF(float64(x-1)), 1e-6)
		}
	})
}
