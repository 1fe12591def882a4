package demography

// byPlace collects those whose home lies in the parcels of the practices. A home of a template lies there in those copies
// that its own spread takes there, or that one of its lanes has taken there since the recipe's day.
func (h *hunt) byPlace() []int {
	c := h.c
	wanted := h.homes()
	var found []int
	var copies []uint32
	for t := range min(templates, tiles(h.people)) {
		n := uint32((tiles(h.people) - t + templates - 1) / templates)
		for k := range c.templates[t].homes {
			if !wanted[t][k] {
				continue
			}
			d := &c.templates[t].homes[k]
			last := lanes
			if h.at.Equal(c.asOf) || d.size == 0 || d.care {
				last = 0
			}
			for _, practice := range h.practices {
				for _, i := range c.ground.of[c.ground.first[practice]:c.ground.first[practice+1]] {
					there, cell := c.ground.stretch(int(i)), c.ground.parcels[i].cell
					for lane := range last + 1 {
						from := [2]stretch{there}
						if lane > 0 {
							from = c.ground.before(cell, there, d.lanes[lane-1])
						}
						copies = d.spread.within(from[0].from, from[0].to, n, copies[:0])
						copies = d.spread.within(from[1].from, from[1].to, n, copies)
						for _, copied := range copies {
							found = h.atHome(uint64(copied)*templates+uint64(t), d, lane, practice, found)
						}
					}
				}
			}
		}
	}
	return found
}

// homes marks the homes of the templates where somebody may have the birthday.
func (h *hunt) homes() *[templates][256]bool {
	var out [templates][256]bool
	for _, s := range h.slots {
		out[s.template][h.c.templates[s.template].slots[s.slot].home] = true
	}
	return &out
}

// atHome adds those of a home who were with a practice while the home was in a lane.
func (h *hunt) atHome(tile uint64, d *dwelling, lane, practice int, found []int) []int {
	head := h.c.inSlot(tile, d.head, 0)
	add := func(slot int16) {
		w := h.c.inSlot(tile, slot, indexOf(tile, slot))
		if days := w.days(); days >= h.least && days <= h.most && h.c.Exists(w.i, h.people, h.at) {
			found = append(found, w.i)
		}
	}
	if lane == 0 && h.delivered(&head, stay{}, practice) {
		for _, slot := range d.joined {
			if head.tile.slots[slot].lived > 0 {
				add(slot)
			}
		}
	}
	here := h.during(&head, func(s stay) bool { return s.lane == lane && h.delivered(&head, s, practice) })
	if !here {
		return found
	}
	for slot := d.from; slot < d.from+d.size; slot++ {
		add(slot)
	}
	for _, slot := range d.joined {
		if head.tile.slots[slot].lived == 0 {
			add(slot)
		}
	}
	return found
}
