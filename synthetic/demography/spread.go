package demography

import "math/bits"

// spread lays one slot's copies, tile after tile, evenly over a line of 2³² points: copy n lies at the mirrored bits of
// n·odd, shifted. However few or many copies there are, they are about as far apart as they can be, and the rule can be
// turned round: which copies lie between two points follows by arithmetic, without looking at the others.
type spread struct{ odd, back, shift uint32 }

// newSpread takes 64 random bits. back undoes the multiplication by odd.
func newSpread(random uint64) spread {
	s := spread{odd: uint32(random>>32) | 1, shift: uint32(random)}
	s.back = s.odd // Newton's iteration doubles the bits that are right, of which three are to begin with
	for range 4 {
		s.back *= 2 - s.odd*s.back
	}
	return s
}

// at is where copy n lies.
func (s *spread) at(n uint32) uint32 { return bits.Reverse32(n*s.odd) + s.shift }

// within appends those of the copies 0 … n-1 that lie from a point on, up to another, exclusive and at most 2³². With 2ᵏ
// the power of two that is n or above, at most one copy lies in each of 2ᵏ cells of the line, and which one follows from
// the cell's number.
func (s *spread) within(from, to uint64, n uint32, out []uint32) []uint32 {
	if from >= to || n == 0 {
		return out
	}
	k := bits.Len32(n - 1)
	wide := 32 - k
	start, length := uint32(from)-s.shift, to-from
	cells := (uint64(start)&(1<<wide-1)+length-1)>>wide + 1
	cells = min(cells, 1<<k)
	mask := uint32(1)<<k - 1
	for cell := range uint32(cells) {
		q := (start>>wide + cell) & mask
		copied := bits.Reverse32(q<<wide) * s.back & mask
		if copied < n && uint64(s.at(copied)-uint32(from)) < length {
			out = append(out, copied)
		}
	}
	return out
}
