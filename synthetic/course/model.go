package course

import (
	"cmp"
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

// life is what is known of a person while their truth is being made.
type life struct {
	*demography.Person
	age    float64
	group  int
	traits [factors]float64
	heavy  float64 // normal score of body mass, the liability to obesity
	truth  Truth
}

// Truth makes what is so about a person's health at the model's day. It depends on the seed and the person alone.
func (m *Model) Truth(p *demography.Person) Truth {
	l := life{Person: p, age: m.asOf.Sub(p.Born).Hours() / 24 / year, group: m.groups[p.Ethnicity]}
	r := draw.Key(m.seed, uint64(p.Index), streamTraits, 0)
	for i := range l.traits {
		l.traits[i] = r.Norm()
	}
	m.sicken(&l)
	m.measure(&l)
	m.sensitise(&l)
	m.prescribe(&l)
	slices.SortStableFunc(l.truth.Conditions, func(a, b Condition) int { return cmp.Compare(a.Onset.Unix(), b.Onset.Unix()) })
	return l.truth
}

// sicken gives a person their diseases. Each disease has a liability, part shared traits and part its own; the person has
// the disease while the prevalence among people like them passes the liability's quantile. So every prevalence comes out as
// the tables say by construction, onset is when the curve first passed, and diseases that share traits keep company.
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
		u := draw.Phi(-liability)
		c, ok := m.episode(l, d, u)
		if !ok {
			continue
		}
		diabetic = diabetic || d.within == "diabetes"
		if d.kinds != nil {
			k := draw.Key(m.seed, uint64(l.Index), streamKind, uint64(i))
			c.Is = d.kindOf(&k, l.Sex, c.Onset.Sub(l.Born).Hours()/24/year)
		}
		l.truth.Conditions = append(l.truth.Conditions, c)
	}
}

// episode is a person's time with a disease, given the quantile of their liability; ok is false if they never had it.
func (m *Model) episode(l *life, d *disease, u float64) (c Condition, ok bool) {
	c.Is = d.key
	present := u < d.curve.now(l.Sex, l.age, l.Decile, l.group)
	if !present && !d.remits {
		return c, false
	}
	if !present {
		end, ever := d.curve.end(u, l.Sex, l.age, l.Decile, l.group)
		if !ever {
			return c, false
		}
		c.Ended = m.day(l, end)
	}
	c.Onset = m.day(l, d.curve.onset(u, l.Sex, l.age, l.Decile, l.group))
	return c, present || c.Onset.Before(c.Ended)
}

// day is the day on which a person reached an age, never after the model's day.
func (m *Model) day(l *life, age float64) time.Time {
	t := l.Born.AddDate(0, 0, int(math.Round(age*year)))
	if t.After(m.asOf) {
		return m.asOf
	}
	return t
}
