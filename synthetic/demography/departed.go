package demography

import (
	"math"

	"sandpiper/synthetic/draw"
)

// gone is how many of a tile's others died before the recipe's day.
const gone = othersPerTile - toCome

// death is somebody who died, before they are given a home.
type death struct {
	age float64 // years lived
	ago float64 // years since
	sex Sex
}

// newDeparted draws the deaths of all templates together: the ages and sexes at which England's people die, in equal
// strata, over as many years as that many deaths take.
func newDeparted(e *england, seed uint64) [templates][gone]death {
	people := AgeShares()
	var cum []float64
	total := 0.0
	for age := range people {
		for sex := range people[age] {
			total += people[age][sex] * e.dying[min(age, len(e.dying)-1)][sex] * e.habits.late.level[sex]
			cum = append(cum, total)
		}
	}
	window := gone / (tileSize * total) // years
	var out [templates][gone]death
	const all = templates * gone
	r := draw.Key(seed, 0, streamDeaths, 0)
	var turn [all]int // the order of the days of death, which has nothing to do with age
	var to [templates]int
	for i := range turn {
		k := r.IntN(i + 1)
		turn[i], turn[k] = turn[k], i
	}
	cell := 0
	for i := range all {
		for u := (float64(i) + r.Float64()) / all * total; cell < len(cum)-1 && u >= cum[cell]; {
			cell++
		}
		d := death{age: float64(cell/2) + r.Float64(), sex: Sex(cell % 2), ago: window * (float64(turn[i]) + r.Float64()) / all}
		if cell/2 == 0 {
			d.age = math.Pow(r.Float64(), 3) // most who die in their first year die in its first weeks
		}
		// Every run of 64 deaths gives one to each template, in a random order.
		if i%templates == 0 {
			for k := range to {
				o := r.IntN(k + 1)
				to[k], to[o] = to[o], k
			}
		}
		out[to[i%templates]][i/templates] = d
	}
	return out
}

// bury fills the slots of the departed, each in the home that they left behind or in one of their own.
func (t *template) bury(e *england, seed, number uint64, deaths [gone]death) {
	r := draw.Key(seed, number, streamDeaths, 1)
	for n, x := range deaths {
		at := int16(tileSize + toCome + n)
		s := slot{spread: newSpread(r.Uint64()), mother: -1, sex: x.sex, band: agedBand(x.age)}
		s.lived = max(1, int32(math.Round(x.age*year)))
		s.age(x.ago+x.age, min(roaming, x.ago))
		s.first = max(s.first, s.lived+1) // before the recipe's day in every copy
		t.slots[at] = s
		t.leave(e, at, x, &r)
	}
}

// leave finds the home that somebody who died belonged to.
func (t *template) leave(e *england, at int16, x death, r *draw.Rand) {
	s, h := &t.slots[at], &e.habits.late
	born := x.age + x.ago
	join := func(home int, role uint8) {
		s.home, s.role = uint8(home), role
		t.homes[home].joined = append(t.homes[home].joined, at)
	}
	switch {
	case x.age < 18:
		if i, mother := t.family(born, r); i >= 0 {
			s.mother = mother
			join(i, roleChild)
			return
		}
	case r.Chance(chance(h.resident, x.age)):
		t.alone(at, x, true)
		return
	case r.Chance(chance(h.partner, x.age)):
		if i := t.widowed(born, x, r, &e.habits); i >= 0 {
			t.homes[i].partner, t.homes[i].late = at, true
			join(i, rolePartner)
			return
		}
	case r.Chance(chance(h.parent, x.age)):
		if i := t.nearest(born-29, func(_ *dwelling, head float64) bool { return born-head >= 17.5 && born-head <= 45 }); i >= 0 {
			join(i, roleParent)
			return
		}
	}
	t.alone(at, x, false)
}

// alone opens a home that nobody lives in any longer.
func (t *template) alone(at int16, x death, care bool) {
	s := &t.slots[at]
	s.home = uint8(len(t.homes))
	if care {
		s.role = roleResident
	}
	t.homes = append(t.homes, dwelling{age: x.age, from: at, head: at, partner: -1, care: care, joined: []int16{at}})
}

// widowed finds a home whose head could be the partner of somebody of an age, would they live.
func (t *template) widowed(born float64, x death, r *draw.Rand, h *habits) int {
	gap, sex := h.partnerGap, Male
	if x.sex == Male {
		gap, sex = -gap, Female
	}
	if r.Chance(h.sameSex) {
		gap, sex = 0, x.sex
	}
	want := born + gap + h.partnerSpread*r.Norm()
	return t.nearest(want, func(d *dwelling, head float64) bool {
		s := &t.slots[d.head]
		return d.partner < 0 && !d.care && s.sex == sex && s.role != roleSharer && math.Abs(head-want) < 9 && head-x.ago >= 18
	})
}

// family finds a home with a woman who could have borne a child that would be of an age, had it lived.
func (t *template) family(born float64, r *draw.Rand) (home int, mother int16) {
	home = t.nearest(born+30+4*r.Norm(), func(d *dwelling, _ float64) bool { return t.bore(d, born) >= 0 })
	if home < 0 {
		return -1, -1
	}
	return home, t.bore(&t.homes[home], born)
}

// bore is the woman of a home who could have borne a child of an age besides her others, -1 if there is none.
func (t *template) bore(d *dwelling, age float64) int16 {
	for _, i := range []int16{d.head, d.partner} {
		if i < 0 || i >= tileSize || t.slots[i].sex != Female || t.slots[i].role == roleSharer {
			continue
		}
		if gap := t.slots[i].years() - age; gap < 17.5 || gap > 45 {
			continue
		}
		spaced := true
		for k := range t.slots[:] {
			if o := &t.slots[k]; o.mother == i && math.Abs(o.years()-age) < closeGap {
				spaced = false
			}
		}
		if spaced {
			return i
		}
	}
	return -1
}

// nearest is the home of the living that fits and whose head's age is nearest to one, -1 if none fits.
func (t *template) nearest(want float64, fits func(d *dwelling, head float64) bool) int {
	best, gap := -1, math.Inf(1)
	for i := range t.homes {
		d := &t.homes[i]
		if d.size == 0 {
			break
		}
		if off := math.Abs(d.age - want); off < gap && fits(d, d.age) {
			best, gap = i, off
		}
	}
	return best
}

// loadDying reads the yearly chances of dying by whole age and sex.
func loadDying() (out [][2]float64) {
	for _, row := range table("life_table.csv") {
		out = append(out, [2]float64{Female: row.Float("female"), Male: row.Float("male")})
	}
	return out
}
