package physiology

import (
	"math"
	"slices"
	"sort"
)

// path is a value that heads for one target after another, nearing each exponentially. It starts at 0 and its times are
// minutes since the course began. Everything that acts on a sign is a change of target, so that a value at any moment is one
// exponential and what comes later changes nothing before.
//
//	 target ─ ─ ─ ┌─────── ─ ─
//	          ___/          \
//	   from  /               \___  next target
//	─────────┴───────────────┴─────▶ minutes
type path []leg

type leg struct {
	at, from, to, slack float64
}

// head adds a leg: from minute at the value heads for a target. Legs are added in order of time.
func (p *path) head(at, to, slack float64) {
	if n := len(*p); n > 0 && (*p)[n-1].at == at {
		(*p)[n-1].to, (*p)[n-1].slack = to, slack
		return
	}
	*p = append(*p, leg{at, p.at(at), to, max(slack, 0.05)})
}

// at is the value at a minute.
func (p path) at(minute float64) float64 {
	i := sort.Search(len(p), func(i int) bool { return p[i].at > minute }) - 1
	if i < 0 {
		return 0
	}
	l := p[i]
	return l.to + (l.from-l.to)*math.Exp((l.at-minute)/l.slack)
}

// bounds are the least and the most that the value is between two minutes. Every leg is monotone, so they lie at ends.
func (p path) bounds(from, to float64) (least, most float64) {
	least = min(p.at(from), p.at(to))
	most = max(p.at(from), p.at(to))
	for _, l := range p {
		if l.at > from && l.at < to {
			least, most = min(least, l.from), max(most, l.from)
		}
	}
	return least, most
}

// turns are the minutes at which paths change their target, in order.
func turns(paths ...path) []float64 {
	var at []float64
	for _, p := range paths {
		for _, l := range p {
			at = append(at, l.at)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}
