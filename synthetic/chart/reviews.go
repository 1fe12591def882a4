package chart

import (
	"slices"
	"time"
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
