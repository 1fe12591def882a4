package chart

import (
	"sandpiper/synthetic/draw"
)

// discover writes how a condition that was first noticed on a day was found out: blood tests, and a referral with its letter
// where a specialist makes the diagnosis. It returns the contact to type the problem into, -1 for one of its own, and the
// day. Nothing of it lies before the onset: a chart of the day before must not know.
func (w *pen) discover(c *condition, d day) (contact int, told day) {
	r := w.decide(streamMatters, c.k)
	if d.at(0) < w.from {
		return -1, d
	}
	switch c.by {
	case byHospital:
		return w.meet(&r, d+day(r.Between(1, 6)), "Discharge details: "+c.words.text, nil, 0, gp), d
	case byReferral:
		first := w.meet(&r, d, "GP consultation: referral to "+c.specialty, nil, FaceToFace, gp)
		if first < 0 {
			return -1, d
		}
		w.bloods(&r, c.panels, first)
		clinic := w.when(first).day() + 1 + day(float64(c.wait)*(0.6+0.9*r.Float64()))
		referral := w.refer(&r, c.specialty, c.urgency, first, clinic)
		letter := w.letter(&r, clinic, "Letter from outpatients: "+c.specialty)
		if letter < 0 {
			return -1, clinic
		}
		w.clinicLetter(&r, letter, c.specialty, c.words, referral)
		w.reviewed(c, clinic)
		return letter, clinic
	}
	first := w.consult(&r, d, c.words, byGP)
	if first < 0 {
		return -1, d
	}
	w.bloods(&r, c.panels, first)
	w.scores(c, first)
	if c.specialty != "" && r.Chance(0.3) {
		clinic := w.when(first).day() + day(r.Between(5, 20)) + day(float64(c.wait)*(0.6+0.9*r.Float64()))
		referral := w.refer(&r, c.specialty, c.urgency, first, clinic)
		if letter := w.letter(&r, clinic, "Letter from outpatients: "+c.specialty); letter >= 0 {
			w.clinicLetter(&r, letter, c.specialty, c.words, referral)
		}
	}
	return first, d
}

// reviewed writes the later letters of a clinic that keeps seeing somebody: one decision for each year since.
func (w *pen) reviewed(c *condition, first day) {
	for k := 1; ; k++ {
		due := first + years(float64(k)) - 180
		if due.at(0) >= w.end || due.at(0) >= c.ended {
			return
		}
		r := w.decide(streamLetters, c.k+uint64(k))
		if !r.Chance(min(1, c.letters) * 0.8 / (1 + 0.25*float64(k-1))) { // clinics see people less and less
			continue
		}
		seen := due + day(r.IntN(300))
		if letter := w.letter(&r, seen, "Letter from outpatients: "+c.specialty); letter >= 0 && seen.at(0) < c.ended {
			w.clinicLetter(&r, letter, c.specialty, c.words, -1)
		}
	}
}

// refer writes a referral into a contact; clinic is the day that somebody is seen.
func (w *pen) refer(r *draw.Rand, specialty, urgency string, contact int, clinic day) int {
	at := w.when(contact)
	place := w.write(Referral, w.library.referral, at, contact, w.entries[contact].Author)
	e := &w.entries[place]
	e.Text, e.Onset = w.library.referrals[specialty], at.time()
	e.Request = w.request(Request{Specialty: specialty, To: w.hospital(w.stay(at)), Urgency: urgency})
	e.Status, e.Ended = Completed, clinic.working().at(16*60).time()
	w.booked(r, specialty, at, clinic, place)
	return place
}

// booked writes the appointment at the hospital that a referral brings.
func (w *pen) booked(r *draw.Rand, specialty string, at moment, clinic day, referral int) {
	made := at + moment(r.Between(2, 9))*secondsPerDay
	start := clinic.working().at(9*60 + 15*r.IntN(28))
	if made >= start || made < w.book() {
		return
	}
	place := w.write(Appointment, w.library.clinics[specialty], made, -1, w.entries[referral].Author)
	e := &w.entries[place]
	e.Status, e.Mode, e.Onset, e.Ended = Fulfilled, FaceToFace, start.time(), (start + 20*60).time()
	e.Request = w.entries[referral].Request
	w.links = append(w.links, link{place, referral})
}

// request keeps a request in room that is handed out in pieces.
func (w *pen) request(q Request) *Request {
	if len(w.requests) == cap(w.requests) {
		w.requests = make([]Request, 0, 8)
	}
	w.requests = append(w.requests, q)
	return &w.requests[len(w.requests)-1]
}
