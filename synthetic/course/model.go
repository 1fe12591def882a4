package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// The decisions of this package. A constant is never given another meaning.
const (
	streamTraits draw.Stream = 0xc000 + iota
	streamDisease
	streamKind
	streamBody
	streamSmoking
	streamAllergy
	streamMedicine
	streamKidney
	streamPregnancy
	streamDeath
	streamAlcohol
	streamReason
	streamEvent
	streamIndex
	streamCause
	streamHospice
	streamComplication
	streamGiven
)

const year = 365.2425 // days

// Model is how lives unfold in England under a seed. It is immutable and safe for any number of goroutines.
type Model struct {
	seed    uint64
	asOf    time.Time
	country *demography.Country
	atlas   *atlas
	groups  map[string]int // index of an ethnic category in the tables
}

// NewModel readies the model of a seed for lives up to asOf.
func NewModel(seed uint64, asOf time.Time, country *demography.Country) *Model {
	m := &Model{seed: seed, asOf: asOf, country: country, atlas: load(), groups: map[string]int{}}
	for i, code := range demography.EthnicGroups() {
		m.groups[code] = i
	}
	return m
}

// mostLiabilities bounds the number of liabilities, so that they need no allocation.
const mostLiabilities = 160

// life is the working state of one person while their course is being made. All that is drawn for them is keyed by their
// index and by what it is about, never by until.
type life struct {
	*demography.Person
	stratum
	out   Life      // what is being made; Conditions, Died and Cause are whole (past and future) once sicken has run
	until time.Time // what happens from here on is not asked for
	died  time.Time // never zero, mostly after until
	age   float64   // years at the model's day, or at death if that was before; below 0 for people to come

	traits [factors]float64
	scores [mostLiabilities]float64 // liabilities, in the atlas's order
	ill    []illness                // whole life, deaths not minded, in the order of the table
	turns  [48]turn                 // room for outlook
	given  []Given                  // what the liabilities were forced to

	heavy float64 // liability to obesity: a normal score of body mass
	smoke float64 // liability to smoking: somebody smokes while Phi(-smoke) is below the share of smokers
	drink float64 // liability to drinking too much
}

// departed reports whether a person died before the model's day, of which demography knows.
func (l *life) departed(asOf time.Time) bool {
	return !l.Person.Died.IsZero() && !l.Person.Died.After(asOf)
}

// begin draws what a person is liable to.
func (m *Model) begin(p *demography.Person) life {
	l := life{Person: p, age: m.asOf.Sub(p.Born).Hours() / 24 / year, stratum: stratum{p.Sex, p.Decile, m.groups[p.Ethnicity]}}
	if l.departed(m.asOf) {
		l.age = p.Died.Sub(p.Born).Hours() / 24 / year
		m.drawDeparted(&l)
	} else {
		m.draw(&l, 0)
	}
	return l
}

// draw draws somebody's traits and liabilities; k tells candidates apart.
func (m *Model) draw(l *life, k uint64) {
	r := draw.Key(m.seed, uint64(l.Index), streamTraits, k)
	for i := range l.traits {
		l.traits[i] = r.Norm()
	}
	var own [mostLiabilities]float64
	r = draw.Key(m.seed, uint64(l.Index), streamDisease, k)
	for i := range m.atlas.liabilities {
		own[i] = r.Norm()
		l.scores[i] = m.atlas.liabilities[i].score(&l.traits, own[:], i)
	}
	l.known(m.atlas)
}

// known names the liabilities that others ask for.
func (l *life) known(a *atlas) {
	l.smoke, l.drink, l.heavy = l.scores[toSmoke], l.scores[toDrink], l.scores[a.diseases[a.index["obesity"]].liability]
}

// candidates is how many people a departed one is chosen from.
const candidates = 6

// drawDeparted draws the liabilities of somebody who died, from among several as the hazard of each at that age would have it:
// the dead were iller than the living.
func (m *Model) drawDeparted(l *life) {
	var weights [candidates]float64
	total := 0.0
	for k := range weights {
		m.draw(l, uint64(k))
		m.fallIll(l)
		now, _ := m.outlook(l, l.age)
		weights[k] = math.Exp(min(now-m.atlas.burden.at(l.stratum, l.age), mostTimes))
		total += weights[k]
	}
	r := draw.Key(m.seed, uint64(l.Index), streamDeath, 1)
	u := r.Float64() * total
	chosen := 0
	for ; chosen < candidates-1; chosen++ {
		if u -= weights[chosen]; u < 0 {
			break
		}
	}
	m.draw(l, uint64(chosen))
}
