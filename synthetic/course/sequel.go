package course

import (
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// sequels adds the visits that the i-th condition brings, when it sets in or later while it lasts.
func (h *history) sequels(i int) {
	a, c := h.model.atlas, &h.out.Conditions[i]
	list := a.sequels[c.Is]
	if list == nil {
		list = a.sequels[a.umbrella(c.Is)]
	}
	if list == nil {
		return
	}
	nth := uint64(0)
	for j := range i {
		nth += uint64(same(h.out.Conditions[j].Is, c.Is))
	}
	for j := range list {
		x := &list[j]
		key := x.id | nth
		r := draw.Key(h.model.seed, uint64(h.Index), streamIndex, key)
		if !r.Chance(x.weight) {
			continue
		}
		at := midnight(c.Onset).AddDate(0, 0, int(x.after*r.Exp())).Add(earliest + time.Duration(r.IntN(16*60))*time.Minute)
		age := years(h.Born, at)
		if age < x.from || age >= x.to+1 || !at.Before(h.died) || at.Before(h.Born) || !c.Ended.IsZero() && !at.Before(c.Ended) {
			continue
		}
		this := *x
		if this.why = c.Is; this.is == "hysterectomy" && h.childToCome(at) {
			continue
		}
		n := len(h.visits)
		h.visit(&r, &this, at, key)
		if h.visits[n].then != "" && h.often(h.visits[n].then) || h.collidesBefore(n) {
			h.visits = h.visits[:n]
		}
	}
}

func same(a, b string) int {
	if a == b {
		return 1
	}
	return 0
}

// often reports whether a procedure is now among the visits more often than it can be done.
func (h *history) often(procedure string) bool {
	most, n := h.model.atlas.most[procedure], 0
	for i := range h.visits {
		n += same(h.visits[i].then, procedure)
	}
	return most > 0 && n > most
}

// collidesBefore reports whether the n-th visit overlaps one before it in the list.
func (h *history) collidesBefore(n int) bool {
	x := &h.visits[n]
	return slices.ContainsFunc(h.visits[:n], func(y visit) bool { return x.from.Before(y.to) && y.from.Before(x.to) })
}

// childToCome reports whether a woman has a pregnancy that is not over at a time.
func (h *history) childToCome(at time.Time) bool {
	return slices.ContainsFunc(h.out.Pregnancies, func(p Pregnancy) bool { return p.Ended.After(at) })
}

// confine adds the visit in which a pregnancy ends.
func (h *history) confine(p *Pregnancy) {
	key := uint64(p.Ended.Unix()/86400)<<8 | 0xff
	r := draw.Key(h.model.seed, uint64(h.Index), streamIndex, key)
	at := p.Ended.Add(time.Duration(r.IntN(24*60)) * time.Minute)
	x := errand{kind: Delivery, is: "birth", why: "pregnancy", stay: 1.2, then: "caesarean-section", chance: h.model.atlas.childbearing["caesarean"]}
	if p.Outcome == Miscarriage {
		x = errand{kind: Attendance, is: Miscarriage, why: "pregnancy"}
		if !r.Chance(0.5) {
			return
		}
	}
	if !at.Before(h.died) {
		return
	}
	n := len(h.visits)
	h.visit(&r, &x, at, key)
	v := &h.visits[n]
	if v.kind == Delivery {
		days := 0.4 + r.Exp()
		if v.then != "" {
			days++
		}
		v.to = v.at.Add(time.Duration(days*24*60) * time.Minute)
		if v.to.After(h.died) {
			v.to = h.died
		}
	}
	// A stay that the condition of a pregnancy brought ends with the birth.
	for i := range h.visits[:n] {
		if y := &h.visits[i]; y.from.Before(v.to) && v.from.Before(y.to) && y.at.Before(v.at) {
			y.to = v.at
		}
	}
}

// end adds the stay that a life ends in, for those who die in hospital.
func (h *history) end() {
	r := draw.Key(h.model.seed, uint64(h.Index), streamIndex, 0xfe)
	before := time.Duration(min(9*r.Exp(), 60)*24*60) * time.Minute
	if !r.Chance(0.45) || h.out.Cause == "sudden-cardiac-death" {
		return
	}
	x := errand{kind: Emergency, is: h.out.Cause, stay: 200}
	if x.is == "" {
		x.is = "pneumonia"
	}
	at := h.died.Add(-before)
	if at.Before(h.Born) {
		return
	}
	for i := range h.visits {
		if v := &h.visits[i]; v.to.After(at) {
			at = v.to.Add(time.Hour)
		}
	}
	if !at.Before(h.died) {
		return
	}
	h.visit(&r, &x, at, 0xfe)
	v := &h.visits[len(h.visits)-1]
	v.to = h.died
	if v.from.Before(h.Born) {
		v.from = v.at
	}
}
