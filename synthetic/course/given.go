package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// Given says how liable somebody is to a condition: the quantile of their liability lies in [From, To), where 0 is the most
// liable of all. Has it now, for one, is From 0 and To what Model.Chance says; has not is From that and To 1. For a
// complication the quantile is among those with the disease, and Brings says how many of those have it. A form of a disease, such
// as "stroke" of "stroke-or-tia", shares the range of the disease, which with From 0 takes that form. An umbrella that several
// diseases make up, such as "cancer", has no liability of its own: Kinds lists theirs.
type Given struct {
	Is       string // key of a condition, or "smoking" or "drinking"
	From, To float64
}

// proposals is how many sets of liabilities LifeGiven chooses from.
const proposals = 16

// LifeGiven makes the life of a person who is as liable to some conditions as said. The liabilities are drawn inside their
// ranges, one after another and each given those before it; of several such sets one is taken as the chance of its ranges
// would have it, which makes the joint distribution right but for the finite number of sets. All other liabilities and the
// traits are then moved by what the normal distribution expects of them, so that those who have diabetes are heavier than most.
// All else about the person stays what Life makes it. Unknown conditions are left alone.
func (m *Model) LifeGiven(p *demography.Person, until time.Time, given []Given) Life {
	return m.live(p, until, given)
}

// bound is a range that a liability must lie in, with what it says about the others.
type bound struct {
	on         int                      // index of the liability
	low, high  float64                  // of the score
	with       [mostLiabilities]float64 // covariance with each liability, given the bounds before
	traits     [factors]float64         // the same with the traits
	innovation float64                  // of the score as first drawn: what the bounds before did not expect
}

// Joint is how many of the people like p are as liable as said to all of some conditions at once, estimated from the same draws
// that LifeGiven chooses from; 1 if nothing is given.
func (m *Model) Joint(p *demography.Person, given []Given) float64 {
	l := m.begin(p)
	bounds := m.bounds(&l, given)
	if len(bounds) == 0 {
		return 1
	}
	_, _, total := m.proposals(&l, bounds)
	return total / proposals
}

// proposals draws sets of liabilities inside their ranges, with the chance of each and the sum of the chances.
func (m *Model) proposals(l *life, bounds []bound) (sets [proposals][]float64, weights [proposals]float64, total float64) {
	for k := range sets {
		sets[k], weights[k] = propose(bounds, draw.Key(m.seed, uint64(l.Index), streamGiven, uint64(k)))
		total += weights[k]
	}
	return sets, weights, total
}

// force moves a person's liabilities into what is given.
func (m *Model) force(l *life, given []Given) {
	l.given = given
	bounds := m.bounds(l, given)
	if len(bounds) == 0 {
		return
	}
	sets, weights, total := m.proposals(l, bounds)
	r := draw.Key(m.seed, uint64(l.Index), streamGiven, 1<<20)
	u, chosen := r.Float64()*total, 0
	for ; chosen < proposals-1; chosen++ {
		if u -= weights[chosen]; u < 0 {
			break
		}
	}
	for s := range bounds {
		b := &bounds[s]
		step := (sets[chosen][s] - b.innovation) / b.with[b.on]
		for i := range m.atlas.liabilities {
			l.scores[i] += step * b.with[i]
		}
		for k := range l.traits {
			l.traits[k] += step * b.traits[k]
		}
	}
	l.known(m.atlas)
}

// bounds are the ranges of the liabilities that are given, ready for drawing them one after another.
func (m *Model) bounds(l *life, given []Given) []bound {
	var out []bound
	for _, g := range given {
		on, ok := m.atlas.liabilityOf(g.Is)
		if !ok {
			continue
		}
		low, high := -quantile(g.To), -quantile(g.From)
		again := false
		for s := range out {
			if b := &out[s]; b.on == on {
				b.low, b.high, again = max(b.low, low), min(b.high, high), true
			}
		}
		if !again {
			out = append(out, bound{on: on, low: low, high: high})
		}
	}
	for s := range out {
		b := &out[s]
		x := &m.atlas.liabilities[b.on]
		b.traits = x.loadings
		for i := range m.atlas.liabilities {
			b.with[i] = m.atlas.covariance(i, b.on)
		}
		b.innovation = l.scores[b.on]
		for t := range s {
			e := &out[t]
			slope := e.with[b.on] / e.with[e.on]
			for i := range b.with {
				b.with[i] -= slope * e.with[i]
			}
			for k := range b.traits {
				b.traits[k] -= slope * e.traits[k]
			}
			b.innovation -= slope * e.innovation
		}
	}
	return out
}

// propose draws innovations that keep every bound, and the chance that unbounded draws would have kept them.
func propose(bounds []bound, r draw.Rand) (innovations []float64, weight float64) {
	innovations, weight = make([]float64, len(bounds)), 1
	for s := range bounds {
		b := &bounds[s]
		mean, spread := 0.0, math.Sqrt(b.with[b.on])
		for t := range s {
			mean += bounds[t].with[b.on] / bounds[t].with[bounds[t].on] * innovations[t]
		}
		from, to := draw.Phi((b.low-mean)/spread), draw.Phi((b.high-mean)/spread)
		weight *= max(to-from, 1e-12)
		innovations[s] = min(max(spread*quantile(from+(to-from)*r.Open()), b.low-mean), b.high-mean)
	}
	return innovations, weight
}

// quantile is draw.Quantile for all of [0, 1].
func quantile(p float64) float64 { return draw.Quantile(min(max(p, 1e-12), 1-1e-12)) }

// liabilityOf is the liability that decides a disease or exposure, or one of the forms of a disease.
func (a *atlas) liabilityOf(key string) (int, bool) {
	for i := range exposures {
		if a.liabilities[i].key == key {
			return i, true
		}
	}
	for ; key != ""; key = a.umbrellas[key] {
		if i, ok := a.index[key]; ok {
			return a.diseases[i].liability, true
		}
	}
	return 0, false
}

// covariance is that of two liabilities.
func (a *atlas) covariance(i, j int) float64 {
	if i == j {
		return 1
	}
	if i < j {
		i, j = j, i
	}
	x, y := &a.liabilities[i], &a.liabilities[j]
	sum := common(x, y)
	for _, p := range x.leans {
		if p.on == j {
			sum += p.weight * y.rest
		}
		for _, q := range y.leans {
			if p.on == q.on {
				sum += p.weight * q.weight
			}
		}
	}
	return sum
}
