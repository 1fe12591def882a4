package timeline

import (
	"cmp"
	"slices"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// Story is one life in order of days.
type Story struct {
	Subject Subject   `json:"subject"`
	Date    time.Time `json:"date"` // the day that it is told up to
	From    time.Time `json:"from"` // the first day that is told; before it only what still held then
	Before  []string  `json:"before"`
	Days    []Day     `json:"days"` // only those on which something happened
	Never   []string  `json:"never_written"`
}

// Subject is whom the story is about.
type Subject struct {
	Index     int       `json:"index"`
	Number    string    `json:"nhs_number"`
	Name      string    `json:"name"`
	Sex       string    `json:"sex"`
	Born      time.Time `json:"born"`
	Died      time.Time `json:"died,omitzero"`
	Age       int       `json:"age"` // on the story's day, or at death
	Ethnicity string    `json:"ethnicity"`
	Recorded  string    `json:"ethnicity_recorded"` // as the practice holds it; empty if nobody asked
	Decile    int       `json:"decile"`
	Home      string    `json:"home"`
	Practice  string    `json:"practice"`
}

// Day is what was so from a day on, and what was written on it.
type Day struct {
	Date  time.Time `json:"date"`
	Facts []Fact    `json:"so"`
	Notes []Note    `json:"written"`
}

// Fact is something that begins, ends or happens.
type Fact struct {
	Kind  string `json:"kind"` // "birth", "move", "condition", "allergy", "medicine", "event", "pregnancy", "death"
	Text  string `json:"text"`
	About string `json:"about"` // as chart.Entry.Truth: "condition/asthma"
	Mark  string `json:"mark"`  // how the record departs from it: "never written", "written 7 months late"; empty if it does not

	order int // among the facts of a day
}

// Note is something written.
type Note struct {
	Kind   string `json:"kind"` // "contact", "problem", "allergy", "medicine", "results", "vaccination" …
	Text   string `json:"text"`
	Code   string `json:"code"`   // of the first code system; empty for words alone
	System string `json:"system"` // its URI
	About  string `json:"about"`
	Mark   string `json:"mark"` // how it departs from the truth: "late by 7 months", "words only", "label without an allergy" …
}

// Tell makes the story of a life up to a day. The chart is that of the day.
func Tell(p *demography.Person, l *course.Life, c *chart.Chart, o Options) Story {
	o.fill(p, l, c)
	t := teller{person: p, life: l, chart: c, at: o.At, from: p.Born, days: map[time.Time]*Day{}}
	if o.Years > 0 {
		if from := o.At.AddDate(-o.Years, 0, 0); from.After(t.from) {
			t.from = from
		}
	}
	t.firsts()
	t.facts(o.Moves)
	t.notes()
	s := Story{Subject: t.subject(), Date: o.At, From: t.from, Before: t.before(), Days: []Day{}, Never: []string{}}
	for _, d := range t.days {
		slices.SortStableFunc(d.Facts, func(a, b Fact) int { return cmp.Compare(a.order, b.order) })
		s.Days = append(s.Days, *d)
	}
	slices.SortFunc(s.Days, func(a, b Day) int { return a.Date.Compare(b.Date) })
	for _, truth := range c.Missing {
		s.Never = append(s.Never, named(truth))
	}
	return s
}

// teller collects a story.
type teller struct {
	person   *demography.Person
	life     *course.Life
	chart    *chart.Chart
	at, from time.Time
	days     map[time.Time]*Day
	written  map[string]time.Time // when each truth was first written
	onsets   map[string]time.Time // when each truth began
}

// day is the entry of a moment's day.
func (t *teller) day(at time.Time) *Day {
	at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	d, ok := t.days[at]
	if !ok {
		d = &Day{Date: at, Facts: []Fact{}, Notes: []Note{}}
		t.days[at] = d
	}
	return d
}

// told reports whether a moment is within the story.
func (t *teller) told(at time.Time) bool {
	return !at.IsZero() && !at.Before(t.from) && at.Before(t.at)
}

// firsts finds when each truth began and when it was first written.
func (t *teller) firsts() {
	t.written, t.onsets = map[string]time.Time{}, map[string]time.Time{}
	for i := range t.chart.Entries {
		e := &t.chart.Entries[i]
		if _, ok := t.written[e.Truth]; !ok && e.Truth != "" {
			t.written[e.Truth] = e.Recorded
		}
	}
	for _, x := range t.life.Conditions {
		t.begin("condition/"+x.Is, x.Onset)
	}
	for _, x := range t.life.Allergies {
		t.begin("allergy/"+x.To, x.Since)
	}
	for _, x := range t.life.Medicines {
		t.begin("medicine/"+x.Name, x.Since)
	}
}

func (t *teller) begin(truth string, at time.Time) {
	if _, ok := t.onsets[truth]; !ok {
		t.onsets[truth] = at
	}
}
