package chart

import (
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/draw"
)

// problems writes the problem list from the truth: most as it is, some late, in words only, twice, under a neighbour's code,
// or not at all. Each has a contact if it was written in the window.
func (w *pen) problems() {
	w.turn(streamProblems)
	for i := range w.truth.Conditions {
		w.problem(&w.truth.Conditions[i])
	}
	if w.truth.Body.Pregnant {
		r := w.decide()
		day := w.asOf.AddDate(0, 0, -r.Between(10, 180))
		e := w.note(&r, w.code("condition/pregnancy", "Pregnant"), day, day.AddDate(0, 0, -45), "body/pregnant")
		if e != nil {
			e.Verification = "confirmed"
		}
	}
}

func (w *pen) problem(c *course.Condition) {
	r := w.decide()
	slip, truth := w.library.slip(&r, Problem), "condition/"+c.Is
	day := c.Onset.AddDate(0, 0, r.Between(0, 40))
	if slip == Late {
		day = day.AddDate(0, 0, r.Between(90, 1100))
	}
	words := w.form(c)
	switch slip {
	case FreeText:
		words = coded{text: "? " + words.text}
	case Miscoded:
		if instead, ok := w.library.miscodes[c.Is]; ok {
			words = w.code("condition/"+instead, instead)
		} else {
			slip = Faithful
		}
	}
	var e *Entry
	if slip != missing {
		e = w.note(&r, words, day, c.Onset, truth)
	}
	if e == nil { // never written, or not yet
		w.missing = append(w.missing, truth)
		return
	}
	e.Slip, e.Verification = slip, "confirmed"
	e.Confidential = r.Chance(w.library.hidden)
	if !c.Ended.IsZero() {
		e.Status, e.Ended = Resolved, c.Ended
	}
	if slip == Duplicate {
		first := *e
		again := first.Recorded.AddDate(0, 0, r.Between(40, 900))
		if d := w.note(&r, words, again, c.Onset, truth); d != nil {
			d.Slip, d.Verification, d.Status, d.Ended, d.Confidential = Duplicate, first.Verification, first.Status, first.Ended, first.Confidential
			w.original(first).Slip = Faithful
		}
	}
}

// original finds an entry again after others were added.
func (w *pen) original(e Entry) *Entry {
	for i := range w.entries {
		if w.entries[i].ID.Kind == e.ID.Kind && w.entries[i].Truth == e.Truth && w.entries[i].Recorded.Equal(e.Recorded) {
			return &w.entries[i]
		}
	}
	return &Entry{}
}

// form is the words and code of a condition. Kidney disease is written by its stage.
func (w *pen) form(c *course.Condition) coded {
	key := c.Is
	if key == "chronic-kidney-disease" {
		switch f := w.truth.Body.EGFR; {
		case f < 15:
			key = "ckd-5"
		case f < 30:
			key = "ckd-4"
		default:
			key = "ckd-3"
		}
	}
	return w.code("condition/"+key, key)
}

// note writes a problem on a day, in a contact of that day if the day is in the window; nil if the day has not come.
func (w *pen) note(r *draw.Rand, c coded, day, onset time.Time, truth string) *Entry {
	t, ok := w.hours(r, day)
	if !ok {
		return nil
	}
	author := w.general(r)
	contact := w.contact(r, day, coded{text: "GP consultation: " + c.text, coding: c.coding}, author)
	if contact >= 0 {
		t = w.entries[contact].Recorded
	}
	e := &w.entries[w.write(Problem, c, t, contact, author)]
	e.Onset, e.Truth = onset, truth
	return e
}
