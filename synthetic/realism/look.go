package realism

import (
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// look is one person as the gauges see them. It is good until the next one.
type look struct {
	person *demography.Person
	at     time.Time // the population's date
	died   time.Time // the end of the life, zero if it does not end within a lifetime
	alive  bool      // on the date; what follows is only there for those who are

	life  *course.Life
	truth *course.Truth
	chart *chart.Chart
	years int // of age, whole
	band  int // of five years
	has   signs
}

// sex, decile and age as indexes of tables.
func (l *look) sex() int    { return int(l.person.Sex) }
func (l *look) decile() int { return l.person.Decile - 1 }
func (l *look) age() int    { return min(l.years, ages-1) }

// viewer makes looks for one worker.
type viewer struct {
	now, end *synthetic.Population
	signs    *signReader
	l        look
	person   demography.Person
	life     course.Life
	truth    course.Truth
	chart    chart.Chart
}

func newViewer(ref *reference, p *synthetic.Population) *viewer {
	return &viewer{now: p, end: future(p), signs: newSignReader(ref)}
}

// look makes person i; ok is false for those who had died by the date.
func (v *viewer) look(i int) (*look, bool) {
	at := v.now.Date()
	v.l = look{at: at, person: &v.person}
	if !v.now.Exists(i) {
		v.person = v.end.Person(i)
		v.l.died = v.person.Died
		return &v.l, !v.person.Born.Before(at)
	}
	v.person = v.now.Person(i)
	if !v.person.Died.IsZero() && !v.person.Died.After(at) {
		return nil, false
	}
	v.person, v.life, v.chart = v.now.Life(i)
	v.truth = v.life.At(at)
	if !v.truth.Died.IsZero() && !v.truth.Died.After(at) {
		return nil, false
	}
	v.l.died = v.end.Person(i).Died
	v.l.alive, v.l.life, v.l.truth, v.l.chart = true, &v.life, &v.truth, &v.chart
	v.l.years = max(0, v.person.Age(at))
	v.l.band = min(v.l.years/5, bands-1)
	v.l.has = v.signs.read(&v.truth, at)
	return &v.l, true
}
