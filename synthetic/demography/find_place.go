package demography

import "strings"

// inwardStem is what the inward code must begin with if the outward code is sought.
type inwardStem struct {
	sought bool
	stem   string
}

// places finds the practices to look at; it is false if there is none.
func (h *hunt) places(s Sought) bool {
	if s.Practice != "" {
		n, ok := practiceNumber(s.Practice)
		if !ok {
			return false
		}
		h.placed, h.practices = true, []int{n}
	}
	if s.Postcode == "" {
		return true
	}
	if strings.HasPrefix(s.Postcode, "*") {
		return true // narrows nothing
	}
	h.posts = h.c.england.postsLike(s.Postcode)
	var near []int
	for n := range h.c.surgeries {
		if h.placed && n != h.practices[0] {
			continue
		}
		for _, d := range h.c.surgeries[n].districts {
			if h.posts[d].sought {
				near = append(near, n)
				break
			}
		}
	}
	h.placed, h.practices = true, near
	return len(near) > 0
}

// postsLike lists the districts that a postcode may be in, with what its inward code must begin with. A * stands for any
// rest; an outward code alone stands for all of its units.
func (e *england) postsLike(pattern string) []inwardStem {
	stem, _, open := strings.Cut(pattern, "*")
	stem = strings.ToUpper(strings.ReplaceAll(stem, " ", ""))
	out := make([]inwardStem, len(e.outwards))
	for i, outward := range e.outwards {
		rest, begins := strings.CutPrefix(stem, outward)
		switch {
		case begins && (open && len(rest) <= 3 || rest == "" || len(rest) == 3):
			out[i] = inwardStem{true, rest}
		case open && strings.HasPrefix(outward, stem):
			out[i].sought = true
		}
	}
	return out
}

// delivered reports whether a home has a postcode sought during a stay.
func (h *hunt) delivered(w *who, s stay, n int) bool {
	if h.posts == nil {
		return true
	}
	p := h.c.postOf(w, s, n)
	in, x := p.inward(), &h.posts[p.outward]
	return x.sought && string(in[:len(x.stem)]) == x.stem
}

// byPlace collects those whose home lies in the parcels of the practices. A home of a template lies there in those copies
// that its own spread takes there, or that one of its lanes has taken there since the recipe's day.
func (h *hunt) byPlace() []int {
	c := h.c
	wanted := h.homes()
	var parcels []sought
	for _, practice := range h.practices {
		for _, i := range c.ground.of[c.ground.first[practice]:c.ground.first[practice+1]] {
			parcels = append(parcels, sought{c.ground.stretch(int(i)), c.ground.parcels[i].cell, practice})
		}
	}
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
			for _, p := range parcels {
				copies = d.spread.within(p.there.from, p.there.to, n, copies[:0])
				found = h.atHome(copies, uint64(t), d, 0, p.practice, found)
				for lane := range last {
					from := c.ground.before(p.cell, p.there, d.lanes[lane])
					copies = d.spread.within(from[0].from, from[0].to, n, copies[:0])
					if from[1].to > 0 {
						copies = d.spread.within(from[1].from, from[1].to, n, copies)
					}
					found = h.atHome(copies, uint64(t), d, lane+1, p.practice, found)
				}
			}
		}
	}
	return found
}

// sought is a parcel of a practice that is looked for.
type sought struct {
	there    stretch
	cell     uint8
	practice int
}

// homes marks the homes of the templates where somebody may have the birthday.
func (h *hunt) homes() *[templates][256]bool {
	var out [templates][256]bool
	for _, s := range h.slots {
		out[s.template][h.c.templates[s.template].slots[s.slot].home] = true
	}
	return &out
}

// atHome adds those of some copies of a home who were with a practice while the home was in a lane.
func (h *hunt) atHome(copies []uint32, template uint64, d *dwelling, lane, practice int, found []int) []int {
	for _, copied := range copies {
		tile := uint64(copied)*templates + template
		head := h.c.inSlot(tile, d.head, 0)
		late := lane == 0 && h.delivered(&head, stay{}, practice)
		here := h.during(&head, func(s stay) bool { return s.lane == lane && h.delivered(&head, s, practice) })
		if here {
			for slot := d.from; slot < d.from+d.size; slot++ {
				found = h.add(tile, slot, found)
			}
		}
		for _, slot := range d.joined {
			if departed := head.tile.slots[slot].lived > 0; departed && late || !departed && here {
				found = h.add(tile, slot, found)
			}
		}
	}
	return found
}

// add adds somebody, if they have the birthday and exist.
func (h *hunt) add(tile uint64, slot int16, found []int) []int {
	w := h.c.inSlot(tile, slot, indexOf(tile, slot))
	if days := w.days(); days < h.least || days > h.most || !h.c.Exists(w.i, h.people, h.at) {
		return found
	}
	return append(found, w.i)
}
