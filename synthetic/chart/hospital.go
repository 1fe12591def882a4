package chart

import (
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/draw"
)

// events writes what the practice hears of the life's events: a discharge summary for each stay, with the operation that was
// done in it, and a letter for each visit to an emergency department.
func (w *pen) events() {
	for i := range w.life.Events {
		e := &w.life.Events[i]
		until := max(momentOf(e.At), momentOf(e.Until))
		if momentOf(e.At) >= w.at || until < w.from {
			w.before(e)
			continue
		}
		if e.Until.IsZero() && e.Kind != course.Attendance && e.Kind != course.Operation || until >= w.at {
			continue // still there: no letter yet
		}
		r := w.decide(streamHospital, e.K^uint64(until))
		switch e.Kind {
		case course.Attendance:
			w.attendance(&r, e, i)
		case course.Emergency, course.Admission, course.Delivery:
			w.discharge(&r, e, until)
		}
	}
}

// before writes the operations from before the window, of which the record has no more than that they were.
func (w *pen) before(e *course.Event) {
	if e.Kind != course.Operation || momentOf(e.At) >= w.at {
		return
	}
	r := w.decide(streamHospital, e.K)
	m := w.slot(&r, dayOf(e.At)+day(r.Between(5, 30)))
	if m >= w.from {
		m = w.from - 1
	}
	p := &w.entries[w.write(Procedure, w.library.code("procedure/"+e.Is, e.Is), max(m, momentOf(e.At)), -1, w.author(&r, gp, w.stay(m)))]
	p.Status, p.Onset, p.Truth = Completed, e.At, "event/"+e.Is
}

// thing is the words of an event's cause: a condition, a finding or a procedure.
func (w *pen) thing(key string) *coded {
	for _, list := range [...]string{"condition/", "finding/", "procedure/"} {
		if c, ok := w.library.codes[list+key]; ok {
			return c
		}
	}
	return w.library.code("condition/"+key, key)
}

// attendance files an emergency department's letter. One that ended on a ward is told of by the ward.
func (w *pen) attendance(r *draw.Rand, e *course.Event, i int) {
	for _, next := range w.life.Events[i+1:] {
		if next.At.Sub(e.At).Hours() > 24 {
			break
		}
		if next.Kind == course.Emergency && next.Is == e.Is {
			return
		}
	}
	d := dayOf(e.At)
	contact := w.meet(r, d+1+day(r.IntN(3)), "Letter from emergency department", nil, 0, assistant)
	if contact < 0 {
		return
	}
	c := w.thing(e.Is)
	from, m := w.head(contact, "Emergency department")
	w.say("Attended on ")
	w.sayDay(d)
	w.say(".\n\nDiagnosis: ", c.text, ".\n\n")
	went := [...]string{"Seen by the emergency team, observed and allowed home.", "Assessed, treated and discharged the same day.",
		"Examined by a doctor; observations were normal throughout."}[r.IntN(3)]
	if e.Is == selfHarm {
		went = "Seen by the emergency team and by liaison psychiatry; allowed home with a safety plan and the number of the crisis line."
	}
	w.say(went, "\n\n")
	w.sayMedicines(m, "Regular medicines: ")
	w.say("For the GP: ", [...]string{"for information only.", "please review if it has not settled in a week.", "no action needed; advice given."}[r.IntN(3)])
	letter := w.document(contact, "emergency-letter", "Emergency department letter", from, w.inked)
	w.entries[letter].Truth = "event/" + e.Is
}

