package nhs

import (
	"math"
	"math/bits"

	"sandpiper/synthetic/draw"
)

// shuffle is a keyed permutation of 0 … n-1: six Feistel rounds over a rectangle of barely n cells, walking on when a step
// lands in the few cells beyond n. Both directions take the same handful of multiplications and store nothing.
type shuffle struct {
	n, a, b uint64
	keys    [6]uint64
}

func newShuffle(n int, r *draw.Rand) shuffle {
	a := uint64(math.Ceil(math.Sqrt(float64(n))))
	s := shuffle{n: uint64(n), a: a, b: (uint64(n) + a - 1) / a}
	for i := range s.keys {
		s.keys[i] = r.Uint64()
	}
	return s
}

// forward maps a rank to its place.
func (s *shuffle) forward(x uint64) uint64 {
	for {
		l, r := x/s.b, x%s.b
		for i := 0; i < len(s.keys); i += 2 {
			l = wrap(l+within(draw.Mix(s.keys[i]^r), s.a), s.a)
			r = wrap(r+within(draw.Mix(s.keys[i+1]^l), s.b), s.b)
		}
		if x = l*s.b + r; x < s.n {
			return x
		}
	}
}

// back maps a place to the rank that forward takes there.
func (s *shuffle) back(x uint64) uint64 {
	for {
		l, r := x/s.b, x%s.b
		for i := len(s.keys) - 1; i > 0; i -= 2 {
			r = wrap(r+s.b-within(draw.Mix(s.keys[i]^l), s.b), s.b)
			l = wrap(l+s.a-within(draw.Mix(s.keys[i-1]^r), s.a), s.a)
		}
		if x = l*s.b + r; x < s.n {
			return x
		}
	}
}

// within scales 64 random bits to 0 … n-1.
func within(h, n uint64) uint64 {
	hi, _ := bits.Mul64(h, n)
	return hi
}

// wrap takes n off a sum of two values that are each below n.
func wrap(v, n uint64) uint64 {
	if v >= n {
		return v - n
	}
	return v
}
