package chart

import (
	"math"
	"slices"

	"sandpiper/synthetic/draw"
)

type visitRate struct{ from, to, women, men float64 } // contacts a year of somebody without lasting conditions

// modes is how consultations took place in some years: the shares of the manners from byGP to atHome.
type modes struct {
	from, to int
	shares   [atHome + 1]float64
}

func (l *library) loadVisits() {
	for _, row := range table("contacts.csv") {
		l.visits = append(l.visits, visitRate{row.Float("from"), row.Float("to"), row.Float("women") * row.Float("women_fit"), row.Float("men") * row.Float("men_fit")})
	}
	for _, row := range table("modes.csv") {
		m := modes{from: row.Int("from"), to: row.Int("to")}
		m.shares[byPhone], m.shares[byVideo], m.shares[byMessage], m.shares[atHome] = row.Float("telephone"), row.Float("video"), row.Float("online"), row.Float("home")
		l.modes = append(l.modes, m)
	}
	for _, row := range table("missed.csv") {
		l.missed = append(l.missed, byAge{row.Float("from"), row.Float("to"), row.Float("factor")})
	}
}

// routine writes what people come with between times, so that all contacts together are as many as they should be. In each
// year a number of occasions is drawn at the full rate; whoever was lately seen for something else lets the next one pass.
func (w *pen) routine() {
	w.days = w.days[:0]
	for _, v := range w.visits {
		w.days = append(w.days, v.day)
	}
	slices.Sort(w.days)
	next, seen := 0, 0 // contacts of other kinds up to now, and those that no occasion was let pass for
	last := w.born.day() - 9
	for y := 0; ; y++ {
		begin := dayOf(w.asOf) - years(window) + years(float64(y))
		end := dayOf(w.asOf) - years(window) + years(float64(y+1))
		if begin.at(0) >= w.end {
			return
		}
		if end.at(0) <= w.from {
			continue
		}
		for _, o := range w.occasions(y, begin, end) {
			for next < len(w.days) && w.days[next] <= o.day {
				next++
				seen = min(seen+1, 4)
			}
			if seen > 0 {
				seen--
				continue
			}
			if o.day-last < 2 { // the same matter
				continue
			}
			last = o.day
			seen += w.drop(o)
		}
	}
}

// occasion is a day on which somebody would come.
type occasion struct {
	day day
	k   uint64
}

// occasions are those of a year, in order. The rate depends on what was so when the year began.
func (w *pen) occasions(y int, begin, end day) []occasion {
	r := w.decide(streamVisits, uint64(y))
	n := poisson(&r, w.rate(begin)*float64(end-begin)/yearDays)
	w.chances = w.chances[:0]
	for k := range n {
		d := begin + day(r.IntN(int(end-begin)))
		if d.at(0) >= w.from {
			w.chances = append(w.chances, occasion{d, uint64(y)<<16 | uint64(k)})
		}
	}
	slices.SortFunc(w.chances, func(a, b occasion) int { return int(a.day - b.day) })
	return w.chances
}

// rate is how many contacts a year somebody has: the figure for their age and sex, more with each lasting condition that
// needs looking after, and as people differ.
func (w *pen) rate(d day) float64 {
	age := max(w.age(d+180), 0)
	base := 0.0
	for i := range w.library.visits {
		if v := &w.library.visits[i]; age >= v.from && age < v.to+1 {
			base = v.men
			if w.woman() {
				base = v.women
			}
		}
	}
	load := 0.0
	for i := range w.conditions {
		if c := &w.conditions[i]; c.managed(d.at(0)) {
			load += c.follow
		}
	}
	r := w.decide(streamPerson, 1)
	const spread = 0.5
	own := math.Exp(spread*r.Norm() - spread*spread/2)
	return base * own * (1 + 0.3*min(load, 8)) * (1 + 0.015*(5.5-float64(w.person.Decile)))
}

