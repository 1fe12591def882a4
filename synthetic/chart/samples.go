package chart

import (
	"slices"

	"sandpiper/synthetic/draw"
)

// bloods writes that blood was taken: at the contact itself, or by somebody who takes blood a few days after it. The results
// come one to three days later, each battery under its report.
func (w *pen) bloods(r *draw.Rand, panels []*panel, contact int) int {
	d := w.when(contact).day()
	own := apart(r)
	if len(panels) == 0 || w.age(d) < 2 {
		return contact
	}
	if taken := w.meet(&own, d+day(own.Between(1, 8)), "Blood sample taken", nil, FaceToFace, assistant); taken >= 0 {
		contact = taken
	}
	w.sample(&own, panels, contact)
	return contact
}

// sample writes the results of what was taken at a contact: one report for each department that had a part of it.
func (w *pen) sample(r *draw.Rand, panels []*panel, contact int) {
	taken := w.when(contact)
	filed := (taken.day() + day(r.Between(1, 3))).at(6*60 + r.IntN(600))
	for _, department := range w.library.departments {
		report, ink := -1, len(w.ink)
		for _, p := range panels {
			if p.department != department || !w.sensible(p, taken) {
				continue
			}
			if report < 0 {
				report = w.report(contact, taken, filed)
				w.say(department, ": ")
			} else {
				w.say(", ")
			}
			w.say(p.label)
		}
		if report < 0 {
			continue
		}
		w.texts = append(w.texts, span{report, ink, len(w.ink), false})
		for _, p := range panels {
			if p.department != department || !w.sensible(p, taken) {
				continue
			}
			for _, o := range p.measures {
				w.observe(r, o, contact, filed)
			}
		}
		w.reports = append(w.reports, run{report, len(w.entries) - report - 1})
	}
}

// report writes a report whose results are to follow it.
func (w *pen) report(contact int, taken, filed moment) int {
	place := w.write(Report, w.library.laboratory, filed, contact, w.entries[contact].Author)
	e := &w.entries[place]
	e.Status, e.Category, e.Authored = Completed, "laboratory", taken.time()
	e.Onset = e.Authored
	return place
}

// sensible reports whether a battery is done at somebody's age: no cholesterol in children, and their sugar only in diabetes.
func (w *pen) sensible(p *panel, m moment) bool {
	return w.age(m.day()) >= 16 || p.name != "lipids" && p.name != "cholesterol" && (p.name != "hba1c" || w.diabetic(m))
}

func (w *pen) diabetic(m moment) bool {
	return w.has("type-1-diabetes", m) || w.has("type-2-diabetes", m)
}

// scores writes the questionnaires that go with a diagnosis.
func (w *pen) scores(c *condition, contact int) {
	r := w.decide(streamSurvey, c.k)
	switch c.key {
	case "depression", "mixed-anxiety-and-depressive-disorder":
		if r.Chance(0.6) {
			w.measure(&r, w.library.observables["phq9"], contact)
		}
	case "anxiety", "generalised-anxiety-disorder", "panic-disorder":
		if r.Chance(0.5) {
			w.measure(&r, w.library.observables["gad7"], contact)
		}
	}
}

// merge adds the members of more that are not there yet.
func merge[T comparable](list, more []T) []T {
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}
