package course

import (
	"slices"
	"sort"
	"time"

	"sandpiper/synthetic/demography"
)

// Life is one person's whole course as far as it was asked for: everything that happens to their health, in the order of
// happening. It does not depend on the day from which it is looked at; At says what is so on a day.
type Life struct {
	Person      demography.Person
	Conditions  []Condition // every one ever, in order of onset
	Allergies   []Allergy
	Medicines   []Medicine // every one ever taken, in order of Since
	Events      []Event    // what happens at a moment, in order of At
	Pregnancies []Pregnancy
	Died        time.Time // zero while the death is not known
	Cause       string    // key of the condition that the death is put down to

	frame frame
}

// Event is something that happens to a person at a moment rather than lasting: an admission, an operation, an injury.
type Event struct {
	Kind  string    // Attendance, Emergency, Admission, Operation or Delivery
	Is    string    // key of a condition or finding; of a procedure if Kind is Operation or Admission
	Why   string    // key of the condition behind it, empty if none
	At    time.Time // when it began
	Until time.Time // when it was over; At for what takes no time, zero while it lasts
	K     uint64    // its own key, for further draws about it
}

// Pregnancy is one pregnancy of a woman, from her last period as clinicians count.
type Pregnancy struct {
	Conceived, Ended time.Time
	Outcome          string // Born or Miscarriage; empty while it lasts
	Child            int    // index of the child, -1 if nobody of the population
}

// Life makes everything that happens to a person before until. A later until adds to it and changes nothing.
func (m *Model) Life(p *demography.Person, until time.Time) Life {
	return m.live(p, until, nil)
}

// Outline is Life without the body, allergies, pregnancies, medicines and events, in a third of the time: the diseases that come
// of liabilities, their complications, and death.
func (m *Model) Outline(p *demography.Person, until time.Time) Life {
	l := m.begin(p)
	m.sicken(&l)
	l.out.Person = *p
	l.out.cut(until)
	return l.out
}

func (m *Model) live(p *demography.Person, until time.Time, given []Given) Life {
	l := m.begin(p)
	l.until = until
	m.force(&l, given)
	m.sicken(&l)
	l.out.Person = *p
	m.conceive(&l)
	m.sensitise(&l)
	m.embody(&l)
	m.prescribe(&l)
	m.befall(&l)
	l.out.cut(until)
	return l.out
}

// cut leaves out what begins at until or after.
func (l *Life) cut(until time.Time) {
	n := sort.Search(len(l.Conditions), func(i int) bool { return !l.Conditions[i].Onset.Before(until) })
	l.Conditions = l.Conditions[:n:n]
	for i := range l.Conditions {
		if c := &l.Conditions[i]; !c.Ended.Before(until) {
			c.Ended = time.Time{}
		}
	}
	n = sort.Search(len(l.Pregnancies), func(i int) bool { return !l.Pregnancies[i].Conceived.Before(until) })
	l.Pregnancies = l.Pregnancies[:n:n]
	if n > 0 && !l.Pregnancies[n-1].Ended.Before(until) {
		l.Pregnancies[n-1] = Pregnancy{Conceived: l.Pregnancies[n-1].Conceived, Child: -1}
	}
	if !l.Died.Before(until) {
		l.Died, l.Cause = time.Time{}, ""
	}
}

// At is what is so at t: the conditions that have begun by then, as far as they have gone, and the medicines taken.
func (l *Life) At(t time.Time) Truth {
	out := Truth{}
	if l.frame.model != nil { // an outline has no body
		out.Body = l.Body(t)
	}
	if !l.Died.IsZero() && !l.Died.After(t) {
		out.Died, out.Cause = l.Died, l.Cause
	}
	for _, c := range l.Conditions {
		if c.Onset.After(t) {
			break
		}
		if c.Ended.After(t) {
			c.Ended = time.Time{}
		}
		out.Conditions = append(out.Conditions, c)
	}
	for i := range l.Allergies {
		if a := l.Allergies[i]; !a.Since.After(t) {
			out.Allergies = append(out.Allergies, a)
		}
	}
	for i := range l.Medicines {
		taken := l.Medicines[i]
		if taken.Since.After(t) {
			break
		}
		if taken.Until.IsZero() || taken.Until.After(t) {
			taken.Until = time.Time{}
			out.Medicines = append(out.Medicines, taken)
		}
	}
	return out
}

// resort puts conditions in order of onset again.
func (l *life) resort() {
	slices.SortStableFunc(l.out.Conditions, func(a, b Condition) int { return a.Onset.Compare(b.Onset) })
}
