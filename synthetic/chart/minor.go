package chart

import (
	"math"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// minor writes what people see their surgery about between times: passing illnesses and symptoms, some with a short course.
// Passing illnesses are not part of the truth, so these entries name none.
func (w *pen) minor() {
	w.turn(streamAcute)
	for back := years; back > 0; back-- {
		count := w.decide()
		age := w.age(w.asOf.AddDate(-back, 6, 0))
		if age < 0 {
			continue
		}
		for range w.howOften(&count, age) {
			r := w.decide()
			day := w.asOf.AddDate(-back, 0, r.IntN(365))
			if a := w.reason(&r, w.age(day)); a != nil {
				w.episode(&r, a, day)
			}
		}
	}
}

// howOften is a Poisson count of visits in a year of somebody's age.
func (w *pen) howOften(r *draw.Rand, age float64) int {
	rate := 0.0
	for _, v := range w.library.visits {
		if age >= v.from && age < v.to+1 {
			rate = v.men
			if w.person.Sex == demography.Female {
				rate = v.women
			}
		}
	}
	n := 0
	for p := r.Float64(); p > math.Exp(-rate) && n < 12; n++ {
		p *= r.Float64()
	}
	return n
}

func (w *pen) reason(r *draw.Rand, age float64) *acute {
	fits := func(a *acute) bool {
		return age >= a.from && age < a.to+1 && (a.sex == "" || (a.sex == "M") == (w.person.Sex == demography.Male))
	}
	total := 0.0
	for i := range w.library.acute {
		if a := &w.library.acute[i]; fits(a) {
			total += a.weight
		}
	}
	u := r.Float64() * total
	for i := range w.library.acute {
		if a := &w.library.acute[i]; fits(a) {
			if u -= a.weight; u < 0 {
				return a
			}
		}
	}
	return nil
}

func (w *pen) episode(r *draw.Rand, a *acute, day time.Time) {
	c := w.code(a.key, a.key)
	author := w.general(r)
	kind := "GP consultation: "
	if r.Chance(0.3) {
		kind = "Telephone consultation: "
	}
	contact := w.contact(r, day, coded{text: kind + c.text, coding: c.coding}, author)
	if contact < 0 {
		return
	}
	t := w.entries[contact].Recorded
	if a.problem {
		e := &w.entries[w.write(Problem, c, t, contact, author)]
		e.Onset, e.Verification = t.AddDate(0, 0, -r.Between(1, 5)), "confirmed"
		if e.Onset.Before(w.person.Born) {
			e.Onset = t
		}
		if ended := t.AddDate(0, 0, a.days); ended.Before(w.asOf) {
			e.Status, e.Ended = Resolved, ended
		}
	}
	if w.suits("bp", day) && r.Chance(0.3) {
		w.measure(r, "bp", contact)
	}
	w.course(r, a, t, contact, author)
}

// course prescribes a short course: the first of the usual choices that nothing speaks against.
func (w *pen) course(r *draw.Rand, a *acute, t time.Time, contact, author int) {
	if len(a.choices) == 0 || !r.Chance(a.choices[0].share) {
		return
	}
	for i := range a.choices {
		m := &a.choices[i].medicine
		if w.age(t) < a.choices[i].from || w.barred(m) {
			continue
		}
		e := &w.entries[w.write(Medicine, w.library.medicines[m.Name], t, contact, author)]
		dose := w.library.doses[m.Name]
		_, e.For, _ = strings.Cut(a.key, "/")
		e.Dose, e.Onset, e.Status = &dose, t, Completed
		e.Ended = t.AddDate(0, 0, max(3, a.days))
		if !e.Ended.Before(w.asOf) {
			e.Status, e.Ended = Active, time.Time{}
		}
		return
	}
}
