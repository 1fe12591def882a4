package demography

import "time"

// FirstOther is the first index of those who are not among the living of the recipe's day: 32 people to come and 32
// departed for each tile of 240, in that order.
const FirstOther = 58_000_080

const othersPerTile = 64

// Birth is a child that a woman bears.
type Birth struct {
	Child int // index of the child
	At    time.Time
}

// who is a person's place in the lay-out: everything that follows from the index alone.
type who struct {
	i      int
	tile   *template
	slot   *slot
	home   *dwelling
	id     uint64 // of the home
	copy   uint32 // how many tiles before this one are laid from the same template
	number int16  // of the slot
}

// who finds person i.
func (c *Country) who(i int) who {
	n, number := uint64(i)/tileSize, i%tileSize
	if i >= FirstOther {
		n, number = uint64(i-FirstOther)/othersPerTile, tileSize+(i-FirstOther)%othersPerTile
	}
	return c.inSlot(n, int16(number), i)
}

func (c *Country) inSlot(tile uint64, number int16, i int) who {
	t := c.templates[tile%templates]
	w := who{i: i, tile: t, slot: &t.slots[number], copy: uint32(tile / templates), number: number}
	w.home, w.id = &t.homes[w.slot.home], tile<<8|uint64(w.slot.home)
	return w
}

// days is how many days before the recipe's day the person was born.
func (w *who) days() int32 { return w.slot.days(w.copy) }

// index is the person in another slot of the same tile.
func (w *who) index(slot int16) int { return indexOf(w.id>>8, slot) }

func indexOf(tile uint64, slot int16) int {
	if slot < tileSize {
		return int(tile)*tileSize + int(slot)
	}
	return FirstOther + int(tile)*othersPerTile + int(slot) - tileSize
}

// tiles is how many tiles a number of people fill or begin.
func tiles(people int) int { return (people + tileSize - 1) / tileSize }

// Others is how many indexes from FirstOther on are set aside for the others of a number of living people, whether or not
// somebody with each exists on a date.
func Others(people int) int { return tiles(people) * othersPerTile }

// Exists reports whether person i is, or was, somebody of a population with so many living people by a date: one of those,
// one of the departed of their homes, or a child born to them by then.
func (c *Country) Exists(i, people int, at time.Time) bool {
	if i < FirstOther {
		return i >= 0 && i < people
	}
	if i >= FirstOther+Others(people) {
		return false
	}
	w := c.who(i)
	near := w.home.head // somebody among the living whom they belong to
	switch {
	case w.slot.lived == 0:
		near = w.slot.mother
	case w.home.size == 0:
		return true
	}
	return w.index(near) < people && !c.day(-int(w.days())).After(at)
}

// Mother is the index of the woman of the same home who bore person i; ok is false if she is nobody of the population.
func (c *Country) Mother(i int) (mother int, ok bool) {
	w := c.who(i)
	if w.slot.mother < 0 {
		return 0, false
	}
	return w.index(w.slot.mother), true
}

// Births lists the children that person i bears, in order: those at home, those who died young, and those to come in about
// thirteen years after the recipe's day, whether or not she lives to bear them. A child's At is its day of birth.
func (c *Country) Births(i int) []Birth {
	w := c.who(i)
	var out []Birth
	add := func(slot int16) {
		if w.tile.slots[slot].mother != w.number || w.number >= tileSize {
			return
		}
		child := c.inSlot(w.id>>8, slot, 0)
		b := Birth{w.index(slot), c.day(-int(child.days()))}
		at := len(out)
		for at > 0 && out[at-1].At.After(b.At) {
			at--
		}
		out = append(out, Birth{})
		copy(out[at+1:], out[at:])
		out[at] = b
	}
	for slot := w.home.from; slot < w.home.from+w.home.size; slot++ {
		add(slot)
	}
	for _, slot := range w.home.joined {
		add(slot)
	}
	return out
}

// Household lists those who live in person i's home by a date, in ascending order: the living of the recipe's day among a
// number of people, and the children born since. Whoever has died since then is still listed.
func (c *Country) Household(i, people int, at time.Time) []int {
	w := c.who(i)
	var out []int
	for slot := w.home.from; slot < w.home.from+w.home.size; slot++ {
		if k := w.index(slot); k < people {
			out = append(out, k)
		}
	}
	for _, slot := range w.home.joined {
		if k := w.index(slot); w.tile.slots[slot].lived == 0 && c.Exists(k, people, at) {
			out = append(out, k)
		}
	}
	return out
}

// Whole is the least number of people, not below the one given, that cuts no household.
func (c *Country) Whole(people int) int {
	if people < 1 {
		return people
	}
	w := c.who(people - 1)
	return w.index(w.home.from) + int(w.home.size)
}
