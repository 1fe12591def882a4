package gmf

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// FirstGuest is the first K of chart entries that guests write, within each kind.
const FirstGuest = 1 << 15

// issueDays is the usual time between two issues of a repeat prescription in England (population.md 6).
const issueDays = 28

// Entries are a guests' record as entries of the person's chart, each tied to a contact, in the order of writing. What has no
// drawer in a chart is left out: attributes, symptoms, supplies, devices, care plans, studies (whose procedure is there) and
// deaths. An overlay's code comes first and the module's own after it.
func (g *Guests) Entries(p *demography.Person, r *Record) []chart.Entry {
	w := &writer{overlay: g.overlay, person: p, record: r, k: make([]int, len(r.Entries))}
	drawers := 0
	for i := range r.Entries {
		switch r.Entries[i].Kind {
		case Attribute, Symptom, Supply, Device, CarePlan, Imaging, Death:
		default:
			drawers++
		}
	}
	w.out = make([]chart.Entry, 0, drawers+drawers/8)
	for i := range r.Entries {
		w.write(i)
	}
	return w.out
}

// Merge puts guests' entries among a chart's, in the order of writing.
func Merge(c *chart.Chart, guests []chart.Entry) {
	all := append(slices.Clip(c.Entries), guests...)
	slices.SortStableFunc(all, func(a, b chart.Entry) int { return a.Recorded.Compare(b.Recorded) })
	c.Entries = all
}

// writer turns a record into chart entries.
type writer struct {
	overlay *Overlay
	person  *demography.Person
	record  *Record
	out     []chart.Entry
	next    [chart.Report + 1]int
	k       []int     // K of each entry of the record in the chart
	noted   time.Time // of the last contact for what was written outside of all
	note    int
}

// write writes the i-th entry of the record.
func (w *writer) write(i int) {
	e := &w.record.Entries[i]
	switch e.Kind {
	case Encounter:
		w.contact(i, e)
	case Condition:
		x := w.add(i, chart.Problem, e)
		x.Onset, x.Verification = e.Onset, "confirmed"
		x.Status = lasting(e, chart.Resolved)
	case Allergy:
		w.allergy(w.add(i, chart.Allergy, e), e)
	case Medication:
		w.medicine(w.add(i, chart.Medicine, e), e)
	case Procedure:
		x := w.add(i, chart.Procedure, e)
		x.Onset, x.Status = e.Start, lasting(e, chart.Completed)
	case Observation:
		w.measurement(w.add(i, chart.Measurement, e), e)
	case Report:
		x := w.add(i, chart.Report, e)
		x.Status, x.Category = chart.Completed, "laboratory"
		for _, r := range e.Results {
			x.Results = append(x.Results, w.k[r])
		}
	case Vaccination:
		x := w.add(i, chart.Vaccination, e)
		x.Onset, x.Status = e.Start, chart.Completed
	}
}

// lasting is active, or another status once the entry has ended.
func lasting(e *Entry, ended chart.Status) chart.Status {
	if e.End.IsZero() {
		return chart.Active
	}
	return ended
}

// add writes an entry in its contact, making one if the module wrote it outside of all.
func (w *writer) add(i int, kind chart.Kind, e *Entry) *chart.Entry {
	contact := 0
	switch {
	case e.Encounter != outside:
		contact = w.k[e.Encounter]
	case kind == chart.Contact:
		contact = outside
	default:
		if !w.noted.Equal(e.Start) || w.note == 0 {
			w.note, w.noted = w.number(chart.Contact), e.Start
			x := w.plain(chart.Contact, w.note, e.Start)
			x.Text, x.Status, x.Ended = "Entry outside a consultation", chart.Completed, e.Start
			w.out = append(w.out, x)
		}
		contact = w.note
	}
	k := w.number(kind)
	w.k[i] = k
	x := w.plain(kind, k, e.Start)
	x.Coding, x.Text, x.Ended, x.Contact = w.codings(e.Codes), titled(e.Codes), e.End, contact
	w.out = append(w.out, x)
	return &w.out[len(w.out)-1]
}

func (w *writer) number(kind chart.Kind) int {
	w.next[kind]++
	return FirstGuest + w.next[kind] - 1
}

