package draw

import (
	"math"
	"math/bits"
)

// Stream names a decision. Each package keeps its own block of constants, and a constant is never given another meaning:
// that would change everybody.
type Stream uint64

// Rand is a small generator (SplitMix64) that starts from a key. Copying one copies its place in the sequence.
type Rand struct{ state uint64 }

const golden = 0x9e3779b97f4a7c15

// Key returns the generator of one decision: the k-th of a stream about one index, under a seed.
func Key(seed, index uint64, stream Stream, k uint64) Rand {
	h := Mix(seed + golden)
	h = Mix(h ^ (index + 0x632be59bd9b4e019))
	h = Mix(h ^ (uint64(stream) * 0xd1342543de82ef95))
	return Rand{Mix(h ^ (k+1)*golden)}
}

// Mix is a bijective finaliser of 64 bits with full avalanche (the one of SplitMix64).
func Mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// Uint64 is the next 64 bits. With it a *Rand is a math/rand/v2 Source.
func (r *Rand) Uint64() uint64 {
	r.state += golden
	return Mix(r.state)
}

// Float64 is uniform in [0, 1).
func (r *Rand) Float64() float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// Open is uniform in (0, 1): never 0, so that logarithms and quantiles are finite.
func (r *Rand) Open() float64 { return (float64(r.Uint64()>>12) + 0.5) * 0x1p-52 }

// IntN is uniform in 0 … n-1. It returns 0 for n below 1. The bias of multiplication is under n/2⁶⁴.
func (r *Rand) IntN(n int) int {
	if n < 1 {
		return 0
	}
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}

// Between is uniform in lo … hi, both included.
func (r *Rand) Between(lo, hi int) int { return lo + r.IntN(hi-lo+1) }

// Chance is true with probability p.
func (r *Rand) Chance(p float64) bool { return r.Float64() < p }

// Norm is a standard normal deviate.
func (r *Rand) Norm() float64 { return Quantile(r.Open()) }

// Exp is an exponential deviate of mean 1.
func (r *Rand) Exp() float64 { return -math.Log(r.Open()) }