func poisson(r *draw.Rand, rate float64) int {
	n, limit := 0, math.Exp(-min(rate, 60))
	for p := r.Float64(); p > limit && n < 90; n++ {
		p *= r.Float64()
	}
	return n
}

// drop writes one occasion: a matter that is there already, or something new. It returns how many contacts more it brought.
func (w *pen) drop(o occasion) int {
	r := w.decide(streamVisit, o.k)
	before := len(w.visits)
	if c := w.ongoing(&r, o.day); c != nil {
		w.follow(&r, c, o.day)
	} else {
		a := w.reason(&r, o.day)
		how := w.manner(&r, o.day)
		if !a.doctor {
			how = w.shared(&r, how)
		}
		contact := w.consult(&r, o.day, a.words, how)
		if contact >= 0 {
			w.episode(&r, a, contact, o.day)
		}
	}
	return max(0, len(w.visits)-before-1)
}

// ongoing is the condition that somebody comes about, nil for none of those they have.
func (w *pen) ongoing(r *draw.Rand, d day) *condition {
	total, m := 0.0, d.at(0)
	for i := range w.conditions {
		if c := &w.conditions[i]; c.managed(m-30*secondsPerDay) && c.ended > m {
			total += c.follow
		}
	}
	u := r.Float64() * (total + 3.2)
	for i := range w.conditions {
		if c := &w.conditions[i]; c.managed(m-30*secondsPerDay) && c.ended > m {
			if u -= c.follow; u < 0 {
				return c
			}
		}
	}
	return nil
}

// shared lets others than doctors hold some of the consultations, as in England they hold more than half of all.
func (w *pen) shared(r *draw.Rand, how manner) manner {
	switch u := r.Float64(); {
	case how == byGP && u < 0.45:
		return byNurse
	case how == byPhone && u < 0.38:
		return byPharmacist
	}
	return how
}

// follow writes a visit about a lasting condition.
func (w *pen) follow(r *draw.Rand, c *condition, d day) {
	contact := w.consult(r, d, c.words, w.shared(r, w.manner(r, d)))
	if contact < 0 {
		return
	}
	if c.confidential >= 0.05 {
		w.entries[contact].Confidential = r.Chance(c.confidential)
	}
	own := apart(r)
	switch c.key {
	case "depression", "mixed-anxiety-and-depressive-disorder":
		if own.Chance(0.14) {
			w.measure(&own, w.library.observables["phq9"], contact)
		}
	case "anxiety", "generalised-anxiety-disorder":
		if own.Chance(0.08) {
			w.measure(&own, w.library.observables["gad7"], contact)
		}
	case "hypertension", "heart-failure", "coronary-heart-disease", "chronic-kidney-disease", "type-2-diabetes":
		if w.entries[contact].Mode == FaceToFace && own.Chance(0.55) {
			w.measure(&own, w.library.observables["bp"], contact)
		}
	}
	if len(c.panels) > 0 && own.Chance(0.08) {
		w.bloods(&own, c.panels[:1], contact)
	}
}

// missed writes the appointments that nobody came to: some people miss many, most few.
func (w *pen) missed() {
	person := w.decide(streamPerson, 2)
	const spread = 0.78
	own := math.Exp(spread*person.Norm()-spread*spread/2) * (1 + 0.07*(5.5-float64(w.person.Decile)))
	for y := 0; ; y++ {
		begin := dayOf(w.asOf) - years(window) + years(float64(y))
		before := begin - 30 // appointments are made up to three weeks ahead
		if before.at(0) >= w.end {
			return
		}
		r := w.decide(streamMissed, uint64(y))
		n := poisson(&r, own*w.rate(before)*bands(w.library.missed, max(0, w.age(before))))
		for range n {
			d := begin + day(r.IntN(365))
			call := d - day(r.IntN(21)) - 1
			one := apart(&r)
			if call.at(0) >= w.from {
				w.miss(&one, call, d, who(one.IntN(3)))
			}
		}
	}
}
