package physiology

import (
	"math"
	"slices"
	"sync"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

// line is a value that it matters to be past.
type line struct {
	sign  Sign
	above bool
	at    float64
	slope float64 // of data/couplings.csv: per unit past
	bears float64 // of data/arrest.csv: minutes that it is borne
}

// past is how far a value is past the line, 0 on its right side.
func (l *line) past(x float64) float64 {
	if l.above {
		return max(x-l.at, 0)
	}
	return max(l.at-x, 0)
}

func lines(name, column string) (all []line) {
	for _, row := range table(name) {
		l := line{sign: sign(row, "sign"), above: row.Text("side") == "above", at: row.Float("line")}
		l.slope, l.bears = row.Float(column), row.Float(column)
		all = append(all, l)
	}
	return all
}

var (
	couplings = sync.OnceValue(func() []line { return lines("couplings.csv", "per_unit") })
	critical  = sync.OnceValue(func() []line { return lines("arrest.csv", "minutes") })
)

// rest is where a sign goes after the heart has stopped.
type rest struct {
	sign      Sign
	to, slack float64
}

var rests = sync.OnceValue(func() []rest {
	return each("stopped.csv", func(row sheet.Row) rest { return rest{sign(row, "sign"), row.Float("to"), row.Float("minutes")} })
})

// exertion is what walking at a hundred steps a minute adds to a sign.
type exertion struct {
	sign Sign
	add  float64
}

var exertions = sync.OnceValue(func() []exertion {
	return each("exertion.csv", func(row sheet.Row) exertion { return exertion{sign(row, "sign"), row.Float("add")} })
})

func each[T any](name string, read func(sheet.Row) T) (all []T) {
	for _, row := range table(name) {
		all = append(all, read(row))
	}
	return all
}

// stop finds the first minute at which some sign has been past its critical line for as long as this person bears. It
// looks at the latent signs only, minute by minute where the paths may be past the line at all, so that what comes
// after a minute never decides it.
func (p *Process) stop() {
	p.stopped = math.Inf(1)
	if !p.truth.Died.IsZero() {
		p.stopped = p.minute(p.truth.Died)
	}
	r := draw.Key(p.patient.seed, p.patient.index, streamBear, 0)
	bears := lognormal(r.Norm(), constant("bear-spread"))
	for _, l := range critical() {
		if at := p.crossed(&l, l.bears*bears); at < p.stopped {
			p.stopped = at
		}
	}
	if !math.IsInf(p.stopped, 1) {
		p.last = p.alive(p.moment(p.stopped), p.stopped, 0)
	}
}

// crossed is the minute at which a sign has been past a line for so many minutes without a break, +Inf for never.
func (p *Process) crossed(l *line, bears float64) float64 {
	paths := append([]path{p.illness[l.sign]}, p.given[l.sign]...)
	at := turns(paths...)
	if len(at) == 0 {
		return math.Inf(1)
	}
	slack := 0.0
	for _, q := range paths {
		for _, leg := range q {
			slack = max(slack, leg.slack)
		}
	}
	if l.sign == Saturation {
		at = append(at, turns(append(p.given[Respiration], p.illness[Respiration], p.breathed)...)...)
	}
	at = append(at, slices.Max(at)+12*slack+bears+2)
	slices.Sort(at)
	run := 0.0
	for i := 1; i < len(at); i++ {
		if !p.maybe(l, paths, at[i-1], at[i]) {
			run = 0
			continue
		}
		for m := math.Ceil(at[i-1]); m < at[i]; m++ {
			if l.past(p.latent(l.sign, m)) == 0 {
				run = 0
				continue
			}
			if run++; run > bears {
				return m
			}
		}
	}
	return math.Inf(1)
}

// maybe reports whether a sign could be past a line between two minutes, oxygen aside, which only helps.
func (p *Process) maybe(l *line, paths []path, from, to float64) bool {
	least, most := p.origin[l.sign], p.origin[l.sign]
	for _, q := range paths {
		lo, hi := q.bounds(from, to)
		least, most = least+lo, most+hi
	}
	if l.sign == Saturation {
		least, most = dissociation().saturation(least), 100
	}
	return l.past(least) > 0 || l.past(most) > 0
}

// still is every sign of a person whose heart has stopped.
func (p *Process) still(minute float64) [signs]float64 {
	x := p.last
	for _, r := range rests() {
		x[r.sign] = r.to + (x[r.sign]-r.to)*math.Exp((p.stopped-minute)/r.slack)
	}
	return x
}
