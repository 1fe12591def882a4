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

// life is the working state of one person while their course is being made. All that is drawn for them is keyed by their
// index and by what it is about, never by until.
type life struct {
	*demography.Person
	out   Life      // what is being made; Conditions, Died and Cause are whole (past and future) once sicken has run
	until time.Time // what happens from here on is not asked for
	died  time.Time // never zero, mostly after until
	age   float64   // years at the model's day, or at death if that was before; below 0 for people to come
	group int       // index of the ethnic group in the tables

	traits [factors]float64
	heavy  float64 // liability to obesity: a normal score of body mass
	smoke  float64 // liability to smoking: somebody smokes while Phi(-smoke) is below the share of smokers
	drink  float64 // liability to drinking too much
}

// departed reports whether a person died before the model's day, of which demography knows.
func (l *life) departed(asOf time.Time) bool {
	return !l.Person.Died.IsZero() && !l.Person.Died.After(asOf)
}

// begin draws what a person is liable to and settles when they die.
func (m *Model) begin(p *demography.Person) life {
	l := life{Person: p, age: m.asOf.Sub(p.Born).Hours() / 24 / year, group: m.groups[p.Ethnicity]}
	if l.departed(m.asOf) {
		l.age = p.Died.Sub(p.Born).Hours() / 24 / year
	}
	r := draw.Key(m.seed, uint64(p.Index), streamTraits, 0)
	for i := range l.traits {
		l.traits[i] = r.Norm()
	}
	r = draw.Key(m.seed, uint64(p.Index), streamDeath, 0)
	l.died = m.dies(&l, draw.Phi(-(0.3*l.traits[0] + root(1-0.3*0.3)*r.Norm())))
	r = draw.Key(m.seed, uint64(p.Index), streamSmoking, 0)
	l.smoke = 0.75*l.traits[smoke] + root(1-0.75*0.75)*r.Norm()
	l.drink = r.Norm()
	return l
}

// sicken gives a person their diseases, those to come included. Each disease has a liability, part shared traits and part
// its own; the person has the disease while the prevalence among people like them passes the liability's quantile. So every
// prevalence comes out as the tables say by construction, onset is when the curve first passed, and diseases that share
// traits keep company.
func (m *Model) sicken(l *life) {
	diabetic := false
	for i := range m.atlas.diseases {
		d := &m.atlas.diseases[i]
		r := draw.Key(m.seed, uint64(l.Index), streamDisease, uint64(i))
		liability := d.rest * r.Norm()
		for k, load := range d.loadings {
			liability += load * l.traits[k]
		}
		if d.key == "obesity" {
			l.heavy = liability
		}
		if diabetic && d.within == "diabetes" {
			continue // type 1 is decided first; nobody has both
		}
		had := len(l.out.Conditions)
		m.contract(l, d, draw.Phi(-liability))
		diabetic = diabetic || d.within == "diabetes" && len(l.out.Conditions) > had
	}
	slices.SortStableFunc(l.out.Conditions, func(a, b Condition) int { return a.Onset.Compare(b.Onset) })
	l.out.Died = l.died
}

// contract adds a person's times with a disease, given the quantile of their liability to it.
func (m *Model) contract(l *life, d *disease, u float64) {
	if !d.remits {
		if age, ever := d.curve.onset(u, l.Sex, l.age, l.Decile, l.group); ever {
			m.suffer(l, d, spell{age, math.Inf(1)})
		}
		return
	}
	var room [4]spell
	for _, s := range d.curve.spells(u, l.Sex, l.Decile, l.group, room[:0]) {
		m.suffer(l, d, s)
	}
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
	}
	if d.kinds != nil {
		k := draw.Key(m.seed, uint64(l.Index), streamKind, draw.Mix(uint64(len(d.key))<<56^uint64(s.from)))
		c.Is = d.kindOf(&k, l.Sex, s.from)
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
