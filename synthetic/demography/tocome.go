package demography

import (
	"sandpiper/synthetic/draw"
)

// fertility is how often women bear children: data/fertility.csv.
type fertility struct {
	rate                [Oldest + 1]float64 // births a year by whole age
	after               []byAge             // weight by number of children had
	boys, twins         float64
	alone, atHome       float64
	youngest, lastBirth float64 // ages between which mothers bear
}

func loadFertility() fertility {
	one, bands := map[string]float64{}, map[string][]byAge{}
	for _, row := range table("fertility.csv") {
		name := row.Text("name")
		one[name] = row.Float("value")
		bands[name] = append(bands[name], byAge{row.Float("from"), row.Float("to"), row.Float("value")})
	}
	f := fertility{
		after: bands["after"], boys: one["boys"], twins: one["twins"], alone: one["alone"], atHome: one["at_home"],
		youngest: 17, lastBirth: 45,
	}
	for age := range f.rate {
		f.rate[age] = chance(bands["rate"], float64(age))
	}
	return f
}

// toCome is how many of a tile's others are born after the recipe's day.
const toCome = 32

// step is the years between two looks at who gives birth.
const step = 1.0 / 6

// woman is somebody of a template who may bear children after the recipe's day.
type woman struct {
	slot     int16
	age      float64
	children int
	youngest float64 // years at the recipe's day of her latest child, below 0 for one to come
	weight   float64
}

// bear fills the slots of those to come with the next 32 children of the template's women: as many in each season as the
// published rates give for women of their ages, to women who can have another child by then.
func (t *template) bear(e *england, seed, number uint64) {
	f := &e.fertility
	r := draw.Key(seed, number, streamBirths, 0)
	women := t.women(f)
	due := -r.Float64()
	for at, n := 0.0, 0; n < toCome; at += step {
		for _, w := range women {
			due += step * f.rate[int(w.age+at)]
		}
		for ; due > 0 && n < toCome; due-- {
			when := at + step*r.Float64()
			w := pickMother(f, women, when, &r)
			if w == nil {
				continue
			}
			t.child(w, n, when, &r, f)
			n++
			if n < toCome && r.Chance(f.twins) {
				t.child(w, n, when, &r, f)
				t.slots[tileSize+n].spread = t.slots[tileSize+n-1].spread
				due--
				n++
			}
		}
	}
}

// women lists those who are or will be of an age to bear.
func (t *template) women(f *fertility) []woman {
	var out []woman
	for i := range tileSize {
		s := &t.slots[i]
		age := s.years()
		if s.sex != Female || age > f.lastBirth {
			continue
		}
		w := woman{slot: int16(i), age: age, youngest: 99, weight: 1}
		d := &t.homes[s.home]
		switch {
		case s.role == roleChild:
			w.weight = f.atHome
		case d.partner < 0:
			w.weight = f.alone
		}
		for k := int(d.from); k < int(d.from+d.size); k++ {
			if t.slots[k].mother == w.slot {
				w.children++
				w.youngest = min(w.youngest, t.slots[k].years())
			}
		}
		out = append(out, w)
	}
	return out
}

// pickMother picks who bears a child some years after the recipe's day, nil if nobody can.
func pickMother(f *fertility, women []woman, when float64, r *draw.Rand) *woman {
	weigh := func(w *woman) float64 {
		if w.age+when < f.youngest || w.age+when > f.lastBirth || w.youngest+when < closeGap {
			return 0
		}
		weight := w.weight * f.rate[int(w.age+when)]
		if fewer := chance(f.after, float64(w.children)); fewer > 0 {
			weight *= fewer
		}
		return weight
	}
	total := 0.0
	for i := range women {
		total += weigh(&women[i])
	}
	u := r.Float64() * total
	for i := range women {
		if u -= weigh(&women[i]); u < 0 {
			return &women[i]
		}
	}
	return nil
}

// child fills a slot with a child of a woman, born some years after the recipe's day.
func (t *template) child(w *woman, n int, when float64, r *draw.Rand, f *fertility) {
	at := tileSize + n
	s := slot{spread: newSpread(r.Uint64()), mother: w.slot, home: t.slots[w.slot].home, role: roleChild}
	if r.Chance(f.boys) {
		s.sex = Male
	}
	s.age(-when, min(roaming, when))
	s.first = min(s.first, -s.span) // after the recipe's day in every copy
	t.slots[at] = s
	d := &t.homes[s.home]
	d.joined = append(d.joined, int16(at))
	w.children++
	w.youngest = -when
}
