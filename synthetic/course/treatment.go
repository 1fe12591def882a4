package course

import (
	"cmp"
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/draw"
)

// want is a line of treatment that somebody is to have from one day to another, whatever of it they can take.
type want struct {
	*slot
	condition string
	pick      int   // row that would be right for them
	from, to  int64 // Unix seconds; to is not included
	step      int64 // from here on pick comes first; before it, what treatment begins with
	took      *usual
	record    int // of what is taken, in Life.Medicines
}

const forever = math.MaxInt64

// margin is how far above a limit of the filtration rate prescribers stop a medicine, in mL/min/1.73m2.
const margin = 1

// treatment is somebody's medicines in the making. It goes from one day on which something changes to the next, and knows
// of each day only what is so then.
type treatment struct {
	*life
	model *Model
	wants []want
	marks []int64 // days on which something may change, Unix seconds
	taken set     // of those decided on in the current round
	at    time.Time
	unix  int64
	whole int // years of age at at
}

// prescribe gives a person the usual medicines of what they have: at most one from each slot, begun a while after the
// onset, stopped on the day on which something speaks against it and then replaced by the next that nothing does.
func (m *Model) prescribe(l *life) {
	t := treatment{life: l, model: m}
	var room [12]want
	var marks [96]int64
	t.wants, t.marks = room[:0], marks[:0]
	t.gather()
	if len(t.wants) == 0 {
		return
	}
	slices.SortStableFunc(t.wants, func(a, b want) int { return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.from, b.from)) })
	t.mark()
	end := min(l.until.Unix(), l.died.Unix())
	for i, mark := range t.marks {
		if mark >= end {
			break
		}
		if i > 0 && mark == t.marks[i-1] {
			continue
		}
		t.unix, t.at = mark, time.Unix(mark, 0).UTC()
		t.whole = l.Age(t.at)
		t.round()
	}
	if l.died.Before(l.until) {
		for i := range l.out.Medicines {
			if x := &l.out.Medicines[i]; x.Until.IsZero() {
				x.Until = l.died
			}
		}
	}
}

// gather lists what a person is to have for the conditions of their life and for other reasons.
func (t *treatment) gather() {
	a := t.model.atlas
	for i := range t.out.Conditions {
		c := &t.out.Conditions[i]
		if !c.Onset.Before(t.until) {
			break
		}
		nth := uint64(0)
		for j := range i {
			if t.out.Conditions[j].Is == c.Is {
				nth++
			}
		}
		end := int64(forever)
		if !c.Ended.IsZero() {
			end = c.Ended.Unix()
		}
		slots := a.usual[c.Is]
		if slots == nil {
			slots = a.usual[a.umbrella(c.Is)]
		}
		for j := range slots {
			t.want(&slots[j], c.Is, nth, c.Onset.Unix(), end, true)
		}
	}
	for i := range a.reasons {
		t.reason(&a.reasons[i])
	}
}

// want adds a line of treatment if the person is one of those who have it.
func (t *treatment) want(s *slot, condition string, nth uint64, from, end int64, waits bool) {
	r := draw.Key(t.model.seed, uint64(t.Index), streamMedicine, s.id|nth)
	u, pick := r.Float64(), 0
	for ; pick < len(s.rows); pick++ {
		if u -= s.rows[pick].share; u < 0 {
			break
		}
	}
	if pick == len(s.rows) {
		return
	}
	w := want{slot: s, condition: condition, pick: pick, from: from, to: end}
	wait, lasts, settle := r.Exp(), r.Exp(), r.Float64()
	if waits {
		w.from += days(wait * s.wait * year)
	}
	if s.lasts > 0 {
		w.to = min(w.to, w.from+days((0.1+0.9*lasts)*s.lasts*year))
	}
	if w.step = w.from; s.rows[pick].starts >= 0 {
		w.step += days(28 + 120*settle)
	}
	if y := s.rows[pick].year; y > 0 {
		// What came into use later reaches those under treatment over six years.
		if out := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Unix(); w.from < out {
			w.step = out + days(6*year*settle)
		}
	}
	if w.from < w.to && w.from < t.until.Unix() {
		t.wants = append(t.wants, w)
	}
}

// days is whole days in seconds.
func days(n float64) int64 { return int64(n) * 86400 }

