package demography

import (
	"cmp"
	"slices"
)

// births lists every slot of every template by the latest birth among its copies.
type births struct {
	slots []bornSlot
	wide  int32 // the longest span of any
}

type bornSlot struct {
	first, span int32
	slot        int16
	template    uint8
}

func newBirths(all []*template) *births {
	b := &births{}
	keys := make([]uint64, 0, len(all)*(tileSize+othersPerTile))
	for n, t := range all {
		for i := range t.slots {
			keys = append(keys, uint64(t.slots[i].first+1<<20)<<32|uint64(n)<<16|uint64(i))
			b.wide = max(b.wide, t.slots[i].span)
		}
	}
	slices.Sort(keys)
	b.slots = make([]bornSlot, len(keys))
	for k, key := range keys {
		n, i := uint8(key>>16), int16(key&0xffff)
		s := &all[n].slots[i]
		b.slots[k] = bornSlot{s.first, s.span, i, n}
	}
	return b
}

// overlapping lists the slots some of whose copies may be born from least to most days before the recipe's day.
func (b *births) overlapping(least, most int32) []bornSlot {
	after := func(days int32) int {
		at, _ := slices.BinarySearchFunc(b.slots, days, func(s bornSlot, days int32) int { return cmp.Compare(s.first, days) })
		return at
	}
	out := make([]bornSlot, 0, 256)
	for _, s := range b.slots[after(least-b.wide):after(most+1)] {
		if s.first+s.span > least {
			out = append(out, s)
		}
	}
	return out
}

// count is how many people of one copy of every template are born on the days, in the mean, of the slots that overlap them.
func (b *births) count(slots []bornSlot, least, most int32) float64 {
	sum := 0.0
	for _, s := range slots {
		days := min(most+1, s.first+s.span) - max(least, s.first)
		sum += float64(days) / float64(s.span)
	}
	return sum
}
