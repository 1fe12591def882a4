package demography

import (
	"math"
	"slices"

	"sandpiper/synthetic/draw"
)

// cells is how many kinds of neighbourhood there are: a region and a deprivation decile.
const cells = 9 * 10

// ground is the line of 2³² points on which the homes of an area lie: cell by cell, and in each cell practice by practice.
// A home's point says its region, its decile and its practice; a practice's homes are those in its parcels.
//
//	│ North East, decile 1            │ North East, decile 2     │ …
//	│ ZX0000 │ ZX0001 │ ZX0002 │ …    │ ZX0000 │ ZX0001 │ …      │
type ground struct {
	starts  []uint32 // where each parcel starts, ascending
	parcels []parcel
	cells   [cells]stretch
	hint    [1<<12 + 1]int32 // the parcel in which each of 4,096 equal parts of the line starts
	first   []int32          // by practice: where its parcels start in of
	of      []int32          // parcels by practice
}

// parcel is the part of a cell that a practice serves.
type parcel struct {
	practice uint16
	cell     uint8
}

// stretch is a part of the line, to exclusive.
type stretch struct{ from, to uint64 }

// surgery is what must be known of a practice to lay out its patients.
type surgery struct {
	size      float64 // its list over the mean, before the cells are filled
	region    uint8
	decile    uint8
	town      uint8    // index of england.towns of its region
	districts []uint16 // indexes of england.outwards
}

// newGround shares an area out among practices; in says which. Every cell of a region keeps its share of England, or of
// what of England is in the area.
func newGround(e *england, surgeries []surgery, in func(practice int) bool) *ground {
	type share struct {
		parcel
		weight float64
	}
	var shares []share
	total := 0.0
	for g := range e.regions {
		region := &e.regions[g]
		for d := range region.deciles {
			from, sum := len(shares), 0.0
			area := region.share * region.deciles[d]
			for n := region.before; n < region.before+region.many; n++ {
				off := int(surgeries[n].decile) - d - 1
				if off = max(off, -off); off >= len(e.catchment) {
					continue
				}
				weight := e.catchment[off] * surgeries[n].size
				sum += weight
				if in(n) {
					shares = append(shares, share{parcel{uint16(n), uint8(g*10 + d)}, weight})
				}
			}
			for i := range shares[from:] {
				shares[from+i].weight *= area / sum
				total += shares[from+i].weight
			}
		}
	}
	l := &ground{first: make([]int32, practices+1), starts: make([]uint32, 0, len(shares)), parcels: make([]parcel, 0, len(shares))}
	at, end := 0.0, uint64(0)
	for i, s := range shares {
		at += s.weight
		start := end
		if end = uint64(math.Round(at / total * 0x1p32)); i == len(shares)-1 {
			end = 1 << 32
		}
		if start == end {
			continue
		}
		cell := &l.cells[s.cell]
		if cell.to == 0 {
			cell.from = start
		}
		cell.to = end
		l.starts, l.parcels = append(l.starts, uint32(start)), append(l.parcels, s.parcel)
		l.first[s.practice+1]++
	}
	l.index()
	return l
}

// index readies the ways from a point to its parcel and from a practice to its parcels.
func (l *ground) index() {
	i := 0
	for part := range 1 << 12 {
		for i+1 < len(l.starts) && l.starts[i+1] <= uint32(part)<<20 {
			i++
		}
		l.hint[part] = int32(i)
	}
	for n := range practices {
		l.first[n+1] += l.first[n]
	}
	next := slices.Clone(l.first)
	l.of = make([]int32, len(l.parcels))
	for i, p := range l.parcels {
		l.of[next[p.practice]] = int32(i)
		next[p.practice]++
	}
}

// at is the parcel that holds a point.
func (l *ground) at(point uint32) int {
	i := int(l.hint[point>>20])
	for i+1 < len(l.starts) && l.starts[i+1] <= point {
		i++
	}
	return i
}

// stretch is where a parcel lies.
func (l *ground) stretch(i int) stretch {
	to := uint64(1) << 32
	if i+1 < len(l.starts) {
		to = uint64(l.starts[i+1])
	}
	return stretch{uint64(l.starts[i]), to}
}

// along takes a point of a cell some way on within the cell, beginning anew at its end. way is of 2³².
func (l *ground) along(cell uint8, point, way uint32) uint32 {
	c := l.cells[cell]
	wide := c.to - c.from
	on := uint64(point) + uint64(way)*wide>>32
	if on >= c.to {
		on -= wide
	}
	return uint32(on)
}

// before is the one or two stretches of a cell that along takes into a stretch of it.
func (l *ground) before(cell uint8, s stretch, way uint32) [2]stretch {
	c := l.cells[cell]
	wide := c.to - c.from
	from := s.from + wide - uint64(way)*wide>>32
	if from >= c.to {
		from -= wide
	}
	to := from + s.to - s.from
	if to <= c.to {
		return [2]stretch{{from, to}}
	}
	return [2]stretch{{from, c.to}, {c.from, c.from + to - c.to}}
}

// patients is the share of the ground that some practices serve.
func (l *ground) patients(of []int) float64 {
	sum := uint64(0)
	for _, n := range of {
		for _, i := range l.of[l.first[n]:l.first[n+1]] {
			s := l.stretch(int(i))
			sum += s.to - s.from
		}
	}
	return float64(sum) / 0x1p32
}

// newSurgeries draws the size and the catchment of every practice. Sizes are spread over each region in equal strata, so that
// every region has England's.
func newSurgeries(e *england, seed uint64) []surgery {
	out := make([]surgery, practices)
	districts := make([]uint16, 0, practices*4)
	for g := range e.regions {
		region := &e.regions[g]
		towns := e.towns[region.code]
		r := draw.Key(seed, uint64(g), streamCatchment, 0)
		at := r.Float64()
		for k := range region.many {
			n := region.before + k
			at += goldenShare
			at -= math.Floor(at)
			s := surgery{size: e.listSize(at), region: uint8(g), decile: uint8(region.decileOf(k)), town: uint8(r.IntN(len(towns)))}
			t := &towns[s.town]
			from := len(districts)
			for range 2 + r.IntN(3) {
				d := t.outward + uint16(r.IntN(t.most))
				if !slices.Contains(districts[from:], d) {
					districts = append(districts, d)
				}
			}
			s.districts = districts[from:len(districts):len(districts)]
			out[n] = s
		}
	}
	return out
}

// listSize is the size of a practice's list over the mean at a quantile.
func (e *england) listSize(u float64) float64 {
	for i := 1; i < len(e.lists); i++ {
		if a, b := e.lists[i-1], e.lists[i]; u <= b.from {
			return a.value + (b.value-a.value)*(u-a.from)/(b.from-a.from)
		}
	}
	return e.lists[len(e.lists)-1].value
}
