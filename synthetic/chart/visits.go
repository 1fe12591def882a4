package chart

import (
	"math"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// reviews writes the recall cycle of long-term conditions: one contact for all that fall due together, about the birthday
// month, and a second half a year on for those that are checked twice.
func (w *pen) reviews() {
	w.turn(streamReviews)
	for back := years; back > 0; back-- {
		due := w.asOf.AddDate(-back, 0, 0)
		due = time.Date(due.Year(), w.person.Born.Month(), 1, 0, 0, 0, 0, time.UTC)
		if due.Before(w.asOf.AddDate(-back, 0, 0)) {
			due = due.AddDate(1, 0, 0)
		}
		w.review(due, false)
		w.review(due.AddDate(0, 6, 0), true)
	}
}

// review writes one contact of the recall cycle, if anything is due.
func (w *pen) review(due time.Time, half bool) {
	r := w.decide()
	day := due.AddDate(0, 0, r.IntN(28))
	var measures []string
	reason := ""
	for i := range w.truth.Conditions {
		c := &w.truth.Conditions[i]
		v, ok := w.library.reviews[c.Is]
		if !ok || c.Onset.After(day) || !c.Ended.IsZero() && c.Ended.Before(day) || half && v.months > 6 {
			continue
		}
		if reason == "" {
			reason = v.activity
		}
		for _, m := range v.measures {
			if !slices.Contains(measures, m) {
				measures = append(measures, m)
			}
		}
	}
	if reason == "" || !r.Chance(0.86) { // not everybody comes
		return
	}
	contact := w.contact(&r, day, w.code("activity/"+reason, "Review"), w.nurse(&r))
	if contact < 0 {
		return
	}
	for _, m := range measures {
		if half && (m == "smoking" || m == "bmi" || m == "cholesterol") || !w.suits(m, day) {
			continue
		}
		w.measure(&r, m, contact)
	}
}

// suits reports whether something is measured in people of the age that the person has on a day.
func (w *pen) suits(measure string, day time.Time) bool {
	age := w.age(day)
	switch measure {
	case "bp":
		return age >= 12
	case "smoking":
		return age >= 15
	case "weight", "height", "bmi", "hba1c", "haemoglobin":
		return true
	}
	return age >= 16
}

// checks writes the health checks of people without recalls: babies at about seven weeks, adults at registration or at the
// five-yearly check from 40 to 74.
func (w *pen) checks() {
	w.turn(streamChecks)
	if r := w.decide(); r.Chance(0.92) {
		if c := w.contact(&r, w.person.Born.AddDate(0, 0, 45+r.IntN(12)), coded{text: "Six to eight week baby check"}, w.general(&r)); c >= 0 {
			w.measure(&r, "weight", c)
			w.measure(&r, "height", c)
		}
	}
	for back := years; back > 0; back -= 5 {
		r := w.decide()
		day := w.asOf.AddDate(-back, 0, r.IntN(5*365-10))
		age := w.age(day)
		if age < 18 || age >= 75 || w.recalled(day) {
			continue
		}
		share, text := 0.35, "New patient check"
		if age >= 40 {
			share, text = 0.42, "NHS Health Check"
		}
		if !r.Chance(share) {
			continue
		}
		c := w.contact(&r, day, coded{text: text}, w.nurse(&r))
		if c < 0 {
			continue
		}
		for _, m := range []string{"bp", "height", "weight", "bmi", "smoking"} {
			w.measure(&r, m, c)
		}
		if age >= 40 {
			w.measure(&r, "cholesterol", c)
			w.measure(&r, "hba1c", c)
		}
	}
}

// recalled reports whether somebody is in the recall cycle on a day, and so gets no general check.
func (w *pen) recalled(day time.Time) bool {
	for i := range w.truth.Conditions {
		if c := &w.truth.Conditions[i]; !c.Onset.After(day) && (c.Ended.IsZero() || c.Ended.After(day)) {
			if _, ok := w.library.reviews[c.Is]; ok {
				return true
			}
		}
	}
	return false
}

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