// discharge files the summary of a stay: the problem that brought it, if it is not one of the lasting ones, and what was done.
func (w *pen) discharge(r *draw.Rand, e *course.Event, until moment) {
	d := until.day()
	contact := w.meet(r, d+1+day(r.IntN(4)), "Discharge details", nil, 0, assistant)
	if contact < 0 {
		return
	}
	c := w.thing(e.Is)
	child := w.age(d) < 16
	from, m := w.head(contact, ward(e.Kind, child))
	w.say("Discharge summary\n\nAdmitted ")
	w.sayDay(dayOf(e.At))
	w.say(", discharged ")
	w.sayDay(d)
	w.say(".\n\nReason: ", c.text, ".\n\n")
	w.sayBackground(momentOf(e.At), e.Is)
	w.operations(e, until, contact)
	w.say(stayed(e, child, r), "\n\n")
	w.sayMedicines(m, "Medicines on discharge: ")
	w.sayAllergies(m)
	plans := [...]string{"please review in two weeks.", "no follow-up is planned; please refer again if needed.", "a clinic appointment will be sent in the post.",
		"please repeat bloods in a week or two."}
	if child {
		w.say("For the GP: ", plans[r.IntN(len(plans)-1)])
	} else {
		w.say("For the GP: ", plans[r.IntN(len(plans))])
	}
	letter := w.document(contact, "discharge-summary", "Discharge summary", from, w.inked)
	w.entries[letter].Truth = "event/" + e.Is
	if e.Kind == course.Emergency && !w.lasting(e.Is, momentOf(e.At)) {
		p := &w.entries[w.write(Problem, c, w.when(contact), contact, w.entries[contact].Author)]
		p.Onset, p.Verification, p.Truth = e.At, "confirmed", "event/"+e.Is
		p.Status, p.Ended = Resolved, until.time()
	}
}

// lasting reports whether something is one of the life's conditions already.
func (w *pen) lasting(key string, m moment) bool {
	for i := range w.conditions {
		if c := &w.conditions[i]; c.key == key && c.onset <= m+40*secondsPerDay {
			return true
		}
	}
	return false
}

// operations writes what was done during a stay.
func (w *pen) operations(e *course.Event, until moment, contact int) {
	for i := range w.life.Events {
		o := &w.life.Events[i]
		if o.Kind != course.Operation || o.At.Before(e.At) || momentOf(o.At) > until {
			continue
		}
		c := w.library.code("procedure/"+o.Is, o.Is)
		w.say("Procedure: ", c.text, ".\n\n")
		p := &w.entries[w.write(Procedure, c, w.when(contact), contact, w.entries[contact].Author)]
		p.Status, p.Onset, p.Truth = Completed, o.At, "event/"+o.Is
	}
}

func ward(kind string, child bool) string {
	switch {
	case kind == course.Delivery:
		return "Maternity unit"
	case child:
		return "Children's ward"
	case kind == course.Admission:
		return "Planned admissions"
	}
	return "Acute medical and surgical wards"
}

// selfHarm is the event that nobody goes home from without having been seen by somebody for their mind.
const selfHarm = "self-harm"

// stayed says how a stay went.
func stayed(e *course.Event, child bool, r *draw.Rand) string {
	switch {
	case e.Is == selfHarm:
		return "Seen by the liaison psychiatry team before leaving; a safety plan was agreed and the crisis line given."
	case e.Kind == course.Delivery:
		return "Mother and baby are well and went home together. Community midwives will visit."
	case e.Kind == course.Admission:
		return [...]string{"The procedure went as planned and recovery was uneventful.", "The planned treatment was given without complications."}[r.IntN(2)]
	case child:
		return [...]string{"Observed on the children's ward, eating and drinking well by the time of discharge. Parents know what to look out for.",
			"Improved with treatment. Open access to the ward for two days was given."}[r.IntN(2)]
	}
	return [...]string{"Treated on the ward and improved steadily.", "Observed, investigated and treated; well enough to go home with family.",
		"A course of treatment was completed in hospital. Mobile and eating well on the day of discharge."}[r.IntN(3)]
}

// death writes the note that the practice gets of a death. It is the one entry that is later than the death itself.
func (w *pen) death() {
	w.posthumous = len(w.entries)
	if w.died == never || w.died < w.from {
		return
	}
	r := w.decide(streamHospital, 0)
	m := w.slot(&r, w.died.day()+day(r.Between(1, 5)))
	s := w.stay(w.died)
	t := m.time()
	w.entries = append(w.entries, Entry{ID: ID{Person: w.person.Index, Kind: Contact}, Text: "Notification of death", Status: Completed, Authored: t, Recorded: t,
		Visible: w.visible(m), Ended: t, Author: w.author(&r, gp, s), Source: s.practice, Contact: -1})
	contact := len(w.entries) - 1
	cause := "not stated"
	if w.life.Cause != "" {
		cause = w.thing(w.life.Cause).text
	}
	from, _ := w.head(contact, "Bereavement office")
	w.say("We are sorry to tell you of the death of the above on ")
	w.sayDay(w.died.day())
	w.say(".\n\nCause of death: ", cause, ".\n\nPlease cancel appointments and repeat prescriptions.")
	w.document(contact, "death-notification", "Notification of death", from, w.inked)
}
