package chart

import (
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// acute is a passing illness or a symptom that people come with. Passing illnesses are not part of the truth.
type acute struct {
	key       string // of the list that its code is in
	words     *coded
	problem   bool // written as a problem that passes; otherwise the contact's reason only
	days      int  // that it lasts
	panels    []*panel
	tested    float64
	specialty string
	referred  float64
	urgency   string
	choices   []choice

	confidential float64 // share kept from view
	doctor       bool    // nobody else may
	since        day     // that it has been known; before, people came with what is called earlier
	earlier      string
}

// choice is a medicine for a short course, the share who get one, and the youngest age.
type choice struct {
	medicine nhs.Medicine
	share    float64
	from     float64
}

// mix is who comes with what at an age: the rows of acute.csv with their weights added up.
type mix struct {
	rows  []uint8
	total []float64
}

func (l *library) loadAcute() {
	for _, row := range table("acute_doses.csv") {
		l.lengths[row.Text("medicine")] = row.Int("days")
		l.doses[row.Text("medicine")] = &Dose{Text: row.Text("text"), Quantity: row.Float("quantity"), Unit: row.Text("unit"),
			Times: row.Int("times"), Period: 1, PeriodUnit: "d", Supply: row.Float("supply")}
	}
	for sex := range l.reasons {
		for half := range l.reasons[sex] {
			l.reasons[sex][half] = make([]mix, oldest+1)
		}
	}
	for i, row := range table("acute.csv") {
		text := row.Text("label")
		if text == "" {
			text = row.Text("reason")
		}
		a := acute{key: row.Text("reason"), words: l.code(row.Text("list")+"/"+row.Text("reason"), text), problem: row.Text("list") == "condition", days: row.Int("days"),
			panels: l.panelsOf(row.Text("panels")), tested: row.Float("tested"), specialty: row.Text("specialty"), referred: row.Float("referred"), urgency: row.Text("urgency"),
			confidential: row.Float("confidential"), doctor: row.Text("by") == "gp", earlier: row.Text("earlier")}
		if year := row.Int("since"); year > 0 {
			a.since = date(year, time.March, 1)
		}
		for part := range strings.SplitSeq(row.Text("medicines"), ";") {
			if fields := strings.Split(part, ":"); len(fields) == 3 {
				m, ok := nhs.FindMedicine(fields[0])
				if !ok {
					panic("acute.csv: no such medicine: " + fields[0])
				}
				a.choices = append(a.choices, choice{m, number("acute.csv", fields[1]), number("acute.csv", fields[2])})
			}
		}
		l.acute = append(l.acute, a)
		l.weigh(uint8(i), row.Text("sex"), row.Text("season"), row.Float("weight"), row.Int("from"), row.Int("to"))
	}
}

const oldest = 120

// weigh adds a reason to the mix of those who come with it.
func (l *library) weigh(row uint8, sexes, season string, weight float64, from, to int) {
	only, one := sexOf(sexes)
	for sex := range l.reasons {
		if one && demography.Sex(sex) != only {
			continue
		}
		for half := range l.reasons[sex] {
			w := weight
			switch {
			case season == "":
			case (season == "winter") == (half == 1):
				w *= 1.5
			default:
				w *= 0.5
			}
			for age := from; age <= min(to, oldest); age++ {
				m := &l.reasons[sex][half][age]
				sum := w
				if n := len(m.total); n > 0 {
					sum += m.total[n-1]
				}
				m.rows, m.total = append(m.rows, row), append(m.total, sum)
			}
		}
	}
}

// reason draws what somebody comes with on a day.
func (w *pen) reason(r *draw.Rand, d day) *acute {
	_, month, _ := d.civil()
	half := 0
	if month >= 10 || month <= 3 {
		half = 1
	}
	m := &w.library.reasons[w.person.Sex][half][min(max(int(w.age(d)), 0), oldest)]
	u := r.Float64() * m.total[len(m.total)-1]
	for i, t := range m.total {
		if u < t {
			a := &w.library.acute[m.rows[i]]
			if d < a.since {
				a = w.library.reasonOf(a.earlier)
			}
			return a
		}
	}
	return &w.library.acute[m.rows[0]]
}

// reasonOf is the first row of a reason.
func (l *library) reasonOf(key string) *acute {
	return &l.acute[slices.IndexFunc(l.acute, func(a acute) bool { return a.key == key })]
}

// episode writes what was done about a reason at a contact.
func (w *pen) episode(r *draw.Rand, a *acute, contact int, d day) {
	m, author := w.when(contact), w.entries[contact].Author
	if a.problem && r.Chance(0.65) { // the others are no more than the reason for the contact
		e := &w.entries[w.write(Problem, a.words, m, contact, author)]
		e.Verification, e.Status = "confirmed", Resolved
		e.Onset, e.Ended = max(m-moment(r.Between(1, 5))*secondsPerDay, w.born).time(), (m + moment(a.days)*secondsPerDay).time()
	}
	tests, letters := apart(r), apart(r)
	if tests.Chance(a.tested) {
		w.investigate(&tests, a, contact, d)
	}
	if letters.Chance(a.referred) {
		w.sendOn(&letters, a, contact)
	}
	if w.suits("bp", d) && w.entries[contact].Mode == FaceToFace && r.Chance(0.16) {
		w.measure(r, w.library.observables["bp"], contact)
	}
	w.short(r, a, m, contact, author)
	if a.confidential > 0 && r.Chance(a.confidential) {
		w.withhold(contact)
	}
}

// investigate has blood taken and, for many, the results talked over.
func (w *pen) investigate(r *draw.Rand, a *acute, contact int, d day) {
	w.bloods(r, a.panels, contact)
	if r.Chance(0.3) {
		w.meet(r, d+day(r.Between(12, 20)), "Telephone consultation: discussion of test results", nil, Telephone, gp)
	}
}

// sendOn refers somebody to a specialist, whose letter finds nothing that would be in the truth.
func (w *pen) sendOn(r *draw.Rand, a *acute, contact int) {
	low, high := 40, 160
	switch a.urgency {
	case "two-week-wait":
		low, high = 6, 14
	case "urgent":
		low, high = 14, 45
	}
	clinic := w.when(contact).day() + day(r.Between(low, high))
	referral := w.refer(r, a.specialty, a.urgency, contact, clinic)
	if letter := w.letter(r, clinic, "Letter from outpatients: "+a.specialty); letter >= 0 {
		w.reassurance(r, letter, a, referral)
	}
}

// short prescribes a short course: the first of the usual choices that nothing speaks against.
func (w *pen) short(r *draw.Rand, a *acute, m moment, contact, author int) {
	if len(a.choices) == 0 || !r.Chance(a.choices[0].share) {
		return
	}
	for i := range a.choices {
		x := &a.choices[i].medicine
		if w.age(m.day()) < a.choices[i].from || w.barred(x, m) {
			continue
		}
		e := &w.entries[w.write(Medicine, w.library.medicines[x.Name], m, contact, author)]
		e.For, e.Dose, e.Onset, e.Status = a.key, w.library.doses[x.Name], m.time(), Completed
		e.Ended = (m + moment(w.library.lengths[x.Name])*secondsPerDay).time()
		return
	}
}
