package course

import (
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// illness is a stretch of ages with a disease or exposure, and the logarithm of what it does to the hazard of death.
type illness struct {
	spell
	disease int // index, -1 for an exposure
	deadly  float64
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
