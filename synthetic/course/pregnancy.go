package course

import (
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

const aDay = 24 * time.Hour

// The outcomes of Pregnancy.
const (
	Born        = "birth"
	Miscarriage = "miscarriage"
)

// childbearing is data/pregnancy.csv: chances and lengths by name.
type childbearing map[string]float64

func loadChildbearing() childbearing {
	c := childbearing{}
	for _, row := range table("pregnancy.csv") {
		c[row.Text("what")] = row.Float("value")
	}
	return c
}

// conceive gives a woman the pregnancies that her children came from or will come from, and miscarriages between them, with
// the illnesses that pregnancy brings. It knows all the children that she will ever have, whatever was asked for.
func (m *Model) conceive(l *life) {
	if l.Sex != demography.Female {
		return
	}
	c, free := m.atlas.childbearing, l.Born.AddDate(14, 0, 0)
	for _, birth := range m.country.Births(l.Index) {
		born := midnight(birth.At)
		// A pregnancy that is not over when its mother dies is left out, and so is a twin's.
		if !born.Before(l.died) || born.Before(free.Add(190*aDay)) {
			continue
		}
		r := draw.Key(m.seed, uint64(l.Index), streamPregnancy, uint64(birth.Child+1))
		length := 279 + 8*r.Norm()
		if r.Chance(c["preterm"]) {
			length = 255 - 18*r.Exp()
		}
		conceived := born.Add(-time.Duration(min(max(length, 165), 294)) * aDay)
		if conceived.Before(free) {
			conceived = free
		}
		m.miscarry(l, &r, free, conceived)
		l.out.Pregnancies = append(l.out.Pregnancies, Pregnancy{Conceived: conceived, Ended: born, Outcome: Born, Child: birth.Child})
		m.complicate(l, &r, conceived, born)
		free = born.Add(45 * aDay)
	}
	l.resort()
}

// miscarry may put a pregnancy that was lost before one that was not, and after the one before.
func (m *Model) miscarry(l *life, r *draw.Rand, free, conceived time.Time) {
	lost, wait, length := r.Chance(m.atlas.childbearing["miscarriage"]), r.Between(50, 420), r.Between(42, 110)
	ended := conceived.Add(-time.Duration(wait) * aDay)
	if from := ended.Add(-time.Duration(length) * aDay); lost && from.After(free) && from.After(l.Born.AddDate(15, 0, 0)) {
		l.out.Pregnancies = append(l.out.Pregnancies, Pregnancy{Conceived: from, Ended: ended, Outcome: Miscarriage, Child: -1})
	}
}

// complicate adds diabetes and pre-eclampsia of a pregnancy; both end with it.
func (m *Model) complicate(l *life, r *draw.Rand, conceived, born time.Time) {
	c := m.atlas.childbearing
	sugar, pressure, early, late := r.Float64(), r.Float64(), r.Between(168, 200), r.Between(150, 260)
	if onset := conceived.Add(time.Duration(early) * aDay); sugar < c["gestational-diabetes"] && onset.Before(born) && !l.diabeticBy(onset) {
		l.out.Conditions = append(l.out.Conditions, Condition{Is: "gestational-diabetes", Onset: onset, Ended: born})
	}
	if onset := conceived.Add(time.Duration(late) * aDay); pressure < c["pre-eclampsia"] && onset.Before(born) {
		l.out.Conditions = append(l.out.Conditions, Condition{Is: "pre-eclampsia", Onset: onset, Ended: born})
	}
}

func (l *life) diabeticBy(t time.Time) bool {
	for i := range l.out.Conditions {
		if c := &l.out.Conditions[i]; (c.Is == "type-1-diabetes" || c.Is == "type-2-diabetes") && c.Onset.Before(t) {
			return true
		}
	}
	return false
}

// pregnant reports whether a woman is with child at t.
func (l *Life) pregnant(t time.Time) bool {
	for i := range l.Pregnancies {
		if p := &l.Pregnancies[i]; !p.Conceived.After(t) && (p.Ended.IsZero() || p.Ended.After(t)) {
			return true
		}
	}
	return false
}

// bump is what a pregnancy adds to a woman's weight at t, in kilograms: little at first, twelve at the end.
func (l *Life) bump(t time.Time) float64 {
	for i := range l.Pregnancies {
		if p := &l.Pregnancies[i]; !p.Conceived.After(t) && (p.Ended.IsZero() || p.Ended.After(t)) {
			part := t.Sub(p.Conceived).Hours() / 24 / 280
			return 12 * part * part
		}
	}
	return 0
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
