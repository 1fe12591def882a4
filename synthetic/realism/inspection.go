package realism

import (
	"fmt"
	"math/bits"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// inspection is the checking of one life.
type inspection struct {
	*logic
	person *demography.Person
	life   *course.Life
	at     time.Time
	end    time.Time // the moment, or the death if that came first
	found  []Fault
}

func (s *inspection) say(kind, format string, args ...any) {
	s.found = append(s.found, Fault{kind, fmt.Sprintf(format, args...)})
}

// span says what is wrong with a stretch of time: before birth, after the end, backwards.
func (s *inspection) span(what string, from, to time.Time) {
	if from.Before(s.person.Born) || from.After(s.end) || !to.IsZero() && to.Before(from) {
		s.say("time", "%s from %s to %s in a life from %s to %s", what, day(from), day(to), day(s.person.Born), day(s.end))
	}
}

func (s *inspection) sex(what string) {
	if sex, ok := s.only[what]; ok && sex != s.person.Sex {
		s.say("sex", "%s in a %s", what, s.person.Sex)
	}
}

func (s *inspection) conditions() {
	for i := range s.life.Conditions {
		x := &s.life.Conditions[i]
		if !x.Onset.Before(s.at) {
			continue
		}
		s.span(x.Is, x.Onset, x.Ended)
		s.sex(x.Is)
		s.complication(x.Is, x.Onset)
		for k := range s.life.Conditions[:i] {
			y := &s.life.Conditions[k]
			if x.Is == y.Is && overlap(x.Onset, x.Ended, y.Onset, y.Ended) {
				s.say("exclusive", "%s twice at once", x.Is)
			}
			for _, r := range s.never {
				if (x.Is == r.one && y.Is == r.other || x.Is == r.other && y.Is == r.one) && overlap(x.Onset, x.Ended, y.Onset, y.Ended) {
					s.say("exclusive", "%s and %s", r.one, r.other)
				}
			}
		}
	}
}

// complication says so if something came before the disease that it needs.
func (s *inspection) complication(what string, on time.Time) {
	need, ok := s.needs[what]
	if !ok {
		return
	}
	if need == "pregnancy" {
		if !s.pregnant(on.AddDate(0, 0, -42), on) {
			s.say("complication", "%s on %s without a pregnancy", what, day(on))
		}
		return
	}
	if !s.had(need, on) {
		s.say("complication", "%s on %s without %s", what, day(on), need)
	}
}

// had reports whether a condition, or a kind of it, had begun by a day.
func (s *inspection) had(what string, by time.Time) bool {
	for i := range s.life.Conditions {
		x := s.life.Conditions[i]
		x.Ended = time.Time{}
		if x.Onset.After(by) {
			continue
		}
		if x.Is == what {
			return true
		}
		alone := course.Truth{Conditions: []course.Condition{x}}
		if alone.Has(what, by) {
			return true
		}
	}
	return false
}

// pregnant reports whether a pregnancy was under way at some time of a stretch, its last day included.
func (s *inspection) pregnant(from, to time.Time) bool {
	for i := range s.life.Pregnancies {
		x := &s.life.Pregnancies[i]
		if !x.Conceived.After(to) && (x.Ended.IsZero() || !x.Ended.Before(from)) {
			return true
		}
	}
	return false
}

func (s *inspection) allergies() {
	for i := range s.life.Allergies {
		if x := &s.life.Allergies[i]; x.Since.Before(s.at) {
			s.span("allergy to "+x.To, x.Since, time.Time{})
		}
	}
}

func (s *inspection) pregnancies() {
	for i := range s.life.Pregnancies {
		x := &s.life.Pregnancies[i]
		if !x.Conceived.Before(s.at) {
			continue
		}
		s.span("pregnancy", x.Conceived, x.Ended)
		s.sex("pregnancy")
		if age := s.person.Age(x.Conceived); age < 11 || age > 56 {
			s.say("time", "pregnant at %d", age)
		}
		for k := range s.life.Pregnancies[:i] {
			if y := &s.life.Pregnancies[k]; overlap(x.Conceived, x.Ended, y.Conceived, y.Ended) {
				s.say("exclusive", "two pregnancies at once")
			}
		}
	}
}

func (s *inspection) events() {
	for i := range s.life.Events {
		x := &s.life.Events[i]
		if !x.At.Before(s.at) {
			continue
		}
		s.span(x.Kind+" for "+x.Is, x.At, x.Until)
		s.sex(x.Is)
		s.complication(x.Is, x.At)
		if x.Why != "" && x.Why != "pregnancy" && !s.had(x.Why, x.At) {
			s.say("reference", "%s for %s because of %s, which there is not", x.Kind, x.Is, x.Why)
		}
	}
}

// overlap reports whether two stretches have a day in common; a zero end is open.
func overlap(from, to, from2, to2 time.Time) bool {
	return (to.IsZero() || from2.Before(to)) && (to2.IsZero() || from.Before(to2))
}

func day(t time.Time) string {
	if t.IsZero() {
		return "now"
	}
	return t.Format(time.DateOnly)
}

// first is a mask's lowest place.
func first(mask uint64) int { return bits.TrailingZeros64(mask) }
