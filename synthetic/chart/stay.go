package chart

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// stay is a time with one practice.
type stay struct {
	from       moment // registered on
	practice   nhs.ODS
	region     string
	gps, staff int
	gp         int // the usual one
}

// wait is a stretch of days that something may take, and how often it is that one.
type wait struct {
	share     float64
	low, high int
}

// register lists the practices that the person has been with, and when the record of the former ones came to the one of the
// recipe's day. It does not matter which of them the person is with at the moment that the chart is written for.
func (w *pen) register() {
	w.stays, w.moved, w.arrived = w.stays[:0], math.MinInt64, math.MinInt64
	w.stays = append(w.stays, stay{from: math.MinInt64, practice: w.person.Practice, gp: w.person.GP})
	first := true
	for k, m := range w.country.Moves(w.person.Index, w.at.time()) {
		if m.FromPractice == m.ToPractice {
			continue
		}
		if first {
			w.stays[0].practice, first = m.FromPractice, false
		}
		on := momentOf(m.At).day().at(0)
		w.stays = append(w.stays, stay{from: on, practice: m.ToPractice})
		if !m.At.After(w.asOf) {
			r := w.decide(streamTransfer, uint64(k))
			w.moved, w.arrived = on, on+moment(w.library.delay(&r))*secondsPerDay+moment(7*3600+r.IntN(50000))
		}
	}
	for i := range w.stays {
		s := &w.stays[i]
		if !first {
			then := w.asOf
			if i+1 < len(w.stays) && s.from.time().Before(then) {
				then = (w.stays[i+1].from - 1).time()
			} else if s.from.time().After(then) {
				then = s.from.time()
			}
			s.gp = w.country.PersonAt(w.person.Index, then).GP
		}
		p, _ := w.country.Practice(s.practice)
		s.region, s.gps, s.staff = p.Region, max(1, p.GPs), max(2, p.Practitioners)
	}
}

// delay is how many days a record is on its way.
func (l *library) delay(r *draw.Rand) int {
	u := r.Float64()
	for _, t := range l.transfer {
		if u -= t.share; u < 0 {
			return r.Between(t.low, t.high)
		}
	}
	return l.transfer[0].high
}

// stay is the one that the person was in at a moment.
func (w *pen) stay(m moment) *stay {
	for i := len(w.stays) - 1; i > 0; i-- {
		if w.stays[i].from <= m {
			return &w.stays[i]
		}
	}
	return &w.stays[0]
}

// visible is when something written at a moment may first be shown: at once, or when it came from the former practice.
func (w *pen) visible(m moment) time.Time {
	if m < w.moved {
		return max(m, w.arrived).time()
	}
	return m.time()
}

// who is the kind of clinician that holds a contact.
type who uint8

const (
	gp who = iota
	nurse
	assistant // takes blood
	pharmacist
	practitioner // a nurse practitioner
)

// author is somebody of that kind: for general practitioners mostly the usual one. The others are numbered after them in
// the order nurse, pharmacist, assistant, nurse practitioner, as far as a practice has them.
func (w *pen) author(r *draw.Rand, by who, s *stay) int {
	u := r.Float64()
	k := 0
	switch by {
	case gp:
		if u < 0.55 {
			return s.gp
		}
		return int((u - 0.55) / 0.45 * float64(s.gps))
	case pharmacist:
		k = 1
	case assistant:
		k = 2
	case practitioner:
		k = 3
	}
	others := s.staff - s.gps
	switch {
	case others <= 0:
		return s.gp
	case k >= others:
		k = 0
	case k+4 < others && u < 0.5:
		k += 4
	}
	return s.gps + k
}

// hospital is the invented trust that a practice sends people to.
func (w *pen) hospital(s *stay) string {
	names := w.library.trusts[s.region]
	if len(names) == 0 {
		return "the hospital"
	}
	return names[hash(string(s.practice))%uint64(len(names))]
}

func (w *pen) woman() bool { return w.person.Sex == demography.Female }
