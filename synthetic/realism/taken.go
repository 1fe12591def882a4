package realism

import (
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// taken is a medicine over the time that it was taken, until the moment of the inspection.
type taken struct {
	*drug
	since, to time.Time // to is the day it stopped, or the end of the inspection
}

// medicines checks everything that was ever taken against everything that was so meanwhile.
func (s *inspection) medicines() {
	if len(s.life.Medicines) == 0 {
		return
	}
	var room [16]taken
	list := room[:0]
	for i := range s.life.Medicines {
		x := &s.life.Medicines[i]
		if !x.Since.Before(s.at) {
			continue
		}
		s.span(x.Name, x.Since, x.Until)
		d, ok := s.drugs[x.Name]
		if !ok {
			s.say("reference", "%s is no medicine of the list", x.Name)
			continue
		}
		t := taken{d, x.Since, x.Until}
		if t.to.IsZero() || t.to.After(s.end) {
			t.to = s.end
		}
		list = append(list, t)
	}
	for i := range list {
		s.alone(&list[i])
		for k := range i {
			s.pair(&list[i], &list[k])
		}
		s.change(list, i)
	}
}

// pair checks two medicines that were taken at once.
func (s *inspection) pair(a, b *taken) {
	if !overlap(a.since, a.to, b.since, b.to) {
		return
	}
	if a.Ingredient == b.Ingredient {
		s.say("medicine", "%s and %s at once", a.Name, b.Name)
		return
	}
	if mask := a.one&b.other | a.other&b.one; mask != 0 {
		r := s.together[first(mask)]
		s.say("medicine", "%s with %s: %s with %s", a.Name, b.Name, r.one, r.other)
	}
}

// alone checks one medicine against the person, their conditions, allergies and pregnancies.
func (s *inspection) alone(x *taken) {
	if x.despite != 0 {
		for i := range s.life.Conditions {
			c := &s.life.Conditions[i]
			of, ok := s.despiteOf[c.Is]
			if !ok {
				of = s.barredBy(c.Is)
			}
			if of&x.despite != 0 && c.Onset.Before(x.to) && overlap(x.since, x.to, c.Onset, c.Ended) {
				s.say("medicine", "%s from %s to %s despite %s since %s", x.Name, day(x.since), day(x.to), c.Is, day(c.Onset))
			}
		}
	}
	for i := range s.life.Allergies {
		a := &s.life.Allergies[i]
		if x.In(a.To) && a.Since.Before(x.to) {
			s.say("medicine", "%s until %s with an allergy to %s since %s", x.Name, day(x.to), a.To, day(a.Since))
		}
	}
	for i := range x.rest {
		s.limit(x, &x.rest[i])
	}
}

// limit checks one rule about the person who takes a medicine.
func (s *inspection) limit(x *taken, r *rule) {
	begun, ended := s.person.Age(x.since), s.person.Age(x.to.AddDate(0, 0, -1))
	broken := false
	switch r.kind {
	case "only":
		broken = s.only[r.one] != s.person.Sex
	case "from":
		broken = ended >= r.limit
	case "below":
		broken = begun < r.limit
	case "bearing":
		broken = s.person.Sex == demography.Female && begun <= r.limitTo && ended >= r.limit
	case "pregnancy":
		for i := range s.life.Pregnancies {
			g := &s.life.Pregnancies[i]
			broken = broken || overlap(x.since, x.to, g.Conceived, g.Ended)
		}
	case "kidneys":
		for t := x.since; t.Before(x.to) && !broken; t = t.AddDate(0, 6, 0) {
			broken = s.life.Body(t).EGFR < float64(r.limit)
		}
		broken = broken || s.life.Body(x.to).EGFR < float64(r.limit)
	}
	if broken {
		s.say("medicine", "%s from %s to %s: %s %s", x.Name, day(x.since), day(x.to), r.one, r.kind)
	}
}

// change asks the model's own rules about a medicine on the day that it began and on every later day of its time on which
// something else did.
func (s *inspection) change(list []taken, i int) {
	x := &list[i]
	s.ask(list, i, x.since)
	for k := range s.life.Conditions {
		s.within(list, i, s.life.Conditions[k].Onset)
	}
	for k := range s.life.Allergies {
		s.within(list, i, s.life.Allergies[k].Since)
	}
	for k := range s.life.Pregnancies {
		s.within(list, i, s.life.Pregnancies[k].Conceived)
	}
}

func (s *inspection) within(list []taken, i int, t time.Time) {
	if t.After(list[i].since) && t.Before(list[i].to) {
		s.ask(list, i, t)
	}
}

// ask puts a medicine to course.Barred as of a day, with the other medicines that were taken then.
func (s *inspection) ask(list []taken, i int, t time.Time) {
	truth := s.life.At(t)
	truth.Body = s.life.Body(t)
	others := make([]course.Medicine, 0, len(list))
	for k := range list {
		if k != i && !list[k].since.After(t) && list[k].to.After(t) {
			others = append(others, course.Medicine{Name: list[k].Name, Since: list[k].since})
		}
	}
	truth.Medicines = others
	if why := course.Barred(&list[i].Medicine, s.person, &truth, t); why != "" {
		s.say("barred", "%s on %s: %s", list[i].Name, day(t), why)
	}
}
