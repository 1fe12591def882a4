package demography

import (
	"iter"
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/nhs"
)

// Sought is what the lay-out of the country can find people by without looking at everybody. Fields left at zero do not
// narrow.
type Sought struct {
	BornFrom, BornTo time.Time // first and last day of birth, inclusive
	Practice         nhs.ODS   // where registered
	Postcode         string    // without regard to case and spaces; an outward code alone, or a trailing *, match the rest
}

// hunt is one search under way.
type hunt struct {
	c           *Country
	people      int
	at          time.Time
	least, most int32 // days before the recipe's day
	born        bool  // whether those narrow
	placed      bool
	practices   []int        // ascending
	posts       []inwardStem // of each outward code; nil for any
	slots       []bornSlot   // that somebody born on the days may stand in
}

// Find yields, in ascending order, who of a population with so many living people, of its departed and of those born to it
// by a date has the birthday and was at the place at some time from the recipe's day to the date: exactly those, by
// arithmetic on the lay-out. Deaths after the recipe's day, and whether a mother lived to give birth, are not demography's
// to know: the dead stay where they were while their household moves on, and so are found there too.
func (c *Country) Find(people int, at time.Time, s Sought) iter.Seq[int] {
	h := hunt{c: c, people: people, at: at, least: math.MinInt32 / 2, most: math.MaxInt32 / 2}
	possible := h.dates(s) && h.places(s)
	return func(yield func(int) bool) {
		if !possible {
			return
		}
		switch h.cheapest() {
		case byBirth:
			deliver(h.byBirth(), yield)
		case byPlace:
			deliver(h.byPlace(), yield)
		default:
			h.walk(yield)
		}
	}
}

// The ways to go about a search.
const (
	byWalk = iota // everybody in order, which yields the first at once
	byBirth
	byPlace
)

// cheapest reckons what each way would cost, in nanoseconds of a processor of 2025, and picks one.
func (h *hunt) cheapest() (way int) {
	h.slots = h.c.births.overlapping(h.least, h.most)
	tiles := float64(tiles(h.people))
	born := h.c.births.count(h.slots, h.least, h.most) * tiles / templates
	look := 60.0
	if h.placed {
		look = 250
	}
	slots := float64(len(h.slots))
	least := tiles/templates*slots*25 + born*look
	if cost := slots*40 + born*look; h.born && cost < least/2 {
		way, least = byBirth, cost
	}
	if !h.placed {
		return way
	}
	parcels := 0.0
	for _, n := range h.practices {
		parcels += float64(h.c.ground.first[n+1] - h.c.ground.first[n])
	}
	if h.at.After(h.c.asOf) {
		parcels *= lanes + 1
	}
	const homes = 7500 // of all templates
	cost := min(slots, homes)*parcels*25 + h.c.ground.patients(h.practices)*float64(h.people)*min(1, slots/homes)*400
	if cost < least/2 || way == byBirth && cost < least {
		way = byPlace
	}
	return way
}

func deliver(found []int, yield func(int) bool) {
	slices.Sort(found)
	for _, i := range slices.Compact(found) {
		if !yield(i) {
			return
		}
	}
}

// dates turns days of birth into days before the recipe's day; it is false if there is no such day.
func (h *hunt) dates(s Sought) bool {
	days := func(t time.Time) int32 {
		d := math.Floor(t.Sub(h.c.asOf).Hours() / 24)
		return int32(-min(max(d, -1e6), 1e6))
	}
	if !s.BornFrom.IsZero() {
		h.most, h.born = days(s.BornFrom), true
		if h.c.day(-int(h.most)).Before(s.BornFrom) {
			h.most-- // after midnight nobody is born that day
		}
	}
	if !s.BornTo.IsZero() {
		h.least, h.born = days(s.BornTo), true
	}
	return h.least <= h.most
}

// byBirth collects those born on the days, slot by slot, and keeps who is at the place.
func (h *hunt) byBirth() []int {
	var found []int
	var copies []uint32
	n := uint64(tiles(h.people))
	for _, s := range h.slots {
		t := uint64(s.template)
		if t >= n {
			continue
		}
		slot := &h.c.templates[t].slots[s.slot]
		from, to := slot.between(h.least, h.most)
		copies = slot.spread.within(from, to, uint32((n-t+templates-1)/templates), copies[:0])
		for _, k := range copies {
			w := h.c.inSlot(uint64(k)*templates+t, s.slot, 0)
			w.i = w.index(s.slot)
			if h.c.Exists(w.i, h.people, h.at) && h.here(&w) {
				found = append(found, w.i)
			}
		}
	}
	return found
}

// here reports whether somebody has been at the place.
func (h *hunt) here(w *who) bool {
	if !h.placed && h.posts == nil {
		return true
	}
	return h.during(w, func(s stay) bool {
		n := h.c.practiceOf(w, s)
		if h.placed {
			if _, ok := slices.BinarySearch(h.practices, n); !ok {
				return false
			}
		}
		return h.delivered(w, s, n)
	})
}

// during reports whether something is so of any stay of a home from the recipe's day to the date.
func (h *hunt) during(w *who, so func(stay) bool) bool {
	if so(stay{}) {
		return true
	}
	days := h.c.daysTo(h.at)
	if days <= 0 || w.slot.lived > 0 {
		return false
	}
	was := false
	h.c.stays(w.id, w.home, 1, func(s stay) bool {
		was = s.days <= days && so(s)
		return !was && s.days <= days
	})
	return was
}

// walk looks at everybody, tile by tile: at the slots alone that hold somebody born on the days.
func (h *hunt) walk(yield func(int) bool) {
	var living, others [templates][]int16
	for _, s := range h.slots {
		list := &living[s.template]
		if s.slot >= tileSize {
			list = &others[s.template]
		}
		*list = append(*list, s.slot)
	}
	for _, lists := range []*[templates][]int16{&living, &others} {
		for _, list := range lists {
			slices.Sort(list)
		}
		for n := range uint64(tiles(h.people)) {
			for _, slot := range lists[n%templates] {
				w := h.c.inSlot(n, slot, indexOf(n, slot))
				if d := w.days(); d < h.least || d > h.most || !h.c.Exists(w.i, h.people, h.at) || !h.here(&w) {
					continue
				}
				if !yield(w.i) {
					return
				}
			}
		}
	}
}
