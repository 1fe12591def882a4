package chart

import (
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// The decisions of this package. A constant is never given another meaning. Within a stream, k names what the decision is
// about: a condition, a year and a place in it, a row of a table. It never counts what was decided before.
const (
	streamReview draw.Stream = 0xca00 + iota
	streamVisits
	streamVisit
	streamProblem
	streamAllergy
	streamLabel
	streamMedicine
	streamVaccine
	streamCampaign
	streamCheck
	streamScreening
	streamMissed
	streamTransfer
	streamEthnicity
	streamPregnancy
	streamHospital
	streamSample
	streamSurvey
	streamPerson
	streamLetters
	streamMatters
	streamWeekend
)

// Clerk writes charts: what surgeries would have put down about a life, with the slips that people make. It is immutable
// but for paper that it uses again, and safe for any number of goroutines.
type Clerk struct {
	seed    uint64
	asOf    time.Time
	country *demography.Country
	library *library
	pens    sync.Pool // *pen: room for entries while they are out of order
}

// NewClerk returns the clerk of a seed. The ten years of contacts before asOf are in its charts, and whatever follows.
func NewClerk(seed uint64, asOf time.Time, country *demography.Country) *Clerk {
	k := &Clerk{seed: seed, asOf: asOf, country: country, library: load()}
	k.pens.New = func() any { return &pen{entries: make([]Entry, 0, 512)} }
	return k
}

// Chart writes the record of a person's life as it stands at a moment: all that was written before it. A later moment adds
// entries at the end and changes none but in Status and Ended.
func (k *Clerk) Chart(p *demography.Person, l *course.Life, at time.Time) Chart {
	w, _ := k.pens.Get().(*pen)
	w.open(k, p, l, at)
	w.problems()
	w.allergies()
	w.medicines()
	w.pregnancies()
	w.events()
	w.reviews()
	w.checks()
	w.screening()
	w.vaccinations()
	w.routine()
	w.missed()
	w.knownNone()
	w.death()
	chart := w.bind()
	w.close()
	k.pens.Put(w)
	return chart
}

// Ethnicity is what Chart says of a person's ethnic category at a moment, without the rest of it: it takes a microsecond. died is when they died, if that
// is before the moment.
func (k *Clerk) Ethnicity(p *demography.Person, died, at time.Time) Ethnicity {
	w, _ := k.pens.Get().(*pen)
	w.about(k, p, died, at)
	out := w.ethnicity()
	w.close()
	k.pens.Put(w)
	return out
}
