package chart

import (
	"slices"

	"sandpiper/synthetic/draw"
)

// bloods writes that blood was taken: at the contact itself, or by somebody who takes blood a few days after it. The results
// come one to three days later, each battery under its report.
func (w *pen) bloods(r *draw.Rand, panels []*panel, contact int, d day) int {
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

// sample writes the results of what was taken at a contact.
func (w *pen) sample(r *draw.Rand, panels []*panel, contact int) {
	taken := w.when(contact)
	filed := (taken.day() + day(r.Between(1, 3))).at(6*60 + r.IntN(600))
	for _, p := range panels {
		if w.age(taken.day()) < 16 && (p.label == "Serum lipids" || p.label == "Haemoglobin A1c" && !w.diabetic(taken)) {
			continue
		}
		i := w.write(Report, w.library.reports[p.order], filed, contact, w.entries[contact].Author)
		e := &w.entries[i]
		e.Status, e.Category, e.Authored = Completed, "laboratory", taken.time()
		e.Onset = e.Authored
		w.reports = append(w.reports, run{i, len(p.measures)})
		for _, o := range p.measures {
			w.observe(r, o, contact, filed)
		}
	}
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
