package realism

import (
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// Fault is something that cannot be, or must never be done, in somebody's life or record.
type Fault struct {
	Kind string // "sex", "time", "complication", "exclusive", "medicine", "barred", "encounter", "reference", "order"
	Text string
}

// Faults lists what is wrong with a life and its chart as they stand at a moment: things of the other sex, things before birth
// or after death, complications without their disease, medicines against what rules them out on any day that they were taken,
// entries without a contact or with one that is not there. The rules are this package's own (data/logic.csv), and over and
// above them the model's: what course.Barred speaks against on a day that something changes. It is empty for nearly
// everybody, and quick then.
func Faults(p *demography.Person, l *course.Life, c *chart.Chart, at time.Time) []Fault {
	s := inspection{logic: logics(), person: p, life: l, at: at}
	s.end = at
	if !l.Died.IsZero() && l.Died.Before(at) {
		s.end = l.Died
	}
	s.conditions()
	s.allergies()
	s.pregnancies()
	s.events()
	s.medicines()
	if c != nil {
		s.chart(c)
	}
	return s.found
}
