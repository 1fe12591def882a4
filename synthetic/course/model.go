package course

import (
	"math"
	"slices"
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

// illness is a stretch of ages with a disease or exposure, and the logarithm of what it does to the hazard of death.
type illness struct {
	spell
	disease int // index, -1 for an exposure
	deadly  float64
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

// fallIll works out a person's diseases over the whole of life, those to come included. Each disease has a liability, part
// shared traits and part its own; the person has the disease while the prevalence among people like them passes the
// liability's quantile. So every prevalence comes out as the tables say by construction, onset is when the curve first passed,
// and diseases that share traits keep company.
func (m *Model) fallIll(l *life) {
	a := m.atlas
	l.ill = l.ill[:0]
	var room [6]spell
	for i := range a.exposures {
		h := &a.exposures[i]
		for _, s := range h.curve.spells(draw.Phi(-l.scores[i]), l.stratum, room[:0]) {
			l.ill = append(l.ill, illness{s, -1, h.log})
		}
	}
	for i := range a.diseases {
		d := &a.diseases[i]
		score := l.scores[d.liability]
		if score < d.top {
			continue
		}
		u := draw.Phi(-score)
		if d.remits {
			for _, s := range d.curve.spells(u, l.stratum, room[:0]) {
				l.ill = append(l.ill, illness{s, i, d.log})
			}
			continue
		}
		if age, ever := d.curve.onset(u, l.stratum, l.age); ever {
			m.add(l, i, illness{spell{min(age, max(d.latest, 0)), math.Inf(1)}, i, d.log})
		}
	}
	m.yield(l)
}

// add adds a disease that stays: a stage ends the one before it, and of two kinds of diabetes the one that came first stands.
func (m *Model) add(l *life, i int, ill illness) {
	d := &m.atlas.diseases[i]
	for k := range l.ill {
		other := &l.ill[k]
		switch {
		case other.disease < 0:
		case other.disease == d.after:
			ill.from = max(ill.from, other.from)
			other.to = ill.from
		case d.within == "diabetes" && m.atlas.diseases[other.disease].within == "diabetes":
			if other.from <= ill.from {
				return
			}
			*other = ill
			return
		}
	}
	l.ill = append(l.ill, ill)
}

// yield ends what something else takes the place of, such as prediabetes when diabetes begins.
func (m *Model) yield(l *life) {
	for k := range l.ill {
		ill := &l.ill[k]
		if ill.disease < 0 || m.atlas.diseases[ill.disease].unless == "" {
			continue
		}
		for _, other := range l.ill {
			if other.disease >= 0 && m.atlas.covers(m.atlas.diseases[ill.disease].unless, m.atlas.diseases[other.disease].key) {
				ill.to = min(ill.to, max(ill.from, other.from))
			}
		}
	}
}

// sicken gives a person their conditions and their death, the whole of life.
func (m *Model) sicken(l *life) {
	m.fallIll(l)
	l.died = m.dies(l)
	for _, ill := range l.ill {
		if ill.disease >= 0 {
			m.suffer(l, &m.atlas.diseases[ill.disease], ill.spell)
		}
	}
	m.follow(l)
	m.end(l)
	slices.SortStableFunc(l.out.Conditions, func(a, b Condition) int { return a.Onset.Compare(b.Onset) })
	l.out.Died = l.died
}

// suffer adds one time with a disease, unless it would have come after death.
func (m *Model) suffer(l *life, d *disease, s spell) {
	c := Condition{Is: d.key, Onset: m.day(l, s.from)}
	if !c.Onset.Before(l.died) {
		return
	}
	if !math.IsInf(s.to, 1) {
		if c.Ended = m.day(l, s.to); !c.Ended.After(c.Onset) {
			return
		}
		if c.Ended.After(l.died) {
			c.Ended = time.Time{}
		}
	}
	if d.kinds != nil {
		k := draw.Key(m.seed, uint64(l.Index), streamKind, d.id^uint64(s.from))
		c.Is = d.kindOf(&k, l.Sex, s.from)
		for _, g := range l.given {
			if g.From == 0 && m.atlas.umbrella(g.Is) == d.key {
				c.Is = g.Is
			}
		}
	}
	l.out.Conditions = append(l.out.Conditions, c)
}

// day is the day on which a person reaches an age; a day after the model's if the age is more than they had then.
func (m *Model) day(l *life, age float64) time.Time {
	if age > l.age {
		return l.Born.AddDate(0, 0, int(math.Ceil(age*year)))
	}
	return l.Born.AddDate(0, 0, int(age*year))
}
