package chart

import (
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// jab is one dose of the routine schedule.
type jab struct {
	vaccine      *coded
	hash         uint64 // of the vaccine: all doses of it
	days         int    // of age
	sex          demography.Sex
	one          bool // for that sex only
	born, unborn day  // first and last birthday that it is for
	since        int  // year that the programme began in, 0 if before all of them came of age
	place        place
	coverage     float64
	group        uint64 // what is given on the same day
}

// season is a campaign that comes every year, in some years.
type season struct {
	vaccine     *coded
	hash        uint64
	risk        bool // only for those with a condition that puts them at risk
	from, to    float64
	first, last int // years
	month       time.Month
	days        int // that it lasts
	place       place
	second      int // days to a second dose, 0 if there was none
	coverage    float64
}

// place is where vaccinations are given. Only those of the practice are visits to it.
type place uint8

const (
	atPractice place = iota
	atSchool
	atCentre
)

func (l *library) loadVaccines() {
	places := map[string]place{"practice": atPractice, "school": atSchool, "centre": atCentre}
	for _, row := range table("schedule.csv") {
		sex, one := sexOf(row.Text("sex"))
		l.schedule = append(l.schedule, jab{l.code("vaccine/"+row.Text("vaccine"), row.Text("vaccine")), hash(row.Text("vaccine")), ageInDays(row.Text("age")), sex, one, birthday(row.Text("born_from"), false), birthday(row.Text("born_to"), true),
			row.Int("since"), places[row.Text("at")], row.Float("coverage"), hash(row.Text("age"))})
	}
	for i, row := range table("seasonal.csv") {
		l.seasons = append(l.seasons, season{l.code("vaccine/"+row.Text("vaccine"), row.Text("vaccine")), hash(row.Text("vaccine")) + uint64(i), row.Text("who") == "at-risk", row.Float("from"), row.Float("to"),
			row.Int("first"), row.Int("last"), time.Month(row.Int("month")), row.Int("days"), places[row.Text("at")], row.Int("second"), row.Float("coverage")})
	}
}

// ageInDays reads an age such as 8w, 40m or 12y.
func ageInDays(age string) int {
	n := int(number("schedule.csv", age[:len(age)-1]))
	switch age[len(age)-1] {
	case 'w':
		return n * 7
	case 'm':
		return n * 365 / 12
	}
	return n*365 + n/4
}

// birthday is the first or the last day of a year, or of a month such as 2017-08.
func birthday(of string, last bool) day {
	year, month, within := strings.Cut(of, "-")
	y, m := int(number("schedule.csv", year)), time.January
	if within {
		m = time.Month(number("schedule.csv", month))
	}
	switch {
	case !last:
		return date(y, m, 1)
	case !within || m == time.December:
		return date(y+1, time.January, 1) - 1
	}
	return date(y, m+1, 1) - 1
}

// infancy is the age in days up to which vaccinations are those of the baby clinic; two of its days are fourWeeks apart or more.
const infancy, fourWeeks = 180, 28

// called is the day that somebody is called for a dose. The doses of the baby clinic are never less than four weeks
// apart; schools are visited in the spring term.
func (w *pen) called(j *jab, first day, slow int, clinic *draw.Rand) day {
	switch {
	case j.days <= infancy:
		d := first
		for range j.days/fourWeeks - 2 {
			d = w.surgery(d + day(fourWeeks+slow))
		}
		return d
	case j.place == atSchool:
		come := w.born.day() + day(j.days)
		year, m, _ := come.civil()
		if m >= time.September {
			year++
		}
		return date(year+1, time.January, 10) + day(clinic.IntN(70))
	}
	d := w.born.day() + day(j.days+clinic.IntN(30))
	if j.since > 0 {
		d = max(d, date(j.since, time.September, 1)+day(clinic.IntN(160)))
	}
	return d
}

// vaccinations writes the routine schedule, kept for life, and the campaigns of the window. Whether somebody takes
// vaccinations at all is mostly one decision of theirs, or of their parents, so the gaps keep company.
func (w *pen) vaccinations() {
	will := w.decide(streamVaccine, 0)
	reluctance := will.Float64()
	born := w.born.day()
	first := w.surgery(born + 2*fourWeeks + day(will.IntN(15)))
	slow := 7 * will.IntN(2)
	for i := range w.library.schedule {
		j := &w.library.schedule[i]
		if born < j.born || born > j.unborn || j.one && j.sex != w.person.Sex {
			continue
		}
		clinic := w.decide(streamVaccine, j.group) // all that is given at that age is given together
		d := w.called(j, first, slow, &clinic)
		if d.at(0) >= w.end {
			continue
		}
		r := w.decide(streamVaccine, j.hash) // one decision for all doses: who has the last has had the others
		if w.takes(&r, reluctance, j.coverage) {
			w.jab(clinic, j.vaccine, d, j.place)
		}
	}
	for year := w.from.day().year(); year <= w.end.day().year(); year++ {
		for i := range w.library.seasons {
			s := &w.library.seasons[i]
			if year < s.first || year > s.last {
				continue
			}
			opening := date(year, s.month, 1)
			if age := w.age(opening); age < s.from || age >= s.to+1 || opening.at(0) >= w.end {
				continue
			}
			r := w.decide(streamCampaign, s.hash^uint64(year)<<32)
			d := opening + day(r.IntN(s.days))
			if (!s.risk || w.risky(opening.at(0))) && w.takes(&r, reluctance, s.coverage) {
				w.jab(r, s.vaccine, d, s.place)
				if s.second > 0 && (d+day(s.second)).at(0) < w.end {
					w.jab(r, s.vaccine, d+day(s.second), s.place)
				}
			}
		}
	}
}

// risky reports whether a condition brings the yearly flu vaccination.
func (w *pen) risky(m moment) bool {
	for i := range w.conditions {
		if c := &w.conditions[i]; c.atRisk && c.managed(m) {
			return true
		}
	}
	return false
}

// takes keeps the coverage: two draws in three go by the person's own reluctance, the others by the day. Coverage is lower in
// deprived places, and in some regions.
func (w *pen) takes(r *draw.Rand, reluctance, coverage float64) bool {
	u := r.Float64()
	coverage = w.coverage(coverage)
	if r.Chance(2.0 / 3) {
		return reluctance < coverage
	}
	return u < coverage
}

// coverage is a share of those called as it is where the person lives.
func (w *pen) coverage(of float64) float64 {
	up := w.library.uptake
	shift := up[w.person.Region] + up[""]*(float64(w.person.Decile)-5.5)
	return min(max(of+shift*4*of*(1-of), 0), 0.995) // little room to move near none and all
}

func (w *pen) jab(r draw.Rand, vaccine *coded, d day, at place) {
	m := w.slot(&r, d)
	contact := w.visitOn(d)
	switch {
	case contact >= 0:
	case at == atPractice:
		contact = w.meet(&r, d, "Vaccination clinic", nil, FaceToFace, nurse)
	case w.away.entry >= 0 && w.away.day == d: // more than one at the same session
		contact = w.away.entry
	case at == atSchool:
		contact = w.meet(&r, d, "Vaccination given at school", nil, 0, nurse)
		w.away = visit{d, contact}
	default:
		contact = w.meet(&r, d, "Vaccination given elsewhere", nil, 0, nurse)
	}
	author := w.author(&r, nurse, w.stay(m))
	if contact >= 0 {
		m, author = w.when(contact), w.entries[contact].Author
	}
	e := &w.entries[w.write(Vaccination, vaccine, m, contact, author)]
	e.Status, e.Onset = Completed, e.Recorded
}