func (w *writer) plain(kind chart.Kind, k int, t time.Time) chart.Entry {
	return chart.Entry{ID: chart.ID{Person: w.person.Index, Kind: kind, K: k}, Authored: t, Recorded: t, Visible: t,
		Author: w.person.GP, Source: w.person.Practice, Contact: outside}
}

// codings are a thing's codes as FHIR writes them: of the first code, the overlay's and the module's own.
func (w *writer) codings(codes []Code) []chart.Coding {
	if len(codes) == 0 {
		return nil
	}
	out := make([]chart.Coding, 0, len(codes)+1)
	if to, ok := w.overlay.Code(codes[0]); ok {
		out = append(out, coding(to))
	}
	for _, c := range codes {
		out = append(out, coding(c))
	}
	return out
}

func coding(c Code) chart.Coding {
	system, ok := systems()[strings.ToLower(c.System)]
	if !ok {
		system = c.System
	}
	return chart.Coding{System: system, Code: c.Code, Display: c.Display}
}

func (w *writer) contact(i int, e *Entry) {
	x := w.add(i, chart.Contact, e)
	x.Status = lasting(e, chart.Completed)
	x.Mode = chart.FaceToFace
	switch class := e.Detail.Class; {
	case class == "virtual":
		x.Mode = chart.Telephone
	case class == "home":
		x.Mode = chart.HomeVisit
	case class == "wellness":
		x.Text = "Health check"
	case x.Text == "":
		x.Text = "Contact: " + class
	}
}

func (w *writer) allergy(x *chart.Entry, e *Entry) {
	x.Onset, x.Status, x.Verification = e.Onset, lasting(e, chart.Resolved), "confirmed"
	x.Criticality = "unable-to-assess"
	worst := -1
	for _, r := range e.Reactions {
		if level := slices.Index(severities, r.Severity); level > worst {
			worst = level
			at := coding(r.Code)
			x.Reaction, x.Severity = &at, strings.ToLower(r.Severity)
		}
	}
	if worst >= 0 {
		x.Criticality = "low"
	}
	if worst == len(severities)-1 {
		x.Criticality = "high"
	}
}

var severities = []string{"MILD", "MODERATE", "SEVERE"}

func (w *writer) medicine(x *chart.Entry, e *Entry) {
	x.Onset, x.Status = e.Start, lasting(e, chart.Stopped)
	if e.Detail.Administered {
		x.Status = chart.Completed
	}
	if x.Repeat = e.Detail.Chronic; x.Repeat {
		x.Every = issueDays
	}
	p := e.Detail.Prescription
	if p == nil {
		return
	}
	d := &chart.Dose{Quantity: p.Amount, Unit: "dose", Times: max(int(p.Frequency), 1), Period: max(p.Period, 1), PeriodUnit: ucumTime[p.PeriodUnit]}
	var words []string
	for _, c := range p.Instructions {
		words = append(words, c.Display)
	}
	if p.Amount > 0 {
		words = append(words, fmt.Sprintf("%g, %d times in %g %s", p.Amount, d.Times, d.Period, p.PeriodUnit))
	}
	if p.AsNeeded {
		words = append(words, "as needed")
	}
	if d.Text = strings.Join(words, "; "); d.Text != "" {
		x.Dose = d
	}
}

var ucumTime = map[string]string{"seconds": "s", "minutes": "min", "hours": "h", "days": "d", "weeks": "wk", "months": "mo", "years": "a"}

func (w *writer) measurement(x *chart.Entry, e *Entry) {
	x.Onset, x.Status, x.Category = e.Start, chart.Completed, e.Detail.Category
	switch e.Value.Kind {
	case Number:
		q := quantity(e.Value.Number, e.Unit)
		x.Value = &q
	case Coded:
		at := coding(*e.Value.Code)
		x.Answer = &at
	case Nil:
	default:
		x.Text += ": " + e.Value.String()
	}
	for _, p := range e.Parts {
		if p.Value.Kind == Number {
			x.Parts = append(x.Parts, chart.Part{Coding: w.codings(p.Codes), Text: titled(p.Codes), Value: quantity(p.Value.Number, p.Unit)})
		}
	}
}

// quantity is a value as written down: to four digits behind the point.
func quantity(x float64, unit string) chart.Quantity {
	return chart.Quantity{Value: math.Round(x*1e4) / 1e4, Unit: unit, Code: unit}
}
