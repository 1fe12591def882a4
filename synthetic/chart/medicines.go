package chart

import "sandpiper/synthetic/course"

// medicines writes what the person takes on repeat.
func (w *pen) medicines() {
	w.turn(streamMedicines)
	for i := range w.truth.Medicines {
		m := &w.truth.Medicines[i]
		r := w.decide()
		slip, truth := w.library.slip(&r, Medicine), "medicine/"+m.Name
		t, ok := w.hours(&r, m.Since)
		if slip == missing || !ok {
			w.missing = append(w.missing, truth)
			continue
		}
		c := w.library.medicines[m.Name]
		if slip == FreeText {
			c.coding = nil
		}
		author := w.general(&r)
		contact := w.contact(&r, m.Since, coded{text: "Prescription started: " + m.Name}, author)
		if contact >= 0 {
			t = w.entries[contact].Recorded
		}
		e := &w.entries[w.write(Medicine, c, t, contact, author)]
		e.Onset, e.Repeat, e.For, e.Slip, e.Truth = t, true, m.For, slip, truth
		if r.Chance(0.3) {
			e.For = ""
		}
		e.Dose = repeatDose(m)
		if !m.Until.IsZero() {
			e.Status, e.Ended = Stopped, m.Until
		}
	}
}

// repeatDose is the usual dose of a medicine for what it is taken for.
func repeatDose(m *course.Medicine) *Dose {
	d, ok := course.UsualDose(m.Name, m.For)
	if !ok {
		return &Dose{Text: "As directed"}
	}
	return &Dose{Text: d.Text, Quantity: d.Quantity, Unit: d.Unit, Times: d.Times, Period: d.Period, PeriodUnit: d.PeriodUnit, Supply: d.Supply}
}
