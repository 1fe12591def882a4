package realism

import (
	"math"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/nhs"
)

// use counts what people used in the year before the date: their practice, hospital, and medicines issued.
type use struct {
	days        int64 // lived in the year, of those alive at its end
	contacts    [2][bands]int64
	lived       [2][bands]int64 // days
	missed      int64           // appointments at the practice that nobody came to
	attendances int64
	admissions  int64
	items       []int64        // issued, by place in the list of chemicals
	chemical    map[string]int // of a medicine's name, -1 if it is none of them
}

func newUse(ref *reference) *use {
	u := &use{items: make([]int64, len(ref.chemicals)), chemical: map[string]int{}}
	for _, m := range nhs.Medicines() {
		u.chemical[m.Name] = -1
		for i, c := range ref.chemicals {
			if m.Ingredient == c.ingredient {
				u.chemical[m.Name] = i
			}
		}
	}
	return u
}

func (u *use) see(l *look) {
	if !l.alive {
		return
	}
	from := l.at.AddDate(-1, 0, 0)
	if from.Before(l.person.Born) {
		from = l.person.Born
	}
	days := int64(l.at.Sub(from).Hours() / 24)
	u.days += days
	u.lived[l.sex()][l.band] += days
	in := func(t time.Time) bool { return !t.Before(from) && t.Before(l.at) }
	for i := range l.chart.Entries {
		e := &l.chart.Entries[i]
		switch e.ID.Kind {
		case chart.Contact:
			if in(e.Recorded) && e.Mode != 0 { // those without are letters and messages
				u.contacts[l.sex()][l.band]++
			}
		case chart.Appointment:
			if in(e.Recorded) && e.Status == chart.NoShow && e.Request == nil {
				u.missed++
			}
		case chart.Medicine:
			if c, ok := u.chemical[e.Text]; ok && c >= 0 && e.Status != chart.EnteredInError {
				all, _ := e.Issues(l.at)
				before, _ := e.Issues(from)
				u.items[c] += int64(all - before)
			}
		}
	}
	for i := range l.life.Events {
		switch e := &l.life.Events[i]; {
		case !in(e.At):
		case e.Kind == course.Attendance:
			u.attendances++
		case e.Kind == course.Emergency, e.Kind == course.Admission, e.Kind == course.Delivery:
			u.admissions++
		}
	}
}

func (u *use) add(other gauge) {
	o := other.(*use)
	u.days, u.missed, u.attendances, u.admissions = u.days+o.days, u.missed+o.missed, u.attendances+o.attendances, u.admissions+o.admissions
	for sex := range u.contacts {
		for b := range u.contacts[sex] {
			u.contacts[sex][b] += o.contacts[sex][b]
			u.lived[sex][b] += o.lived[sex][b]
		}
	}
	for i := range u.items {
		u.items[i] += o.items[i]
	}
}

func (u *use) report(r *report) {
	years := float64(u.days) / year
	contacts := int64(0)
	for sex := range u.contacts {
		for _, n := range u.contacts[sex] {
			contacts += n
		}
	}
	for part, n := range map[string]int64{"general practice": contacts + u.missed, "emergency department": u.attendances, "admissions": u.admissions} {
		// Events of one person come in clusters, so that their count varies more than Poisson's: by half as much again.
		r.normal("P16", part, float64(n)/years, 1.5*math.Sqrt(float64(n))/years)
	}
	r.share("P16", "missed", u.missed, contacts+u.missed)
	u.byAge(r)
	u.ranks(r)
}

// byAge compares contacts by age and sex.
func (u *use) byAge(r *report) {
	s := Series{ID: "contacts", Kind: "line", Title: "Contacts with general practice", X: "age in years", Y: "per person-year", Source: "pattern of Hobbs 2016 scaled to 5.8 appointments a head, recalled",
		Text: "Contacts with general practice in the year before the date by age and sex, ours against published."}
	for b := range bands {
		s.Places, s.At = append(s.Places, bandName(b)), append(s.At, float64(5*b)+2.5)
	}
	var sum, squares, noise, n float64
	for _, x := range sexes {
		ours, theirs := Line{Name: x.word + ", ours", Who: "ours", Sex: x.name}, Line{Name: x.word + ", published", Who: "published", Sex: x.name}
		var list []share
		for _, y := range r.consultations {
			if sexOf(y.sex) == x.sex {
				y.sex = ""
				list = append(list, y)
			}
		}
		for b := range bands {
			ours.Values = append(ours.Values, Figure(float64(u.contacts[x.sex][b])/(float64(u.lived[x.sex][b])/year)))
			theirs.Values = append(theirs.Values, byAge(list, 5*b+2))
		}
		s.Lines = append(s.Lines, ours, theirs)
		for _, y := range list {
			var got, days int64
			for b := range bands {
				if 5*b >= y.from && 5*b <= y.to {
					got, days = got+u.contacts[x.sex][b], days+u.lived[x.sex][b]
				}
			}
			want := y.value * float64(days) / year
			if want < few {
				continue
			}
			spread := 1.5 / math.Sqrt(want)
			sum, squares, noise, n = sum+math.Abs(math.Log((float64(got)+0.5)/want)), squares+spread*spread, noise+absolute*spread, n+1
		}
	}
	r.board.Series = append(r.board.Series, s)
	r.errors("P16", "by age and sex", sum, squares, noise, n)
}

// ranks compares the order of the chemicals most prescribed.
func (u *use) ranks(r *report) {
	s := Series{ID: "items", Kind: "dots", Title: "Medicines issued", X: "chemical", Y: "items per 1,000 people a year", Source: "NHSBSA Prescription Cost Analysis; volumes recalled",
		Text: "Items of the twenty most prescribed chemicals in a year, ours beside published."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	england := 0.0
	for sex := range r.census {
		for _, n := range r.census[sex] {
			england += n
		}
	}
	var x, y []float64
	for _, i := range r.most(20) {
		mine := 1000 * float64(u.items[i]) / (float64(u.days) / year)
		want := 1000 * r.chemicals[i].items * 1e6 / england
		s.Places = append(s.Places, r.chemicals[i].name)
		ours.Values, theirs.Values = append(ours.Values, Figure(mine)), append(theirs.Values, Figure(want))
		x, y = append(x, mine), append(y, want)
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
	r.set("P17", "", spearman(x, y))
}
