package course

import (
	"math"
	"time"

	"sandpiper/synthetic/draw"
)

// complication is one row of data/complications.csv: what a disease may bring, counted from its onset.
type complication struct {
	key, of string
	id      uint64
	atOnset float64 // share of people who have it when the disease is found
	ever    float64 // share who ever get it
	rate    float64 // a year, among those who will
	lasts   float64 // days; 0 for life
	kinds   []kind
}

func (a *atlas) loadComplications() {
	kinds := loadKinds()
	for _, row := range table("complications.csv") {
		c := complication{key: row.Text("key"), of: row.Text("of"), id: identity(row.Text("key")), atOnset: row.Float("at_onset"), ever: row.Float("ever"),
			rate: row.Float("rate"), lasts: row.Float("lasts"), kinds: kinds[row.Text("key")]}
		for _, k := range c.kinds {
			a.umbrellas[k.key] = c.key
		}
		a.complications = append(a.complications, c)
	}
}

// wait is how many years after the disease somebody with a quantile u has the complication; ok is false if they never do.
func (c *complication) wait(u float64) (years float64, ok bool) {
	switch {
	case u < c.atOnset:
		return 0, true
	case u >= c.ever:
		return 0, false
	}
	return -math.Log1p(-(u-c.atOnset)/(c.ever-c.atOnset)) / c.rate, true
}

// by is the share of those with the disease who have the complication after some years of it.
func (c *complication) by(years float64) float64 {
	if years < 0 {
		return 0
	}
	return c.atOnset + (c.ever-c.atOnset)*-math.Expm1(-c.rate*years)
}

// follow adds what a person's diseases bring with time. A complication keeps its quantile whichever disease brings it.
func (m *Model) follow(l *life) {
	diseases := l.out.Conditions
	for i := range m.atlas.complications {
		x := &m.atlas.complications[i]
		for _, c := range diseases {
			if !m.atlas.covers(x.of, c.Is) {
				continue
			}
			years, ever := x.wait(m.quantile(l, x))
			onset := c.Onset.AddDate(0, 0, int(years*year))
			if !ever || !onset.Before(l.died) {
				break
			}
			m.bring(l, x, onset)
			break
		}
	}
}

// quantile is where a person stands among all with regard to a complication: 0 if it comes at once.
func (m *Model) quantile(l *life, x *complication) float64 {
	r := draw.Key(m.seed, uint64(l.Index), streamComplication, x.id)
	u := r.Float64()
	for _, g := range l.given {
		if g.Is == x.key {
			u = g.From + (g.To-g.From)*u
		}
	}
	return u
}

func (m *Model) bring(l *life, x *complication, onset time.Time) {
	c := Condition{Is: x.key, Onset: onset}
	if x.lasts > 0 {
		r := draw.Key(m.seed, uint64(l.Index), streamComplication, x.id+1)
		c.Ended = onset.AddDate(0, 0, 1+int(x.lasts*(0.4+0.6*r.Exp())))
		if c.Ended.After(l.died) {
			c.Ended = time.Time{}
		}
	}
	if x.kinds != nil {
		d := disease{key: x.key, kinds: x.kinds}
		k := draw.Key(m.seed, uint64(l.Index), streamKind, x.id)
		c.Is = d.kindOf(&k, l.Sex, onset.Sub(l.Born).Hours()/24/year)
	}
	l.out.Conditions = append(l.out.Conditions, c)
}
