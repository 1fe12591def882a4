package chart

import (
	"math"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// programme is a screening programme: who is called, how often, and what comes of it.
type programme struct {
	name       string
	hash       uint64
	code       *coded
	sex        demography.Sex
	one        bool
	from, to   float64 // ages
	every      float64 // years
	diabetics  bool
	atPractice bool
	coverage   float64
	clear      string
	unclear    float64 // share with the other result
	other      string
	since      day // no round before it
	changed    day // the test that is written about came into use; before it, the results were in other words
	was, worse string
}

func (l *library) loadScreening() {
	for _, row := range table("screening.csv") {
		sex, one := sexOf(row.Text("sex"))
		l.screening = append(l.screening, programme{row.Text("programme"), hash(row.Text("programme")), l.code(row.Text("code"), row.Text("programme")), sex, one,
			row.Float("from"), row.Float("to"), row.Float("every"), row.Text("need") == "diabetes", row.Text("at") == "practice", row.Float("coverage"),
			row.Text("clear"), row.Float("unclear"), row.Text("other"), monthOf(row.Text("since")), monthOf(row.Text("changed")), row.Text("was"), row.Text("worse")})
	}
	for _, row := range table("uptake.csv") {
		l.uptake[row.Text("region")] = row.Float("shift")
	}
}

// monthOf is the first day of a month such as 2019-12, or no day for an empty cell.
func monthOf(cell string) day {
	if cell == "" {
		return math.MinInt
	}
	return birthday(cell, false)
}

// screening writes the national programmes of the window: a smear at the practice, and for the others the letter with the
// result or, for half of those who stay away, that nobody came. The rounds hang on the birthday.
func (w *pen) screening() {
	for i := range w.library.screening {
		p := &w.library.screening[i]
		if p.one && p.sex != w.person.Sex {
			continue
		}
		will := w.decide(streamScreening, p.hash)
		reluctance, phase := will.Float64(), will.Float64()
		for age := p.from + min(phase*p.every, 0.9); age < p.to+1; age += p.every {
			d := w.born.day() + years(age)
			if d.at(0) >= w.end {
				break
			}
			if d.at(0) >= w.from && d >= p.since && !w.spared(p, d) && (!p.diabetics || w.diabetic(d.at(0))) {
				w.round(p, d, reluctance)
			}
		}
	}
}

// spared reports whether a woman is not called for a smear: without a womb, or until three months after a pregnancy.
func (w *pen) spared(p *programme, d day) bool {
	if p.name != "cervical" {
		return false
	}
	for i := range w.life.Events {
		if e := &w.life.Events[i]; e.Is == "hysterectomy" && e.Kind == course.Operation && dayOf(e.At) < d {
			return true
		}
	}
	for i := range w.life.Pregnancies {
		if x := &w.life.Pregnancies[i]; dayOf(x.Conceived) < d && (x.Ended.IsZero() || dayOf(x.Ended)+90 > d) {
			return true
		}
	}
	return false
}

// round is one call of a programme.
func (w *pen) round(p *programme, d day, reluctance float64) {
	r := w.decide(streamScreening, p.hash+uint64(d))
	came := w.takes(&r, reluctance, p.coverage)
	d += day(r.Between(10, 90))
	text, other, status := p.clear, p.other, Completed
	if d < p.changed {
		text, other = p.was, p.worse
	}
	switch {
	case !came && !r.Chance(0.5):
		return
	case !came:
		text, status = sentence(p.name)+" screening: did not attend", NotDone
	case r.Chance(p.unclear):
		text = other
	}
	heading, coding, mode, by := "Letter from screening programme", []Coding(nil), Mode(0), assistant
	if p.atPractice && came {
		heading, coding, mode, by = p.code.text, p.code.coding, FaceToFace, nurse
	}
	contact := w.meet(&r, d, heading, coding, mode, by)
	if contact < 0 {
		return
	}
	e := &w.entries[w.write(Procedure, p.code, w.when(contact), contact, w.entries[contact].Author)]
	e.Text, e.Status, e.Onset = text, status, e.Recorded
}
