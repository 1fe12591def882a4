package chart

import (
	"math"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// label is how many people have an allergy on their record, in shares of women, men and children, whether or not they have it.
type label struct {
	allergen                      string
	hash                          uint64
	women, men, children, refuted float64
}

func (l *library) loadLabels() {
	for _, row := range table("labels.csv") {
		l.labels = append(l.labels, label{row.Text("allergen"), hash(row.Text("allergen")), row.Float("women") / 100, row.Float("men") / 100,
			row.Float("children") / 100, row.Float("refuted")})
	}
}

// recorded is the share of people of an age who have the allergen on their record: it rises with age.
func (l *label) recorded(woman bool, age float64) float64 {
	grown := l.men
	if woman {
		grown = l.women
	}
	grown *= min(0.5+0.5*age/47, 1.35)
	if age >= 25 {
		return grown
	}
	if age < 16 {
		return l.children * min(1, 0.4+age/10)
	}
	return l.children + (grown-l.children)*(age-16)/9
}

// unproven writes the allergies that are on the record but not so, often enough that true and untrue ones together reach the
// published share at every age. Nobody is labelled against what they take, and nobody takes what they are labelled against:
// the label goes when the medicine comes.
func (w *pen) unproven() {
	for i := range w.library.labels {
		l := &w.library.labels[i]
		r := w.decide(streamLabel, l.hash)
		u := r.Float64()
		if u > 1.4*max(l.women, l.men) { // more than anybody's share
			continue
		}
		if age, ok := w.labelled(l, u); ok {
			w.label(l, &r, w.born.day()+day(age*yearDays))
		}
	}
}

// labelled is the age at which the label comes to somebody at a quantile u of those who get it, by now.
func (w *pen) labelled(l *label, u float64) (age float64, ok bool) {
	now := math.Ceil(w.age(w.at.day()))
	for a := 1.0; a <= now; a++ {
		truly := course.AllergyRate(l.allergen, w.person.Sex, a)
		if (l.recorded(w.woman(), a)-0.93*truly)/(1-truly) > u {
			return a, true
		}
	}
	return 0, false
}

func (w *pen) label(l *label, r *draw.Rand, d day) {
	d += day(r.IntN(365))
	m := d.at(0)
	for i := range w.life.Allergies {
		if a := &w.life.Allergies[i]; a.To == l.allergen && momentOf(a.Since) <= m {
			return
		}
	}
	ended := never
	for i := range w.life.Medicines {
		x := &w.life.Medicines[i]
		since := momentOf(x.Since)
		if since >= w.at || !x.Until.IsZero() && momentOf(x.Until) <= m {
			continue
		}
		if med, _ := nhs.FindMedicine(x.Name); !med.In(l.allergen) && (l.allergen != "nsaid" || !med.In("salicylate")) {
			continue
		}
		if since <= m {
			return
		}
		ended = min(ended, since)
	}
	place := w.react(r, l.allergen, d, [...]string{"rash", "nausea", "diarrhoea", "itching", "vomiting"}[r.IntN(5)], r.Chance(0.08))
	e := &w.entries[place]
	e.Slip, e.Verification = Unproven, "unconfirmed"
	switch {
	case r.Chance(l.refuted):
		e.Status, e.Verification = Resolved, "refuted"
		w.marks = w.marks[:len(w.marks)-1]
		return
	case r.Chance(0.35):
		e.Verification = "confirmed" // an old label passes for proven
	}
	if ended != never {
		ended = max(ended, w.when(place))
		e.Status, e.Ended = Resolved, ended.time()
		w.marks[len(w.marks)-1].to = ended
	}
}
