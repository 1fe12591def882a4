package chart

import (
	"time"

	"sandpiper/synthetic/draw"
)

// atRisk are the conditions that bring a yearly flu vaccination before 65.
var atRisk = [...]string{"asthma", "copd", "diabetes", "coronary-heart-disease", "heart-failure", "chronic-kidney-disease", "stroke-or-tia"}

// vaccinations writes the routine schedule, kept for life, and the yearly campaigns of the window. Whether somebody takes
// vaccinations at all is mostly one decision of theirs, or of their parents, so the gaps keep company.
func (w *pen) vaccinations() {
	w.turn(streamVaccines)
	will := w.decide()
	reluctance := will.Float64()
	for i := range w.library.schedule {
		j := &w.library.schedule[i]
		r := w.decide()
		day := w.person.Born.AddDate(0, 0, j.days+r.IntN(30))
		if w.person.Born.Year() < j.born || !takes(&r, reluctance, j.coverage) || day.After(w.asOf) {
			continue
		}
		w.jab(&r, j.vaccine, day)
	}
	risk := false
	for _, c := range atRisk {
		risk = risk || w.truth.Has(c, w.asOf)
	}
	for back := years; back > 0; back-- {
		autumn := time.Date(w.asOf.Year()-back, time.October, 1, 0, 0, 0, 0, time.UTC)
		for i := range w.library.seasons {
			s := &w.library.seasons[i]
			r := w.decide()
			day := autumn.AddDate(0, 0, r.IntN(70))
			if age := w.age(day); age < s.from || age >= s.to+1 || s.who == "at-risk" && !risk || s.vaccine == "covid-19" && day.Year() < 2021 {
				continue
			}
			if takes(&r, reluctance, s.coverage) {
				w.jab(&r, s.vaccine, day)
			}
		}
	}
}

// takes keeps the coverage: two draws in three go by the person's own reluctance, the others by the day.
func takes(r *draw.Rand, reluctance, coverage float64) bool {
	if r.Chance(2.0 / 3) {
		return reluctance < coverage
	}
	return r.Chance(coverage)
}

func (w *pen) jab(r *draw.Rand, vaccine string, day time.Time) {
	t, ok := w.hours(r, day)
	if !ok {
		return
	}
	author := w.nurse(r)
	contact := -1
	for _, v := range w.visits {
		if v.at.Year() == t.Year() && v.at.YearDay() == t.YearDay() {
			contact, t = v.entry, v.at
		}
	}
	if contact < 0 {
		contact = w.contact(r, day, coded{text: "Vaccination clinic"}, author)
	}
	if contact >= 0 {
		t = w.entries[contact].Recorded
	}
	e := &w.entries[w.write(Vaccination, w.code("vaccine/"+vaccine, vaccine), t, contact, author)]
	e.Status, e.Onset = Completed, t
}
