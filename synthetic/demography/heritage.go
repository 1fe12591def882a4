package demography

import (
	"math"

	"sandpiper/synthetic/draw"
)

// agedBands is how many bands of five years, from 18 to 90, the heads of homes are told apart by when their heritage is drawn.
const agedBands = 15

// agedBand is the band of an age in years.
func agedBand(age float64) uint8 { return uint8((min(max(age, 18), 90) - 18) / 5) }

// loadHeritages weighs the ethnic groups for the homes of every neighbourhood and age of the head.
func (e *england) loadHeritages() {
	weights := make([]float64, len(e.ethnic))
	for cell := range e.heritages {
		for band := range e.heritages[cell] {
			age := min(18+5*float64(band)+2.5, 90)
			for i, g := range e.ethnic {
				weights[i] = e.mix[cell/10][i] * math.Exp(g.decile*(float64(cell%10)-4.5)+g.age*(age-50))
			}
			e.heritages[cell][band] = draw.NewAlias(weights)
		}
	}
}

// heritage is somebody's ethnic group and that of the name which their home shares. Partners mostly have one heritage;
// children of two have one of the mixed groups more often than not; sharers have nothing in common but the place.
func (c *Country) heritage(w *who, cell uint8) (own, family int) {
	bands := &c.england.heritages[cell]
	switch w.slot.role {
	case roleSharer:
		own = c.sharer(w, w.number, cell)
		return own, own
	case roleChild:
		if m := w.slot.mother; m >= 0 && w.tile.slots[m].role == roleSharer {
			own = c.sharer(w, m, cell)
			return own, own
		}
	}
	r := draw.Key(c.seed, w.id, streamHeritage, 0)
	head := bands[w.tile.slots[w.home.head].band].Pick(&r)
	if w.home.partner < 0 || w.slot.role != rolePartner && w.slot.role != roleChild {
		return head, head
	}
	second := head
	if r.Chance(0.09) {
		second = bands[w.tile.slots[w.home.partner].band].Pick(&r)
	}
	if w.slot.role == rolePartner || head == second {
		return second, head
	}
	r = draw.Key(c.seed, w.id, streamHeritage, 1+uint64(w.number))
	if r.Chance(0.75) {
		return c.england.mixed(head, second), head
	}
	if r.Chance(0.5) {
		return second, head
	}
	return head, head
}

// sharer is the ethnic group of somebody who shares a home.
func (c *Country) sharer(w *who, number int16, cell uint8) int {
	r := draw.Key(c.seed, w.id, streamHeritage, 1+uint64(number))
	return c.england.heritages[cell][w.tile.slots[number].band].Pick(&r)
}

// mixed is the ethnic category of a child of two groups (NHS 16+1 codes D, E, F and G).
func (e *england) mixed(a, b int) int {
	x, y := &e.ethnic[a], &e.ethnic[b]
	if y.group == "white" {
		x, y = y, x
	}
	code := "G"
	switch {
	case x.group == "white" && y.group == "white":
		code = x.code
	case x.group == "white" && y.code == "M":
		code = "D"
	case x.group == "white" && y.code == "N":
		code = "E"
	case x.group == "white" && y.group == "asian":
		code = "F"
	}
	for i := range e.ethnic {
		if e.ethnic[i].code == code {
			return i
		}
	}
	return a
}
