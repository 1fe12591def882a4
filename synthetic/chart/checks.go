package chart

import "slices"

// checks writes the health checks of people without recalls: babies at about seven weeks, adults at registration with a new
// practice, and the five-yearly check from 40 to 74.
func (w *pen) checks() {
	baby := w.decide(streamCheck, 0)
	if baby.Chance(0.92) {
		if c := w.meet(&baby, w.born.day()+45+day(baby.IntN(12)), "Six to eight week baby check", nil, FaceToFace, gp); c >= 0 {
			w.measureAll(c, &w.library.growth)
		}
	}
	for i := 1; i < len(w.stays); i++ {
		r := w.decide(streamCheck, 1+uint64(i))
		d := w.stays[i].from.day() + day(r.Between(3, 40))
		if w.age(d) < 18 || !r.Chance(0.45) || w.recalled(d.at(0)) {
			continue
		}
		if c := w.meet(&r, d, "New patient check", nil, FaceToFace, nurse); c >= 0 {
			w.measureAll(c, &w.library.check)
		}
	}
	for age := 40; age < 75; age += 5 {
		r := w.decide(streamCheck, 100+uint64(age))
		d := w.born.day() + years(float64(age)) + day(r.IntN(700))
		if d.at(0) >= w.end || !r.Chance(0.42) || w.recalled(d.at(0)) {
			continue
		}
		c := w.meet(&r, d, "NHS Health Check", nil, FaceToFace, assistant)
		if c < 0 {
			continue
		}
		w.measureAll(c, &w.library.check)
		w.sample(&r, w.library.healthCheck, c)
	}
}

// measureAll writes several observables at a contact.
func (w *pen) measureAll(contact int, list *[]*observable) {
	r := w.decide(streamSurvey, uint64(w.when(contact)))
	for _, o := range *list {
		w.measure(&r, o, contact)
	}
}

// recalled reports whether somebody is in the recall cycle at a moment, and so gets no general check.
func (w *pen) recalled(m moment) bool {
	return slices.ContainsFunc(w.conditions, func(c condition) bool { return c.review != nil && c.managed(m) })
}
