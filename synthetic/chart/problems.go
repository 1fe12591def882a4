package chart

import (
	"time"

	"sandpiper/synthetic/draw"
)

// problems writes the problem list from the truth: most as it is, some late, in words only, twice, under a neighbour's code,
// or not at all; and in the window how each was found.
func (w *pen) problems() {
	for i := range w.conditions {
		w.problem(&w.conditions[i])
	}
}

func (w *pen) problem(c *condition) {
	r := w.decide(streamProblem, c.k)
	slip := w.library.slip(&r, Problem)
	truth := "condition/" + c.key
	hidden := c.confidential
	if hidden == 0 {
		hidden = w.library.hidden
	}
	confidential, known := r.Chance(hidden), c.onset.day()+day(r.Between(0, 40))
	if slip == missing && c.by == byPractice { // noticed by nobody
		w.claims = append(w.claims, claim{truth, -1})
		return
	}
	contact, told := w.discover(c, known) // in truth, whatever was typed
	switch slip {
	case missing: // told of in a letter, and typed by nobody
		w.claims = append(w.claims, claim{truth, -1})
		return
	case Late:
		told += day(r.Between(90, 1100))
		contact = -1
	}
	form := w.form(c, told)
	switch slip {
	case FreeText:
		form = &coded{text: "? " + form.text}
	case Miscoded:
		if slip = Faithful; c.miscode != nil {
			slip, form = Miscoded, c.miscode
		}
	case Faithful:
		if c.legacy != nil && told.year() <= c.legacyUntil && r.Chance(c.legacyShare) {
			form = c.legacy
		}
	}
	again := apart(&r)
	place := w.note(&r, form, told, contact)
	e := &w.entries[place]
	e.Onset, e.Truth, e.Slip, e.Confidential, e.Verification = c.course.Onset, truth, slip, confidential, "confirmed"
	if c.ended != never {
		e.Status, e.Ended = Resolved, c.course.Ended
	}
	w.claims = append(w.claims, claim{truth, place})
	c.listed = w.when(place)
	if confidential {
		w.withhold(e.Contact)
	}
	if slip != Duplicate {
		return
	}
	e.Slip = Faithful
	twice := *e
	second := &w.entries[w.note(&again, form, told+day(again.Between(40, 900)), -1)]
	second.Onset, second.Truth, second.Slip, second.Confidential, second.Verification = twice.Onset, truth, Duplicate, confidential, "confirmed"
	second.Status, second.Ended = twice.Status, twice.Ended
	if again.Chance(0.3) { // closed on one of the two only
		second.Status, second.Ended = Active, time.Time{}
	}
	if confidential {
		w.withhold(second.Contact)
	}
}

// withhold marks a contact and what was written in it so far as confidential.
func (w *pen) withhold(contact int) {
	if contact < 0 {
		return
	}
	w.entries[contact].Confidential = true
	for i := contact + 1; i < len(w.entries); i++ {
		if w.entries[i].Contact == contact {
			w.entries[i].Confidential = true
		}
	}
}

// form is the words and code of a condition as of a day. Kidney disease is written by its stage.
func (w *pen) form(c *condition, d day) *coded {
	if c.key != "chronic-kidney-disease" {
		return c.words
	}
	stage := "ckd-3"
	switch f := w.bodyOf(d.at(9 * 60)).EGFR; {
	case f < 15:
		stage = "ckd-5"
	case f < 30:
		stage = "ckd-4"
	}
	return w.library.code("condition/"+stage, stage)
}

// note writes a problem into a contact, or into one of its own on a day. One from before the window has none.
func (w *pen) note(r *draw.Rand, form *coded, d day, contact int) int {
	own := apart(r)
	m := w.slot(&own, d)
	if contact < 0 {
		contact = w.consult(&own, d, form, w.manner(&own, d))
	}
	author := 0
	if contact >= 0 {
		m, author = w.when(contact), w.entries[contact].Author
	} else {
		author = w.author(&own, gp, w.stay(m))
	}
	return w.write(Problem, form, m, contact, author)
}

// manner is how a consultation that needs no hands takes place on a day.
func (w *pen) manner(r *draw.Rand, d day) manner {
	u, year := r.Float64(), d.year()
	for i := range w.library.modes {
		m := &w.library.modes[i]
		if year < m.from || year > m.to {
			continue
		}
		for how, share := range m.shares {
			if how == int(atHome) && w.age(d) < 75 {
				continue // a doctor who drives out does so to the old
			}
			if u -= share; u < 0 {
				return manner(how)
			}
		}
	}
	return byGP
}
