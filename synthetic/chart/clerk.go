package chart

import (
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// The decisions of this package. A constant is never given another meaning.
const (
	streamReviews draw.Stream = 0xca00 + iota
	streamAcute
	streamProblems
	streamAllergies
	streamMedicines
	streamVaccines
	streamChecks
)

// Clerk writes charts: what surgeries would have put down about a life, with the slips that people make. It is immutable
// but for paper that it uses again, and safe for any number of goroutines.
type Clerk struct {
	seed    uint64
	asOf    time.Time
	country *demography.Country
	library *library
	drafts  sync.Pool // *[]Entry: room for entries while they are out of order
}

// NewClerk returns the clerk of a seed, writing up to asOf (midnight UTC, exclusive).
func NewClerk(seed uint64, asOf time.Time, country *demography.Country) *Clerk {
	k := &Clerk{seed: seed, asOf: asOf, country: country, library: load()}
	k.drafts.New = func() any {
		draft := make([]Entry, 0, 256)
		return &draft
	}
	return k
}

// Chart writes the record of a person's life as it stands at a moment: nothing in it was written before the birth or at at or
// later.
func (k *Clerk) Chart(p *demography.Person, l *course.Life, at time.Time) Chart {
	truth := l.At(at)
	practice, _ := k.country.Practice(p.Practice)
	draft, _ := k.drafts.Get().(*[]Entry)
	w := &pen{Clerk: k, person: p, truth: &truth, practice: practice, from: k.asOf.AddDate(-years, 0, 0), entries: (*draft)[:0]}
	if w.from.Before(p.Born) {
		w.from = p.Born
	}
	w.allergies()
	w.problems()
	w.medicines()
	w.reviews()
	w.checks()
	w.minor()
	w.vaccinations()
	w.knownNone()
	chart := w.finish()
	clear(w.entries)
	*draft = w.entries[:0]
	k.drafts.Put(draft)
	return chart
}
