package course

import (
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// The kinds of Event.
const (
	Attendance = "attendance" // at an emergency department, and home again or, with an Emergency at its end, to a ward
	Emergency  = "emergency"  // an unplanned stay in hospital
	Admission  = "admission"  // a planned stay in hospital for the procedure Is; Until is the same day for a day case
	Operation  = "operation"  // done during the visit that it falls in; Is is a key of nhs.Procedures
	Delivery   = "birth"      // a stay in hospital to give birth; Is is "birth"
)

// window is how many years before the model's day everyday events go back. What comes of a condition, operations above all,
// goes back for life.
const window = 10

// earliest is longer than anybody waits between the door of the emergency department and a ward, so that what begins so
// late in a day began on it.
const earliest = 7 * time.Hour

// befall gives a person what takes them to hospital: what their conditions, births and death bring at their time, and
// besides, calendar year by calendar year, what happens to people of their age, place and ailments.
func (m *Model) befall(l *life) {
	var room [24]visit
	h := history{life: l, model: m, visits: room[:0]}
	for i := range l.out.Conditions {
		h.sequels(i)
	}
	for i := range l.out.Pregnancies {
		h.confine(&l.out.Pregnancies[i])
	}
	h.end()
	h.bound = len(h.visits)
	// What begins on the day after may have begun before midnight by way of the emergency department.
	horizon := l.until.AddDate(0, 0, 1)
	if l.died.Before(horizon) {
		horizon = l.died
	}
	for y := max(m.asOf.Year()-window, l.Born.Year()); y <= horizon.Year(); y++ {
		for k := range m.atlas.calls {
			h.year(y, uint64(k), &m.atlas.calls[k], horizon)
		}
	}
	h.settle()
}

// visit is one time in hospital in the making, from the door to the way home.
type visit struct {
	kind, is, why string
	at, from, to  time.Time // from is before at by way of the emergency department
	then          string    // procedure that is done, if any
	done          time.Time // and when
	key           uint64
}

// history is somebody's time in hospital in the making. The first bound visits come of a condition, a birth or the death
// and are known for the whole life; the others give way to them.
type history struct {
	*life
	model  *Model
	visits []visit
	bound  int
}

// year adds the everyday visits of one kind in a calendar year.
func (h *history) year(y int, kind uint64, c *calls, horizon time.Time) {
	start := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	rate := c.rate(years(h.Born, start)+0.5) * c.deciles[h.Decile-1] * math.Exp(c.frail*h.traits[0]-c.frail*c.frail/2)
	r := draw.Key(h.model.seed, uint64(h.Index), streamEvent, uint64(y)<<16|kind<<8)
	for n := range poisson(&r, rate) {
		k := uint64(y)<<16 | kind<<8 | uint64(n+1)
		e := draw.Key(h.model.seed, uint64(h.Index), streamEvent, k)
		at := start.Add(time.Duration(e.IntN(365*24*60)) * time.Minute)
		if at.Before(h.Born) || !at.Before(horizon) {
			continue
		}
		if x := h.choose(&e, c, at.Add(-earliest)); x != nil {
			h.visit(&e, x, at, k)
		}
	}
}

// choose picks what a visit is for: something of their own conditions, or what befalls people of their age and sex. It is
// nil now and then, where an age is at the edge of what befalls its band.
func (h *history) choose(e *draw.Rand, c *calls, at time.Time) *errand {
	var own [24]*errand
	age, n, total := years(h.Born, at), 0, 1.0
	for i := range h.out.Conditions {
		x := &h.out.Conditions[i]
		if x.Onset.After(at) {
			break
		}
		if !x.Ended.IsZero() && !x.Ended.After(at) {
			continue
		}
		n = c.of(x.Is, age, own[:], n)
		if u := h.model.atlas.umbrella(x.Is); u != "" {
			n = c.of(u, age, own[:], n)
		}
	}
	for _, x := range own[:n] {
		total += x.weight
	}
	u := e.Float64() * total
	for _, x := range own[:n] {
		if u -= x.weight; u < 0 {
			return x
		}
	}
	return c.any(e, h.Sex, age)
}

// visit adds a time in hospital.
func (h *history) visit(r *draw.Rand, x *errand, at time.Time, key uint64) {
	by, length, done, when := r.Float64(), r.Norm(), r.Float64(), r.Float64()
	v := visit{kind: x.kind, is: x.is, why: x.why, at: at, from: at, key: key}
	minutes := 60 + 300*when
	switch x.kind {
	case Emergency:
		if by < through {
			v.from = at.Add(-time.Duration(minutes+30) * time.Minute)
		}
		minutes += min(x.stay*math.Exp(1.4*length)*(0.5+years(h.Born, at)/100), 150) * 24 * 60
	case Admission:
		v.at = midnight(at).Add(time.Duration(7*60+by*180) * time.Minute)
		v.from, v.then = v.at, x.is
		minutes += 150 + x.stay*math.Exp(0.5*length)*24*60
	}
	if x.then != "" && done < x.chance {
		v.then = x.then
	}
	v.to = v.at.Add(time.Duration(minutes) * time.Minute)
	if v.to.After(h.died) {
		v.to = h.died
	}
	v.done = v.at.Add(v.to.Sub(v.at) * time.Duration(10+15*when) / 100)
	h.visits = append(h.visits, v)
}

// settle turns visits into events in order of time. Nobody is in two places at once: an everyday visit is left out if it
// would begin during another one or run into one that is bound to be. And nobody has an organ out twice.
func (h *history) settle() {
	if len(h.visits) == 0 {
		return
	}
	var doneBefore map[string]int
	for i := range h.visits[:h.bound] {
		if x := &h.visits[i]; x.then != "" && h.model.atlas.most[x.then] > 0 {
			if doneBefore == nil {
				doneBefore = map[string]int{}
			}
			doneBefore[x.then]++
		}
	}
	h.out.Events = make([]Event, 0, 2*len(h.visits))
	everyday := h.visits[h.bound:]
	slices.SortStableFunc(everyday, func(a, b visit) int { return a.from.Compare(b.from) })
	var busy time.Time
	for i := range everyday {
		x := &everyday[i]
		if x.from.Before(busy) || h.collides(x) || x.from.Before(h.Born) {
			continue
		}
		if most := h.model.atlas.most[x.then]; most > 0 {
			if doneBefore[x.then] >= most {
				continue
			}
			if doneBefore == nil {
				doneBefore = map[string]int{}
			}
			doneBefore[x.then]++
		}
		busy = x.to
		h.record(x)
	}
	for i := range h.visits[:h.bound] {
		h.record(&h.visits[i])
	}
	slices.SortStableFunc(h.out.Events, func(a, b Event) int { return a.At.Compare(b.At) })
}

// collides reports whether an everyday visit overlaps one that is bound to be.
func (h *history) collides(x *visit) bool {
	for i := range h.visits[:h.bound] {
		if y := &h.visits[i]; x.from.Before(y.to) && y.from.Before(x.to) {
			return true
		}
	}
	return false
}

// record writes down what of a visit begins before the life's until.
func (h *history) record(v *visit) {
	add := func(kind, is string, at, to time.Time, n uint64) {
		if !at.Before(h.until) || !at.Before(h.died) {
			return
		}
		if !to.Before(h.until) {
			to = time.Time{}
		}
		h.out.Events = append(h.out.Events, Event{Kind: kind, Is: is, Why: v.why, At: at, Until: to, K: draw.Mix(v.key<<2 | n)})
	}
	if v.from.Before(v.at) {
		add(Attendance, v.is, v.from, v.at, 1)
	}
	add(v.kind, v.is, v.at, v.to, 0)
	if v.then != "" {
		add(Operation, v.then, v.done, v.done, 2)
	}
}

// poisson draws how often something of a rate happens.
func poisson(r *draw.Rand, rate float64) int {
	n, p, stop := 0, r.Float64(), math.Exp(-min(rate, 20))
	for p > stop && n < 40 {
		n++
		p *= r.Float64()
	}
	return n
}
