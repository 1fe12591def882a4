package chart

import (
	"sandpiper/synthetic/draw"
)

// reviews writes the recall cycle of long-term conditions: each year, for all that fall due together, one appointment about
// the birthday month with the blood tests before it, and a second half a year on for those that are checked twice. People on
// repeat medicines without a recall have a review of those.
func (w *pen) reviews() {
	_, month, _ := w.born.day().civil()
	for year := w.from.day().year(); date(year, month, 1).at(0) < w.end+60*secondsPerDay; year++ {
		w.recall(date(year, month, 1), uint64(year)<<1, false)
		w.recall(date(year, month, 1)+182, uint64(year)<<1|1, true)
	}
}

// recall writes one round, if anything is due. Who is called is settled when the appointment is made.
func (w *pen) recall(due day, k uint64, half bool) {
	r := w.decide(streamReview, k)
	d := due + day(r.IntN(45))
	call := d - day(r.Between(14, 30))
	if call.at(0) < w.from {
		return
	}
	reason, measures, panels := w.due(call.at(0), half)
	if reason == nil {
		if !half {
			w.medicationReview(&r, d, call)
		}
		return
	}
	slotted, coming := apart(&r), r.Float64()
	if coming > 0.93 {
		w.remind(&r, call)
		return
	}
	taken := -1
	if len(panels) > 0 && !half || coming < 0.8 && len(panels) > 0 {
		if taken = w.meet(&r, d-day(r.Between(8, 13)), "Blood sample taken", nil, FaceToFace, assistant); taken >= 0 {
			w.sample(&r, panels, taken)
		}
	}
	if half && taken >= 0 {
		return // the second half of the year is the blood test and a look at its results
	}
	if coming > 0.89 {
		w.miss(&slotted, call, d, nurse)
		return
	}
	by := nurse
	if slotted.Chance(0.25) {
		by = pharmacist
	}
	hour := apart(&slotted)
	again := slotted
	start := w.slot(&again, d) // the time that meet will draw
	if made := call.working().at(9*60 + hour.IntN(480)); made < start && made >= w.book() {
		w.appointment(made, start, FaceToFace, w.author(&again, by, w.stay(made)), Fulfilled)
	}
	contact := w.meet(&slotted, d, reason.text, reason.coding, FaceToFace, by)
	if contact < 0 {
		return
	}
	for _, o := range measures {
		if w.suits(o.Key, d) {
			w.measure(&r, o, contact)
		}
	}
}

// due is what the conditions of a moment are recalled for. The slices belong to the pen until the next question.
func (w *pen) due(m moment, half bool) (reason *coded, measures []*observable, panels []*panel) {
	measures, panels = w.dueMeasures[:0], w.duePanels[:0]
	for i := range w.conditions {
		c := &w.conditions[i]
		v := c.review
		if v == nil || !c.managed(m) || half && v.months > 6 {
			continue
		}
		if reason == nil {
			reason = v.activity
		}
		if !half {
			measures = merge(measures, v.measures)
		}
		panels = merge(panels, v.panels)
	}
	w.dueMeasures, w.duePanels = measures, panels
	return reason, measures, panels
}

// medicationReview writes the yearly review of somebody whose repeat medicines are their only reason to be called.
func (w *pen) medicationReview(r *draw.Rand, d, call day) {
	taking, m := 0, call.at(0)
	for i := range w.life.Medicines {
		x := &w.life.Medicines[i]
		if momentOf(x.Since) < m && (x.Until.IsZero() || momentOf(x.Until) > m) {
			taking++
		}
	}
	if taking == 0 || !r.Chance(0.5) {
		return
	}
	review := w.library.code("activity/medication-review", "Medication review")
	contact := w.meet(r, d, "Telephone medication review", review.coding, Telephone, pharmacist)
	if contact >= 0 && w.suits("bp", d) && r.Chance(0.3) {
		w.measure(r, w.library.observables["weight"], contact)
	}
}

// remind writes that a text message was sent to somebody who did not answer the call.
func (w *pen) remind(r *draw.Rand, d day) {
	message := w.library.code("activity/text-message", "SMS text message sent to patient")
	w.meet(r, d+7, "SMS text message sent: your yearly review is due", message.coding, 0, assistant)
}

// suits reports whether something is measured in people of the age that the person has on a day.
func (w *pen) suits(measure string, d day) bool {
	age := w.age(d)
	switch measure {
	case "bp":
		return age >= 12
	case "smoking":
		return age >= 15
	case "weight", "height", "bmi":
		return true
	}
	return age >= 16
}

// miss writes an appointment that nobody came to.
func (w *pen) miss(r *draw.Rand, call, d day, by who) {
	start, made := w.slot(r, d), call.working().at(9*60+r.IntN(480))
	if start >= w.from && made < start {
		w.appointment(made, start, FaceToFace, w.author(r, by, w.stay(made)), NoShow)
	}
}

// appointment writes an appointment at the practice: made at a moment, for another.
func (w *pen) appointment(made, start moment, mode Mode, author int, s Status) {
	e := &w.entries[w.write(Appointment, w.library.booking, made, -1, author)]
	e.Status, e.Mode, e.Onset, e.Ended = s, mode, start.time(), (start + 10*60).time()
}

// book is how far back appointments that were kept are on the record. Missed ones stay for ever.
func (w *pen) book() moment { return (dayOf(w.asOf) - years(2)).at(0) }
