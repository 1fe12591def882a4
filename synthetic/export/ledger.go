package export

import (
	"strconv"
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// ledger is the rows of some people, a slice for each table.
type ledger struct {
	people       []Person
	problems     []Problem
	allergies    []Allergy
	medicines    []Medicine
	measurements []Measurement
	contacts     []Contact
	vaccinations []Vaccination
	procedures   []Procedure
	documents    []Document
	referrals    []Referral
	appointments []Appointment
	reports      []Report
	facts        []Fact
}

func (l *ledger) clear() {
	l.people, l.problems, l.allergies, l.medicines = l.people[:0], l.problems[:0], l.allergies[:0], l.medicines[:0]
	l.measurements, l.contacts, l.vaccinations = l.measurements[:0], l.contacts[:0], l.vaccinations[:0]
	l.procedures, l.documents, l.referrals = l.procedures[:0], l.documents[:0], l.referrals[:0]
	l.appointments, l.reports, l.facts = l.appointments[:0], l.reports[:0], l.facts[:0]
}

// person adds somebody's own row.
func (l *ledger) person(p *demography.Person, e chart.Ethnicity) {
	row := Person{Person: int64(p.Index), NHSNumber: p.Number.String(), Prefix: p.Name.Prefix, Given: strings.Join(p.Name.Given, " "), Family: p.Name.Family,
		Sex: p.Sex.String(), Born: int32(p.Born.Unix() / (24 * 60 * 60)), Died: p.Died, Ethnicity: e.Code, Language: p.Language, Interpreter: p.Interpreter,
		Address: strings.Join(p.Address.Lines, ", "), Postcode: p.Address.Postcode, Region: p.Region, Decile: int32(p.Decile),
		Household: strconv.FormatUint(p.Household.ID, 36), HouseholdSize: int32(p.Household.Size), Practice: string(p.Practice), GP: int32(p.GP)}
	if e.Code != "" {
		row.EthnicityRecorded = e.Recorded
	}
	l.people = append(l.people, row)
}

// entry adds the rows of an entry of a chart.
func (l *ledger) entry(e *chart.Entry) {
	n := noteOf(e)
	switch e.ID.Kind {
	case chart.Problem:
		l.problems = append(l.problems, Problem{n, e.Verification})
	case chart.Allergy:
		row := Allergy{Note: n, Verification: e.Verification, Criticality: e.Criticality, Severity: e.Severity}
		if e.Reaction != nil {
			row.ReactionCode, row.Reaction = e.Reaction.Code, e.Reaction.Display
		}
		l.allergies = append(l.allergies, row)
	case chart.Medicine:
		l.medicine(e, n)
	case chart.Measurement:
		l.measurement(e, n)
	case chart.Contact:
		l.contacts = append(l.contacts, Contact{n, e.Mode.String()})
	case chart.Vaccination:
		l.vaccinations = append(l.vaccinations, Vaccination{n})
	case chart.Procedure:
		l.procedures = append(l.procedures, Procedure{n, e.For})
	case chart.Document:
		row := Document{Note: n}
		if e.Letter != nil {
			row.Type, row.From, row.Letter = e.Letter.Type, e.Letter.From, e.Letter.Text
		}
		l.documents = append(l.documents, row)
	case chart.Referral:
		ask := requestOf(e)
		l.referrals = append(l.referrals, Referral{n, ask.Specialty, ask.To, ask.Urgency, e.For})
	case chart.Appointment:
		ask := requestOf(e)
		l.appointments = append(l.appointments, Appointment{n, e.Mode.String(), ask.Specialty, ask.To})
	case chart.Report:
		results := make([]string, len(e.Results))
		for i, k := range e.Results {
			results[i] = strconv.Itoa(k)
		}
		l.reports = append(l.reports, Report{n, strings.Join(results, " ")})
	}
}

func (l *ledger) medicine(e *chart.Entry, n Note) {
	row := Medicine{Note: n, Repeat: e.Repeat, EveryDays: int32(e.Every), Reason: e.For}
	if d := e.Dose; d != nil {
		row.Dose, row.Unit, row.Times, row.PeriodUnit = d.Text, d.Unit, int32(d.Times), d.PeriodUnit
		row.Quantity, row.Period, row.Supply = known0(&d.Quantity), known0(&d.Period), known0(&d.Supply)
	}
	l.medicines = append(l.medicines, row)
}

// known0 is a number of which 0 means that nobody wrote it.
func known0(v *float64) *float64 {
	if *v == 0 {
		return nil
	}
	return v
}

func (l *ledger) measurement(e *chart.Entry, n Note) {
	row := Measurement{Note: n, Category: e.Category}
	if e.Answer != nil {
		row.Answer = e.Answer.Code
	}
	if e.Value != nil {
		row.Value, row.Unit, row.UCUM = &e.Value.Value, e.Value.Unit, e.Value.Code
	}
	if len(e.Parts) == 0 {
		l.measurements = append(l.measurements, row)
	}
	for i := range e.Parts {
		part := &e.Parts[i]
		row.Part, row.Text = int32(i), part.Text
		row.System, row.Code, row.Display = firstCode(part.Coding)
		row.Value, row.Unit, row.UCUM = &part.Value.Value, part.Value.Unit, part.Value.Code
		l.measurements = append(l.measurements, row)
	}
}

// truth adds what is so about somebody's health, up to a day.
func (l *ledger) truth(life *course.Life, at time.Time) {
	who := int64(life.Person.Index)
	now := life.At(at)
	for _, c := range now.Conditions {
		l.facts = append(l.facts, Fact{Person: who, Kind: "condition", Is: c.Is, Start: c.Onset, End: c.Ended})
	}
	for _, a := range now.Allergies {
		l.facts = append(l.facts, Fact{Person: who, Kind: "allergy", Is: a.To, Start: a.Since})
	}
	for _, m := range now.Medicines {
		l.facts = append(l.facts, Fact{Person: who, Kind: "medicine", Is: m.Name, Why: m.For, Start: m.Since, End: m.Until})
	}
	for _, e := range life.Events {
		if e.At.Before(at) {
			l.facts = append(l.facts, Fact{Person: who, Kind: e.Kind, Is: e.Is, Why: e.Why, Start: e.At, End: e.Until})
		}
	}
	if !now.Died.IsZero() {
		l.facts = append(l.facts, Fact{Person: who, Kind: "death", Is: now.Cause, Start: now.Died})
	}
}

func noteOf(e *chart.Entry) Note {
	n := Note{Person: int64(e.ID.Person), Entry: int32(e.ID.K), Text: e.Text, Status: string(e.Status), Start: e.Onset, End: e.Ended,
		Recorded: e.Recorded, Practice: string(e.Source), Author: int32(e.Author), Contact: int32(e.Contact), Confidential: e.Confidential}
	if n.Start.IsZero() {
		n.Start = e.Authored
	}
	n.System, n.Code, n.Display = firstCode(e.Coding)
	return n
}

// firstCode is the first of several codings that has a code.
func firstCode(codes []chart.Coding) (system, code, display string) {
	for i := range codes {
		if c := &codes[i]; c.Code != "" {
			return c.System, c.Code, c.Display
		}
	}
	return "", "", ""
}

func requestOf(e *chart.Entry) chart.Request {
	if e.Request == nil {
		return chart.Request{}
	}
	return *e.Request
}
