package gmf

import (
	"math"
	"strings"
	"time"
)

// alarm is when a module that waits has to look again.
type alarm struct {
	next  int64 // milliseconds; math.MaxInt64 if time alone changes nothing
	every bool  // at every step
	keys  []key // whenever one of these changes
}

func (w *alarm) at(t, now int64) {
	if t > now && t < w.next {
		w.next = t
	}
}

// key is something that modules wait for.
type key uint32

const (
	attributeKey key = iota << 28
	codeKey
	symptomKey
	observationKey
	signKey
	lockKey  // the encounter lock was let go
	checkKey // a health check has begun
)

func (q always) test(*stay, int64) bool    { return q.holds }
func (q always) wake(*stay, int64, *alarm) {}

func (q not) test(s *stay, t int64) bool { return !q.condition.test(s, t) }

func (q and) test(s *stay, t int64) bool {
	for _, c := range q {
		if !c.test(s, t) {
			return false
		}
	}
	return true
}

func (q and) wake(s *stay, t int64, w *alarm) {
	for _, c := range q {
		c.wake(s, t, w)
	}
}

func (q or) test(s *stay, t int64) bool {
	for _, c := range q {
		if c.test(s, t) {
			return true
		}
	}
	return false
}

func (q or) wake(s *stay, t int64, w *alarm) { and(q).wake(s, t, w) }

func (q count) test(s *stay, t int64) bool {
	n := 0
	for _, c := range q.of {
		if c.test(s, t) {
			n++
		}
	}
	if q.most {
		return n <= q.limit
	}
	return n >= q.limit
}

func (q count) wake(s *stay, t int64, w *alarm) { and(q.of).wake(s, t, w) }

func (q attributeIs) test(s *stay, t int64) bool {
	have := s.attribute(q.attribute)
	holds, fault := q.op.compare(have, q.value)
	if fault {
		s.fault(t, "attribute %q is %s, compared with %s", s.library.attributes.list[q.attribute], have.Kind, q.value.Kind)
	}
	return holds
}

func (q attributeIs) wake(s *stay, _ int64, w *alarm) { s.waitAttribute(q.attribute, w) }

// waitAttribute waits for an attribute. What the host supplies may change on any day.
func (s *stay) waitAttribute(id int32, w *alarm) {
	w.keys = append(w.keys, attributeKey+key(id))
	w.every = w.every || s.library.supplied[id]
}

func (q ageIs) test(s *stay, t int64) bool {
	years, months := s.age(t)
	if q.months {
		return q.op.holds(float64(months), q.than)
	}
	return q.op.holds(float64(years), q.than)
}

// wake is on the birthdays around which the comparison can turn.
func (q ageIs) wake(s *stay, t int64, w *alarm) {
	n := int(math.Floor(q.than))
	for _, n := range [2]int{n, n + 1} {
		if !q.months {
			n *= 12
		}
		w.at(s.birthday(n), t)
	}
}

func (q dateIs) test(_ *stay, t int64) bool {
	at := time.UnixMilli(t).UTC()
	switch q.part {
	case "year":
		return q.op.holds(float64(at.Year()), float64(q.than))
	case "month":
		return q.op.holds(float64(at.Month()), float64(q.than))
	}
	return q.op.holds(float64(t), float64(q.than))
}

func (q dateIs) wake(_ *stay, t int64, w *alarm) {
	switch q.part {
	case "year":
		for n := range 2 {
			w.at(time.Date(int(q.than)+n, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli(), t)
		}
	case "month":
		at := time.UnixMilli(t).UTC()
		w.at(time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC).UnixMilli(), t)
	default:
		w.at(q.than, t)
		w.at(q.than+1, t)
	}
}

func (q personIs) test(s *stay, _ int64) bool {
	is := s.status
	switch q.part {
	case "gender":
		is = s.gender
	case "race":
		is = s.race
	}
	return strings.EqualFold(is, q.is)
}

func (q personIs) wake(*stay, int64, *alarm) {}

// test walks a history that is kept as the last sighting of each state that anybody asks for. The framework goes back from
// the newest and gives up at a state left too long ago, or at the one since which; without loops that rewind into the past,
// that is to compare the last sightings (population.md 2.8).
func (q prior) test(s *stay, t int64) bool {
	f := s.frame()
	at, ok := f.sighting(q.name)
	if !ok || q.within >= 0 && at.exited != unset && at.exited <= t-q.within {
		return false
	}
	if q.since >= 0 {
		if since, ok := f.sighting(q.since); ok && since.order >= at.order {
			return false
		}
	}
	return true
}

// wake is when the state will have been left too long ago; nothing else changes in a module that waits.
func (q prior) wake(s *stay, t int64, w *alarm) {
	if at, ok := s.frame().sighting(q.name); ok && q.within >= 0 && at.exited != unset {
		w.at(at.exited+q.within, t)
	}
}

func (q active) test(s *stay, _ int64) bool {
	if q.attribute < 0 {
		for _, code := range q.codes {
			if s.present(code) >= 0 {
				return true
			}
		}
		return false
	}
	v := s.attribute(q.attribute)
	return v.Kind == Coded && s.present(v.Code.id) >= 0
}

func (q active) wake(s *stay, _ int64, w *alarm) { q.waitFor(s, codeKey, w) }

// waitFor waits for keys of a kind under the codes asked for.
func (q active) waitFor(s *stay, kind key, w *alarm) {
	for _, code := range q.codes {
		w.keys = append(w.keys, kind+key(code))
	}
	if q.attribute >= 0 {
		s.waitAttribute(q.attribute, w)
		if v := s.attribute(q.attribute); v.Kind == Coded {
			w.keys = append(w.keys, kind+key(v.Code.id))
		}
	}
}

func (q observed) test(s *stay, t int64) bool {
	codes := q.codes
	if q.attribute >= 0 {
		if v := s.attribute(q.attribute); v.Kind == Coded {
			codes = []int32{v.Code.id}
		}
	}
	var latest Value
	for _, code := range codes {
		if v := s.latest(code); v.Kind != Nil {
			latest = v
			break
		}
	}
	if latest.Kind == Nil && q.op != isNil && q.op != isNotNil {
		s.fault(t, "an observation is compared of which there is none")
		return false
	}
	holds, fault := q.op.compare(latest, q.value)
	if fault {
		s.fault(t, "the observation is %s, compared with %s", latest.Kind, q.value.Kind)
	}
	return holds
}

func (q observed) wake(s *stay, _ int64, w *alarm) { q.waitFor(s, observationKey, w) }

func (q vitalIs) test(s *stay, t int64) bool {
	x, ok := s.vitalSign(q.sign)
	if !ok {
		s.fault(t, "there is no vital sign %q", s.library.signs.list[q.sign])
	}
	return ok && q.op.holds(x, q.than)
}

func (q vitalIs) wake(_ *stay, _ int64, w *alarm) { w.every = true }

func (q symptomIs) test(s *stay, _ int64) bool {
	x, ok := s.symptom(q.symptom)
	switch q.op {
	case isNil:
		return !ok
	case isNotNil:
		return ok
	}
	return q.op.holds(x, q.than)
}

func (q symptomIs) wake(_ *stay, _ int64, w *alarm) {
	w.keys = append(w.keys, symptomKey+key(q.symptom))
}
