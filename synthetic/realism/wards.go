package realism

import (
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// ward is what a hospital's coders write beside the reason for an admission.
type ward struct {
	name, sign string
	millions   float64 // of episodes a year in England
}

// Signs that are neither conditions nor read off the body alone.
const (
	exSmoker   = "ex-smoker"
	labelled   = "penicillin-label"
	thinsBlood = "anticoagulant"
)

// wards counts what those who were admitted in the year before the date have besides, once for every admission.
type wards struct {
	list       []ward
	places     []int // of their signs; -1 for those read elsewhere
	admissions int64
	mentions   []int64
}

func newWards(ref *reference) *wards {
	w := &wards{list: ref.wards, mentions: make([]int64, len(ref.wards))}
	for _, x := range ref.wards {
		w.places = append(w.places, ref.place(x.sign))
	}
	return w
}

func (w *wards) see(l *look) {
	if !l.alive {
		return
	}
	from, n := l.at.AddDate(-1, 0, 0), int64(0)
	for i := range l.life.Events {
		e := &l.life.Events[i]
		if (e.Kind == course.Emergency || e.Kind == course.Admission) && !e.At.Before(from) && e.At.Before(l.at) {
			n++
		}
	}
	if n == 0 {
		return
	}
	w.admissions += n
	for i, x := range w.list {
		if w.places[i] >= 0 && l.has.has(w.places[i]) || w.places[i] < 0 && elsewhere(l, x.sign) {
			w.mentions[i] += n
		}
	}
}

// elsewhere reads a sign that is not a condition.
func elsewhere(l *look, sign string) bool {
	switch sign {
	case exSmoker:
		return l.truth.Body.Smoking == "ex"
	case labelled:
		return hasLabel(l.chart)
	case thinsBlood:
		for i := range l.truth.Medicines {
			m := &l.truth.Medicines[i]
			if d, ok := logics().drugs[m.Name]; ok && d.In("anticoagulant") && taking(m, l.at) {
				return true
			}
		}
	}
	return false
}

// taking reports whether a medicine is taken at a moment.
func taking(m *course.Medicine, at time.Time) bool {
	return !m.Since.After(at) && (m.Until.IsZero() || m.Until.After(at))
}

// hasLabel reports whether a record carries an allergy to penicillin.
func hasLabel(c *chart.Chart) bool {
	for i := range c.Entries {
		if e := &c.Entries[i]; e.ID.Kind == chart.Allergy && e.Status == chart.Active && strings.Contains(e.Substance, "cillin") {
			return true
		}
	}
	return false
}

func (w *wards) add(other gauge) {
	o := other.(*wards)
	w.admissions += o.admissions
	for i := range w.mentions {
		w.mentions[i] += o.mentions[i]
	}
}

func (w *wards) report(r *report) {
	s := Series{ID: "wards", Kind: "dots", Title: "What people in hospital have besides", X: "code", Y: "% of admissions, or of episodes published", Source: "HES 2023/24 (hospital_codes.csv), of 22.2 million episodes",
		Text: "How often admissions are of people who have each condition, ours beside the episodes of England's hospitals that mention its code."}
	ours, theirs := Line{Name: "ours", Who: "ours"}, Line{Name: "published", Who: "published"}
	var x, y []float64
	near := 0
	for i, v := range w.list {
		low, high := wilson(w.mentions[i], w.admissions)
		s.Places = append(s.Places, v.name)
		ours.Values, ours.Low, ours.High = append(ours.Values, Figure(100*ratio(w.mentions[i], w.admissions))), append(ours.Low, Figure(100*low)), append(ours.High, Figure(100*high))
		theirs.Values = append(theirs.Values, Figure(100*v.millions/r.episodes))
		x, y = append(x, float64(w.mentions[i])), append(y, v.millions)
		if times := float64(ours.Values[i] / theirs.Values[i]); times > 0.5 && times < 2 {
			near++
		}
	}
	s.Lines = []Line{ours, theirs}
	r.board.Series = append(r.board.Series, s)
	if w.admissions > 0 {
		row := r.set("P19", "", spearman(x, y))
		row.Note = join(row.Note, decimal(float64(near), 0)+" of "+plural(len(x), "share")+" within a factor of two of the published one")
	}
}
