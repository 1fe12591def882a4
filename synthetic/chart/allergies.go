package chart

import (
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// allergies writes the allergy list: true allergies with the usual slips, labels that no allergy stands behind, and now and
// then an entry made in error.
func (w *pen) allergies() {
	w.turn(streamAllergies)
	for i := range w.truth.Allergies {
		w.allergy(&w.truth.Allergies[i])
	}
	for i := range w.library.labels {
		w.label(&w.library.labels[i])
	}
	if r := w.decide(); r.Chance(w.library.mistaken) {
		if e := w.react(&r, "peanut", w.someday(&r), "rash", false); e != nil {
			e.Status, e.Verification, e.Slip, e.Truth = EnteredInError, "entered-in-error", Unproven, ""
		}
	}
}

func (w *pen) allergy(a *course.Allergy) {
	r := w.decide()
	slip, truth := w.library.slip(&r, Allergy), "allergy/"+a.To
	day := a.Since.AddDate(0, 0, r.Between(0, 60))
	if slip == Late {
		day = day.AddDate(0, 0, r.Between(200, 2500))
	}
	var e *Entry
	if slip != missing {
		e = w.react(&r, a.To, day, a.Reaction, a.Severe)
	}
	if e == nil {
		w.missing = append(w.missing, truth)
		return
	}
	e.Onset, e.Truth, e.Slip, e.Verification = a.Since, truth, slip, "confirmed"
	if r.Chance(0.25) {
		e.Verification = "unconfirmed"
	}
	switch slip {
	case FreeText:
		e.Text, e.Coding = "Patient says allergic to "+words(a.To)+" - "+words(a.Reaction), nil
	case Miscoded:
		instead := map[string]string{"penicillin": "amoxicillin", "peanut": "nut", "nut": "peanut", "egg": "milk", "milk": "egg"}[a.To]
		if c, ok := w.library.codes["allergen/"+instead]; ok {
			e.Text, e.Coding, e.Substance = c.text, c.coding, instead
		} else {
			e.Slip = Faithful
		}
	case Duplicate:
		first := *e
		if d := w.react(&r, a.To, first.Recorded.AddDate(0, 0, r.Between(60, 1500)), a.Reaction, a.Severe); d != nil {
			d.Onset, d.Truth, d.Slip, d.Verification = a.Since, truth, Duplicate, first.Verification
		}
		w.original(first).Slip = Faithful
	}
}

// label writes an allergy that is on the record but not so, often enough that true and untrue labels together reach the
// published share. Nobody is labelled against what they take.
func (w *pen) label(l *label) {
	r := w.decide()
	if w.truth.Allergic(l.allergen) {
		return
	}
	age := w.age(w.asOf)
	want := l.children
	if age >= 16 {
		want = l.men
		if w.person.Sex == demography.Female {
			want = l.women
		}
		if l.allergen == "penicillin" {
			want *= min(0.5+0.5*age/47, 1.35) // the label rises with age
		}
	}
	truly := course.AllergyRate(l.allergen, w.person.Sex, age)
	if !r.Chance((want - 0.93*truly) / (1 - truly)) {
		return
	}
	for _, m := range w.truth.Medicines {
		if med, _ := nhs.FindMedicine(m.Name); med.In(l.allergen) || l.allergen == "nsaid" && med.In("salicylate") {
			return
		}
	}
	reaction := [...]string{"rash", "nausea", "diarrhoea", "itching", "vomiting"}[r.IntN(5)]
	e := w.react(&r, l.allergen, w.someday(&r), reaction, r.Chance(0.08))
	if e == nil {
		return
	}
	e.Slip, e.Verification = Unproven, "unconfirmed"
	switch {
	case r.Chance(l.refuted):
		e.Status, e.Verification = Resolved, "refuted"
	case r.Chance(0.35):
		e.Verification = "confirmed" // an old label passes for proven
	}
}

// react writes an allergy entry on a day; nil if the day has not come.
func (w *pen) react(r *draw.Rand, allergen string, day time.Time, reaction string, severe bool) *Entry {
	t, ok := w.hours(r, day)
	if !ok {
		return nil
	}
	c := w.code("allergen/"+allergen, "Allergy to "+words(allergen))
	author := w.general(r)
	contact := w.contact(r, day, coded{text: "GP consultation: " + c.text, coding: c.coding}, author)
	if contact >= 0 {
		t = w.entries[contact].Recorded
	}
	e := &w.entries[w.write(Allergy, c, t, contact, author)]
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
		coding := Coding{Display: words(reaction)}
		if known := w.code("reaction/"+reaction, reaction); len(known.coding) > 0 {
			coding = known.coding[0]
		} else {
			coding.Display = known.text
		}
		e.Reaction = &coding
	}
	w.labels = append(w.labels, allergen)
	return e
}

// someday is a day in the person's life, more often a recent one.
func (w *pen) someday(r *draw.Rand) time.Time {
	lived := w.asOf.Sub(w.person.Born).Hours() / 24
	back := min(r.Exp()*4000, lived*r.Float64())
	return w.asOf.AddDate(0, 0, -1-int(back))
}

// knownNone writes that there is no known allergy into a contact of about half of those with an empty list.
func (w *pen) knownNone() {
	w.turn(streamAllergies + 0x80)
	r := w.decide()
	if len(w.labels) > 0 || len(w.visits) == 0 || !r.Chance(0.45) {
		return
	}
	v := w.visits[r.IntN(len(w.visits))]
	e := &w.entries[w.write(Allergy, w.code("allergen/none-known", "No known allergy"), v.at, v.entry, w.entries[v.entry].Author)]
	e.Verification, e.Substance = "confirmed", "none-known"
	for _, m := range w.missing {
		if len(m) > 8 && m[:8] == "allergy/" {
			e.Slip = Unproven // somebody wrote "none" about a person who has one
		}
	}
}

// words is a key as people write it.
func words(key string) string {
	b := []byte(key)
	for i := range b {
		if b[i] == '-' {
			b[i] = ' '
		}
	}
	return string(b)
}
