package chart

import (
	"time"

	"sandpiper/synthetic/course"
)

// pregnancies writes what the practice sees of each: the problem with the booking visit, whooping cough vaccination on the
// way, the letter from maternity and the check after the birth.
func (w *pen) pregnancies() {
	for i := range w.life.Pregnancies {
		if p := &w.life.Pregnancies[i]; momentOf(p.Conceived) < w.at {
			w.pregnancy(p)
		}
	}
}

func (w *pen) pregnancy(p *course.Pregnancy) {
	conceived, ended := momentOf(p.Conceived), never
	if !p.Ended.IsZero() {
		ended = momentOf(p.Ended)
	}
	k := uint64(conceived)
	r := w.decide(streamPregnancy, k)
	form := w.library.code("condition/pregnancy", "Pregnant")
	booking := conceived.day() + day(r.Between(38, 75))
	if booking.at(0) >= ended { // lost before anybody knew
		return
	}
	contact := w.consult(&r, booking, form, byGP)
	place := w.note(&r, form, booking, contact)
	e := &w.entries[place]
	e.Onset, e.Verification, e.Truth = p.Conceived, "confirmed", "body/pregnant"
	if ended != never {
		e.Status, e.Ended = Resolved, max(ended, w.when(place)).time()
	}
	if ended == never {
		w.claims = append(w.claims, claim{"body/pregnant", place})
	}
	if contact < 0 {
		return
	}
	w.measure(&r, w.library.observables["bp"], contact)
	w.measure(&r, w.library.observables["weight"], contact)
	w.sample(&r, w.library.bookingBloods, contact)
	if visit := booking + day(r.Between(90, 120)); visit.at(0) < ended {
		v := w.decide(streamPregnancy, k+1)
		if v.Chance(w.coverage(0.59)) {
			w.jab(v, w.library.pertussis, visit, atPractice)
		}
		if next := visit + day(v.Between(20, 40)); next.at(0) < ended {
			w.measure(&v, w.library.observables["bp"], w.meet(&v, next, "Antenatal check", form.coding, FaceToFace, gp))
		}
	}
	w.rsv(conceived, ended, k)
	if ended == never {
		return
	}
	after := w.decide(streamPregnancy, k+2)
	if p.Outcome == "birth" {
		if after.Chance(0.85) {
			if c := w.meet(&after, ended.day()+day(after.Between(40, 60)), "Postnatal examination", nil, FaceToFace, gp); c >= 0 {
				w.measure(&after, w.library.observables["bp"], c)
			}
		}
	}
}

// rsv is the vaccination from the 28th week of pregnancy on, offered since September 2024.
func (w *pen) rsv(conceived, ended moment, k uint64) {
	r := w.decide(streamPregnancy, k+3)
	since := date(2024, time.September, 1)
	d := max(conceived.day()+26*7+day(r.Between(3, 40)), since)
	if d < conceived.day()+37*7 && d.at(0) < ended && r.Chance(w.coverage(0.5)) {
		w.jab(r, w.library.rsv, d, atPractice)
	}
}
