package demography

import "sync"

// thirds is a spread like type spread that mirrors digits of base three. Homes lie by thirds and births by halves: two spreads
// of one base move together, so that the births of a region would crowd into some months of the year.
type thirds struct {
	by, back uint16 // back undoes the multiplication by by, modulo 3⁸
	shift    uint32
}

const (
	power  = 6561            // 3⁸, above the number of copies that any template has
	narrow = 1 << 32 / power // points between neighbours when all 3⁸ copies are there
)

// mirrored holds, for the numbers below 3⁸, those with their eight digits of base three in reverse.
var mirrored = sync.OnceValue(func() *[power]uint16 {
	var out [power]uint16
	for n := range out {
		for k, rest := 0, n; k < 8; k++ {
			out[n] = out[n]*3 + uint16(rest%3)
			rest /= 3
		}
	}
	return &out
})

// newThirds takes some random bits for the order of the copies, and where copy 0 lies.
func newThirds(random uint64, shift uint32) thirds {
	t := thirds{by: uint16(random%(power/3)*3 + 1 + random>>63), shift: shift}
	t.back = 1 // by to the power of one less than the order of the units, 2·3⁷
	square := uint32(t.by)
	for e := 2*power/3 - 1; e > 0; e >>= 1 {
		if e&1 == 1 {
			t.back = uint16(uint32(t.back) * square % power)
		}
		square = square * square % power
	}
	return t
}

// at is where copy n lies on a line of 2³² points.
func (t *thirds) at(n uint32) uint32 {
	return uint32(mirrored()[n%power*uint32(t.by)%power])*narrow + t.shift
}

// within appends those of the copies 0 … n-1 that lie from a point on, up to another, exclusive and at most 2³².
func (t *thirds) within(from, to uint64, n uint32, out []uint32) []uint32 {
	if from >= to || n == 0 {
		return out
	}
	cells, lift := uint32(1), uint32(power) // 3ᵏ cells, and 3 to the 8-k
	for cells < n {
		cells, lift = cells*3, lift/3
	}
	start := uint64(uint32(from) - t.shift)
	end := start + to - from
	if end > 1<<32 {
		out = t.along(0, end-1<<32, n, cells, lift, out)
		end = 1 << 32
	}
	return t.along(start, end, n, cells, lift, out)
}

// along appends the copies between two points of the line before it is shifted: at most one lies in each cell.
func (t *thirds) along(from, to uint64, n, cells, lift uint32, out []uint32) []uint32 {
	wide := narrow * lift
	table := mirrored()
	last := min(uint32((to-1)/uint64(wide)), cells-1)
	for cell := uint32(from) / wide; cell <= last; cell++ {
		copied := uint32(table[cell*lift]) * uint32(t.back) % cells
		if copied >= n {
			continue
		}
		if at := uint64(table[copied*uint32(t.by)%power]) * narrow; at >= from && at < to {
			out = append(out, copied)
		}
	}
	return out
}
