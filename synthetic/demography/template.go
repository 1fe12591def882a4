package demography

import (
	"cmp"
	"math"
	"slices"

	"sandpiper/synthetic/draw"
)

// templates is how many tiles are housed; tile n of the population is laid from template n mod 64.
const templates = 64

// year is the mean length of a year in days.
const year = 365.2425

// roaming is how many years to either side of its age the copies of a slot lie.
const roaming = 0.45

// closeGap is the gap in years under which brothers and sisters share a clock: apart by that less twice the roaming, the copies
// of the two could otherwise come to be born too soon after one another.
const closeGap = 0.75 + 2*roaming

// template is a housed tile that many tiles of the population are laid from. In each of them everybody is a little older or
// younger, and every home lies somewhere else.
type template struct {
	slots [tileSize + othersPerTile]slot // the living, home by home; then those to come; then the departed
	homes []dwelling                     // the homes of the living in the order of their slots, then those of the departed
	order uint64                         // random bits of the homes' spread
}

// adult is the days after which everybody has turned 18.
const adult = 18*365 + 6

// slot is one place of a template.
type slot struct {
	spread spread
	first  int32 // days before the recipe's day of the latest birth among the copies; below 0 for those to come
	span   int32 // days that the births of the copies spread over
	lived  int32 // days lived by the departed, 0 for the others
	mother int16 // slot of the mother, -1 if she is nobody of the tile
	home   uint8
	role   uint8
	band   uint8 // of agedBands, from the age on the recipe's day or at death
	sex    Sex
}

// dwelling is one home of a template.
type dwelling struct {
	spread  thirds
	lanes   [lanes]uint32 // how far along its cell each lane lies, of 2³²
	age     float64       // of the head on the recipe's day; at death in a home of the departed
	from    int16         // slots of those who live there: from on, size in number
	size    int16
	head    int16   // slot
	partner int16   // slot of the partner, living or late; -1 without
	late    bool    // the partner has died
	care    bool    // one resident of a care home
	joined  []int16 // slots of those to come and of the departed who belong to it
}

// days is how many days before the recipe's day copy n of the slot was born.
func (s *slot) days(n uint32) int32 {
	return s.first + int32(uint64(s.spread.at(n))*uint64(s.span)>>32)
}

// between is the part of the line whose copies were born from least to most days before the recipe's day.
func (s *slot) between(least, most int32) (from, to uint64) {
	up := func(days int32) uint64 {
		days = min(max(days-s.first, 0), s.span)
		return (uint64(days)<<32 + uint64(s.span) - 1) / uint64(s.span)
	}
	return up(least), up(most + 1)
}

// age sets the slot's births around an age in years, roaming by some years.
func (s *slot) age(years, roam float64) {
	s.first = int32(math.Round((years - roam) * year))
	s.span = max(1, int32(math.Round(2*roam*year)))
}

// years is the age around which the slot's copies lie.
func (s *slot) years() float64 { return (float64(s.first) + float64(s.span)/2) / year }

// newTemplates houses all the templates of a seed, a few milliseconds' work.
func newTemplates(e *england, seed uint64) []*template {
	out := make([]*template, templates)
	late := newDeparted(e, seed)
	for n, t := range newTiles(e, seed) {
		out[n] = t.finish(seed)
		out[n].bear(e, seed, t.number)
		out[n].bury(e, seed, t.number, late[n])
		out[n].settle(seed, t.number)
	}
	return out
}

// finish lays the homes out in a random order, each home's people side by side, and gives everybody their clock.
func (t *tile) finish(seed uint64) *template {
	r := draw.Key(seed, t.number, streamSlots, 0)
	out := &template{order: r.Uint64()}
	for i := range out.slots {
		out.slots[i].mother = -1
	}
	people := make([][]int, len(t.homes))
	for slot := range t.members {
		m := &t.members[slot]
		if m.twin >= 0 {
			m.age = t.members[m.twin].age
		}
		people[m.home] = append(people[m.home], slot)
	}
	order := make([]int, len(t.homes))
	for i := range order {
		k := r.IntN(i + 1)
		order[i], order[k] = order[k], i
	}
	ages := make([]float64, 0, tileSize)
	for _, i := range order {
		h := &t.homes[i]
		at := int16(len(ages))
		d := dwelling{age: t.members[h.head].age, from: at, size: h.size, head: at, partner: -1, care: h.care}
		if h.partner >= 0 {
			d.partner = at + 1
		}
		t.seat(h, people[i])
		for _, from := range people[i] {
			m := &t.members[from]
			out.slots[len(ages)] = slot{spread: newSpread(r.Uint64()), mother: -1, home: uint8(len(out.homes)), role: m.role, sex: m.sex, band: agedBand(m.age)}
			ages = append(ages, m.age)
		}
		out.homes = append(out.homes, d)
	}
	for h := range out.homes {
		out.clocks(&out.homes[h], ages)
	}
	return out
}

// seat puts the people of a home in order: the head, then the partner, then the others, eldest first.
func (t *tile) seat(h *home, people []int) {
	rank := func(slot int) float64 {
		switch slot {
		case int(h.head):
			return math.Inf(-1)
		case int(h.partner):
			return -math.MaxFloat64
		}
		return -t.members[slot].age
	}
	slices.SortFunc(people, func(a, b int) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
}

// clocks lets the ages of a home's people roam from copy to copy, as far as biology allows: grown-ups stay grown up, and
// children born soon after one another keep their distance by sharing a clock. It also says who is whose mother.
func (t *template) clocks(d *dwelling, ages []float64) {
	last := -1
	for i := int(d.from); i < int(d.from+d.size); i++ {
		s := &t.slots[i]
		roam := min(roaming, ages[i], max(0, Oldest+0.9-ages[i]))
		if s.role != roleChild {
			s.age(ages[i], min(roam, max(0.01, ages[i]-18)))
			s.first = max(s.first, adult)
			continue
		}
		s.age(ages[i], roam)
		s.mother = t.motherOf(d, ages, ages[i])
		if last >= 0 && ages[last]-ages[i] < closeGap {
			t.share(last, i, ages)
		}
		last = i
	}
}

// share gives an elder child and those who already share its clock the clock of the next, whose roaming is the smallest.
func (t *template) share(elder, younger int, ages []float64) {
	y, old := &t.slots[younger], t.slots[elder].spread
	for i := elder; i >= 0 && t.slots[i].spread == old; i-- {
		s := &t.slots[i]
		s.spread, s.span = y.spread, y.span
		s.first = y.first + int32(math.Round((ages[i]-ages[younger])*year))
	}
}

// motherOf is the woman of a home who could have borne a child of an age: its head or the head's partner.
func (t *template) motherOf(d *dwelling, ages []float64, child float64) int16 {
	for _, i := range []int16{d.head, d.partner} {
		if i >= 0 && t.slots[i].sex == Female && ages[i]-child >= 17.5 && ages[i]-child <= 45 {
			return i
		}
	}
	return -1
}

// settle gives every home its place: evenly over the country from home to home of a tile, and from tile to tile.
func (t *template) settle(seed, number uint64) {
	r := draw.Key(seed, number, streamPlace, 0)
	at := r.Float64()
	for h := range t.homes {
		d := &t.homes[h]
		at += goldenShare
		at -= math.Floor(at)
		d.spread = newThirds(t.order, uint32(at*0x1p32))
		for k := range d.lanes {
			d.lanes[k] = uint32(r.Uint64())
		}
	}
}
