package chart

import (
	"math"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/nhs"
)

// medicines writes what the person takes on repeat: one order for each course of a medicine, ended when it was stopped or
// another took its place.
func (w *pen) medicines() {
	for i := range w.life.Medicines {
		m := &w.life.Medicines[i]
		since := momentOf(m.Since)
		if since >= w.at {
			continue
		}
		r := w.decide(streamMedicine, hash(m.Name)^uint64(since))
		slip, truth := w.library.slip(&r, Medicine), "medicine/"+m.Name
		if slip == missing {
			w.claims = append(w.claims, claim{truth, -1})
			continue
		}
		c, ok := w.library.medicines[m.Name]
		if !ok {
			c = &coded{text: m.Name}
		}
		d := since.day()
		t := w.slot(&r, d)
		contact := w.started(m, d)
		author := w.author(&r, gp, w.stay(t))
		if contact >= 0 {
			t, author = w.when(contact), w.entries[contact].Author
		}
		place := w.write(Medicine, c, t, contact, author)
		w.claims = append(w.claims, claim{truth, place})
		e := &w.entries[place]
		if slip == FreeText {
			e.Coding = nil
		}
		e.Onset, e.Repeat, e.For, e.Slip, e.Truth = t.time(), true, m.For, slip, truth
		if r.Chance(0.3) {
			e.For = ""
		}
		e.Dose, e.Every = repeatDose(m)
		if !m.Until.IsZero() {
			e.Status, e.Ended = Stopped, max(momentOf(m.Until), t).time()
		}
	}
}

// started is the contact that a medicine was begun at: one of the same day, or a short one of its own.
func (w *pen) started(m *course.Medicine, d day) int {
	if contact := w.visitOn(d); contact >= 0 {
		return contact
	}
	r := w.decide(streamMedicine, hash(m.Name)^uint64(d)<<20)
	mode, by := FaceToFace, gp
	switch how := w.manner(&r, d); {
	case how == byPhone || how == byVideo:
		mode = Telephone
	case r.Chance(0.15):
		mode, by = Telephone, pharmacist
	}
	text := "Prescription started: " + m.Name
	if mode == Telephone {
		text = "Telephone consultation: prescription started: " + m.Name
	}
	return w.meet(&r, d, text, nil, mode, by)
}

// visitOn is a meeting that took place on a day, or when the person was seen to if the surgery was closed; -1 for none.
func (w *pen) visitOn(d day) int {
	d = w.surgery(d)
	for _, v := range w.visits {
		if v.day == d {
			return v.entry
		}
	}
	return -1
}

// repeatDose is the usual dose of a medicine for what it is taken for, and the days from one issue to the next: those who take
// it only when needed ask for it less often than the dose would have it.
func repeatDose(m *course.Medicine) (*Dose, int) {
	d, ok := course.UsualDose(m.Name, m.For)
	if !ok {
		return &Dose{Text: "As directed"}, 28
	}
	dose := &Dose{Text: d.Text, Quantity: d.Quantity, Unit: d.Unit, Times: d.Times, Period: d.Period, PeriodUnit: d.PeriodUnit, Supply: d.Supply}
	return dose, int(math.Round(365.25 / d.Issues))
}

// barred reports whether a medicine should not be given to the person at a moment: by what is so, or by what the record says.
func (w *pen) barred(m *nhs.Medicine, at moment) bool {
	for _, x := range w.marks {
		if x.from > at || x.to <= at {
			continue
		}
		if m.In(x.allergen) || x.allergen == "penicillin" && m.In("cephalosporin") || x.allergen == "sulfonamide" && m.In("co-trimoxazole") ||
			x.allergen == "amoxicillin" && m.In("penicillin") {
			return true
		}
	}
	n := 0
	for n < len(w.life.Conditions) && momentOf(w.life.Conditions[n].Onset) <= at {
		n++
	}
	w.truth.Conditions, w.truth.Body = w.life.Conditions[:n], *w.bodyOf(at)
	w.medicine = w.medicine[:0]
	for i := range w.life.Medicines {
		if x := &w.life.Medicines[i]; momentOf(x.Since) <= at && (x.Until.IsZero() || momentOf(x.Until) > at) {
			w.medicine = append(w.medicine, course.Medicine{Name: x.Name, For: x.For, Since: x.Since})
		}
	}
	w.truth.Medicines, w.known = w.medicine, w.known[:0]
	for _, a := range w.life.Allergies {
		if momentOf(a.Since) <= at {
			w.known = append(w.known, a)
		}
	}
	w.truth.Allergies = w.known
	return course.Barred(m, w.person, &w.truth, at.time()) != ""
}