// mark lists the days on which something may change, in order.
func (t *treatment) mark() {
	first, last, smokes := int64(forever), min(t.until.Unix(), t.died.Unix()), false
	for i := range t.wants {
		w := &t.wants[i]
		first, smokes = min(first, w.from), smokes || w.smokes
		t.marks = append(t.marks, w.from, w.to, w.step)
		for _, age := range w.ages {
			if day := t.Born.AddDate(age, 0, 0).Unix(); day > w.from && day < w.to {
				t.marks = append(t.marks, day)
			}
		}
		for _, limit := range w.limits {
			t.marks = append(t.marks, t.reaches(limit+margin))
		}
	}
	for i := range t.out.Conditions {
		c := &t.out.Conditions[i]
		if a := t.model.atlas; a.barring[c.Is] || a.barring[a.umbrella(c.Is)] {
			t.marks = append(t.marks, c.Onset.Unix(), c.Ended.Unix())
		}
	}
	for i := range t.out.Pregnancies {
		t.marks = append(t.marks, t.out.Pregnancies[i].Conceived.Unix(), t.out.Pregnancies[i].Ended.Unix())
	}
	for i := range t.out.Allergies {
		t.marks = append(t.marks, t.out.Allergies[i].Since.Unix())
	}
	if s := &t.out.frame.smokes; smokes {
		t.marks = append(t.marks, s.start.Unix(), s.quit.Unix(), s.again.Unix())
	}
	n := 0
	for _, mark := range t.marks {
		if mark >= first && mark < last {
			t.marks[n] = mark
			n++
		}
	}
	t.marks = t.marks[:n]
	slices.Sort(t.marks)
}

// reaches is the first day on which the filtration rate is below a limit.
func (t *treatment) reaches(limit float64) int64 {
	age := t.out.frame.below(limit)
	if age > lastAge {
		return forever
	}
	day := t.Born.Unix() + days(age*year)
	for t.out.EGFR(time.Unix(day, 0)) >= limit {
		day += 86400
	}
	return day
}

// round settles what is taken from a day on. Slots of higher priority decide first; within one, those who are on something
// keep it if they can before anything new is begun.
func (t *treatment) round() {
	t.taken = set{}
	for from := 0; from < len(t.wants); {
		to := from
		for to < len(t.wants) && t.wants[to].priority == t.wants[from].priority {
			to++
		}
		level := t.wants[from:to]
		for i := range level {
			if w := &level[i]; w.took != nil {
				t.keep(w)
			}
		}
		for i := range level {
			if w := &level[i]; w.took == nil && w.from <= t.unix && t.unix < w.to {
				t.begin(w)
			}
		}
		from = to
	}
}

// keep goes on with what is taken, or stops it.
func (t *treatment) keep(w *want) {
	better := t.unix >= w.step && w.took != &w.rows[w.pick]
	if t.unix < w.to && t.fits(w.took) && !(better && t.fits(&w.rows[w.pick])) {
		t.taken.add(w.took.place)
		return
	}
	t.out.Medicines[w.record].Until = t.at
	w.took = nil
}

// begin starts the row that is right, or the next one that fits.
func (t *treatment) begin(w *want) {
	first := w.pick
	if start := w.rows[w.pick].starts; t.unix < w.step && start >= 0 {
		first = start
	}
	for i := range w.rows {
		u := &w.rows[(first+i)%len(w.rows)]
		if !t.fits(u) {
			continue
		}
		w.took, w.record = u, len(t.out.Medicines)
		t.out.Medicines = append(t.out.Medicines, Medicine{Name: u.Name, For: w.condition, Since: t.at})
		t.taken.add(u.place)
		return
	}
}

// fits reports whether a row may be taken on the day, beside what has been decided on.
func (t *treatment) fits(u *usual) bool {
	if t.whole < u.from || t.whole > u.to || u.year > 0 && t.at.Year() < u.year || u.sex != "" && u.sex != letter(t.Sex) ||
		t.taken.meets(&u.clashes) || t.taken.meets(&u.kin) || u.needs != "" && !t.takes(u.needs) {
		return false
	}
	for i := range t.out.Allergies {
		if x := &t.out.Allergies[i]; x.Since.Unix() <= t.unix && u.In(x.To) {
			return false
		}
	}
	for i := range u.bars {
		if t.strikes(&u.bars[i]) {
			return false
		}
	}
	return true
}

// takes reports whether an ingredient is among what has been decided on.
func (t *treatment) takes(ingredient string) bool {
	for i := range t.wants {
		if w := &t.wants[i]; w.took != nil && w.took.Ingredient == ingredient && t.taken.has(w.took.place) {
			return true
		}
	}
	return false
}

func (t *treatment) strikes(b *bar) bool {
	switch b.against {
	case "egfr-below":
		return years(t.Born, t.at) >= t.out.frame.kidneys && t.out.EGFR(t.at) < b.limit+margin
	case "age-from":
		return float64(t.whole) >= b.limit
	case "age-below":
		return float64(t.whole) < b.limit
	case "smoker-from":
		return float64(t.whole) >= b.limit && t.out.frame.smokes.at(t.at) == "current"
	case "condition":
		return t.has(b.what)
	case "allergy":
		return slices.ContainsFunc(t.out.Allergies, func(x Allergy) bool { return x.To == b.what && !x.Since.After(t.at) })
	case "pregnant":
		return t.out.pregnant(t.at)
	}
	return fertile(t.Person, t.whole)
}

// has reports whether a condition, or a kind of it, is present on the day.
func (t *treatment) has(is string) bool {
	for i := range t.out.Conditions {
		c := &t.out.Conditions[i]
		if c.Onset.After(t.at) {
			return false
		}
		if (c.Ended.IsZero() || c.Ended.After(t.at)) && (c.Is == is || t.model.atlas.umbrella(c.Is) == is) {
			return true
		}
	}
	return false
}
