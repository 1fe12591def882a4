package chart

import (
	"slices"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/draw"
)

// mistaken is an allergen that some people have an entry about for no reason at all.
const mistaken = "peanut"

// neighbours are the allergens that are picked from the list by mistake for others.
var neighbours = [...][2]string{{"penicillin", "amoxicillin"}, {"peanut", "nut"}, {"nut", "peanut"}, {"egg", "milk"}, {"milk", "egg"}}

// allergies writes the allergy list: true allergies with the usual slips, labels that no allergy stands behind, and now and
// then an entry made in error.
func (w *pen) allergies() {
	for i := range w.life.Allergies {
		if a := &w.life.Allergies[i]; momentOf(a.Since) < w.at {
			w.allergy(a)
		}
	}
	w.unproven()
	if r := w.decide(streamAllergy, hash("mistaken")); r.Chance(w.library.mistaken) {
		place := w.react(&r, mistaken, w.born.day()+years(85*r.Float64()), "rash", false)
		e := &w.entries[place]
		e.Status, e.Verification, e.Slip = EnteredInError, "entered-in-error", Unproven
	}
}

func (w *pen) allergy(a *course.Allergy) {
	r := w.decide(streamAllergy, hash(a.To))
	slip, truth := w.library.slip(&r, Allergy), "allergy/"+a.To
	if slip == missing {
		w.claims = append(w.claims, claim{truth, -1})
		return
	}
	d := dayOf(a.Since) + day(r.Between(0, 60))
	if slip == Late {
		d += day(r.Between(200, 2500))
	}
	verified := "confirmed"
	if r.Chance(0.25) {
		verified = "unconfirmed"
	}
	again := apart(&r)
	place := w.react(&r, a.To, d, a.Reaction, a.Severe)
	w.claims = append(w.claims, claim{truth, place})
	e := &w.entries[place]
	e.Onset, e.Truth, e.Slip, e.Verification = a.Since, truth, slip, verified
	switch slip {
	case FreeText:
		e.Text, e.Coding = "Patient says allergic to "+words(a.To)+" - "+words(a.Reaction), nil
	case Miscoded:
		e.Slip = Faithful
		for _, n := range neighbours {
			if n[0] == a.To {
				c := w.library.code("allergen/"+n[1], n[1])
				e.Slip, e.Text, e.Coding, e.Substance = Miscoded, c.text, c.coding, n[1]
			}
		}
	case Duplicate:
		e.Slip = Faithful
		second := &w.entries[w.react(&again, a.To, d+day(again.Between(60, 1500)), a.Reaction, a.Severe)]
		second.Onset, second.Truth, second.Slip, second.Verification = a.Since, truth, Duplicate, verified
	}
}

// react writes an allergy entry on a day and returns its place.
func (w *pen) react(r *draw.Rand, allergen string, d day, reaction string, severe bool) int {
	c := w.library.code("allergen/"+allergen, "Allergy to "+words(allergen))
	own := apart(r)
	m := w.slot(&own, d)
	contact := w.consult(&own, d, c, w.manner(&own, d))
	author := 0
	if contact >= 0 {
		m, author = w.when(contact), w.entries[contact].Author
	} else {
		author = w.author(&own, gp, w.stay(m))
	}
	place := w.write(Allergy, c, m, contact, author)
	e := &w.entries[place]
	e.Substance, e.Severity, e.Criticality = allergen, "mild", "low"
	if severe {
		e.Severity, e.Criticality = "severe", "high"
	} else if r.Chance(0.35) {
		e.Severity = "moderate"
	}
	if e.Criticality == "low" && r.Chance(0.3) {
		e.Criticality = "unable-to-assess"
	}
	if !r.Chance(0.2) { // many writers leave the reaction out
		known := w.library.code("reaction/"+reaction, reaction)
		coding := Coding{Display: known.text}
		if len(known.coding) > 0 {
			coding = known.coding[0]
		}
		e.Reaction = &coding
	}
	w.marks = append(w.marks, mark{allergen, m, never, place})
	return place
}

// marked reports whether the record warns of an allergen, or of anything when it is empty, at a moment.
func (w *pen) marked(allergen string, m moment) bool {
	return slices.ContainsFunc(w.marks, func(x mark) bool {
		return (allergen == "" || x.allergen == allergen) && x.from <= m && m < x.to
	})
}

// knownNone writes into a visit of about half of those with an empty list that there is no known allergy, and closes that
// entry when the first allergy comes.
func (w *pen) knownNone() {
	r := w.decide(streamAllergy, hash("none-known"))
	asked := w.from.day() + years(window*r.Float64())
	if !r.Chance(0.62) {
		return
	}
	first := -1
	for i, v := range w.visits {
		if v.day >= asked && (first < 0 || w.when(v.entry) < w.when(w.visits[first].entry)) {
			first = i
		}
	}
	if first < 0 {
		return
	}
	contact := w.visits[first].entry
	m := w.when(contact)
	if w.marked("", m) {
		return
	}
	place := w.write(Allergy, w.library.code("allergen/none-known", "No known allergy"), m, contact, w.entries[contact].Author)
	e := &w.entries[place]
	e.Verification, e.Substance = "confirmed", "none-known"
	for i := range w.life.Allergies {
		if momentOf(w.life.Allergies[i].Since) <= m {
			e.Slip = Unproven // somebody wrote "none" about a person who has one
		}
	}
	for _, x := range w.marks {
		if x.from > m && (e.Ended.IsZero() || x.from < momentOf(e.Ended)) {
			e.Status, e.Ended = Resolved, x.from.time()
		}
	}
}
