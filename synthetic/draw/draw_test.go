package draw_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/draw"
)

// The values are frozen: a change of the generator changes everybody, and must change the model's version.
func TestKeyIsFrozen(t *testing.T) {
	r := draw.Key(1, 2, 3, 4)
	assert.Equal(t, []uint64{0x05f8c83caa9c5026, 0xf5e289786055744f}, []uint64{r.Uint64(), r.Uint64()})
}

func TestEveryPartOfAKeyMatters(t *testing.T) {
	first := func(seed, index uint64, s draw.Stream, k uint64) uint64 {
		r := draw.Key(seed, index, s, k)
		return r.Uint64()
	}
	seen := map[uint64]bool{}
	n := 0
	for seed := range uint64(6) {
		for index := range uint64(6) {
			for s := range draw.Stream(6) {
				for k := range uint64(6) {
					seen[first(seed, index, s, k)] = true
					n++
				}
			}
		}
	}
	assert.Len(t, seen, n)
}

// Neighbouring keys must not resemble each other: the correlation of first draws over a run of indexes is noise.
func TestNeighboursAreUncorrelated(t *testing.T) {
	const n = 50_000
	for lag := uint64(1); lag < 4; lag++ {
		sum := 0.0
		for i := range uint64(n) {
			a, b := draw.Key(9, i, 1, 0), draw.Key(9, i+lag, 1, 0)
			sum += (a.Float64() - 0.5) * (b.Float64() - 0.5) * 12
		}
		assert.Less(t, math.Abs(sum/n), 4/math.Sqrt(n), "lag %d", lag)
	}
}

func TestRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := draw.Key(rapid.Uint64().Draw(t, "seed"), 0, 0, 0)
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		for range 20 {
			require.Less(t, r.IntN(n), n)
			require.GreaterOrEqual(t, r.Between(-n, n), -n)
			f, o := r.Float64(), r.Open()
			require.True(t, f >= 0 && f < 1)
			require.True(t, o > 0 && o < 1)
			require.GreaterOrEqual(t, r.Exp(), 0.0)
		}
	})
	r := draw.Key(0, 0, 0, 0)
	assert.Zero(t, r.IntN(0))
}

func TestQuantileInvertsPhi(t *testing.T) {
	for _, p := range []float64{1e-9, 1e-4, 0.01, 0.02425, 0.3, 0.5, 0.84, 0.97575, 0.999, 1 - 1e-7} {
		assert.InEpsilon(t, p, draw.Phi(draw.Quantile(p)), 1e-7)
	}
	assert.InDelta(t, 1.959964, draw.Quantile(0.975), 1e-6)
}

func TestAliasKeepsWeights(t *testing.T) {
	weights := []float64{1, 0, 3, 6, -2}
	a := draw.NewAlias(weights)
	r := draw.Key(5, 0, 0, 0)
	counts := make([]float64, 5)
	const n = 100_000
	for range n {
		counts[a.Pick(&r)]++
	}
	for i, want := range []float64{0.1, 0, 0.3, 0.6, 0} {
		assert.InDelta(t, want, counts[i]/n, 4*math.Sqrt(0.25/n), "thing %d", i)
	}
	assert.Zero(t, counts[1])
	assert.Zero(t, counts[4])
	var none draw.Alias
	assert.Zero(t, none.Pick(&r))
	even := draw.NewAlias([]float64{0, 0})
	assert.Less(t, even.Pick(&r), 2)
}

func TestDrawingDoesNotAllocate(t *testing.T) {
	a := draw.NewAlias([]float64{1, 2, 3})
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		r := draw.Key(1, 2, 3, 4)
		_ = a.Pick(&r)
		_ = r.Norm()
	}))
}

func BenchmarkKey(b *testing.B) {
	for i := range b.N {
		r := draw.Key(1, uint64(i), 3, 4)
		_ = r.Float64()
	}
}

// Every order of every size goes through all things once.
func TestOrderIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		o := draw.NewOrder(n, rapid.Uint64().Draw(t, "seed"), rapid.String().Draw(t, "word"))
		seen := make([]bool, n)
		for i := range n {
			at := o.At(i)
			require.False(t, seen[at])
			seen[at] = true
		}
	})
}
