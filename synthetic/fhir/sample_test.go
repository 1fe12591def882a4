package fhir_test

import (
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// Ada is the person that most of these tests are about.
func ada() *demography.Person {
	return &demography.Person{
		Index: 12, Number: 9990000018, Sex: demography.Female, Born: day(1957, 3, 14),
		Ethnicity: "M", Language: "fr", Interpreter: true,
		Name:    demography.Name{Prefix: "Mrs", Given: []string{"Ada", "Mary"}, Family: "O'Neill"},
		Address: demography.Address{Lines: []string{"1 Example Street", "Leeds"}, Postcode: "LS99 9ZZ"},
		Phone:   "0113 496 0123", Email: "ada@example.org", Practice: "ZX0001", GP: 2,
	}
}

// asked is Ada's ethnic category as her practice holds it.
var asked = chart.Ethnicity{Code: "M", Recorded: day(2020, 5, 4)}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func projector() *fhir.Projector { return fhir.NewProjector(fhir.NewIDs(1)) }

func codesOf(list nhs.Concepts, key string) []chart.Coding {
	c, ok := list.Find(key)
	if !ok {
		panic("no concept " + key)
	}
	return []chart.Coding{{System: c.System, Code: c.Code, Display: c.Display}}
}

// entry is a faithful entry of a kind, written in contact 3 by the third practitioner of ZX0001.
func entry(k chart.Kind) chart.Entry {
	at := time.Date(2024, 2, 29, 10, 5, 0, 0, time.UTC)
	e := chart.Entry{ID: chart.ID{Person: 12, Kind: k, K: 3}, Status: chart.Active, Onset: day(2024, 2, 29), Authored: at, Recorded: at, Visible: at,
		Author: 2, Source: "ZX0001", Contact: 3, Slip: chart.Late, Truth: "condition/secret"}
	switch k {
	case chart.Problem:
		e.Coding, e.Text, e.Verification = codesOf(nhs.Conditions(), "asthma"), "Asthma", "confirmed"
	case chart.Allergy:
		e.Coding, e.Text, e.Verification = codesOf(nhs.Allergens(), "penicillin"), "Allergy to penicillin", "confirmed"
		e.Substance, e.Criticality, e.Severity = "penicillin", "high", "severe"
		e.Reaction = &codesOf(nhs.Reactions(), "anaphylaxis")[0]
	case chart.Medicine:
		m, ok := nhs.FindMedicine("Amoxicillin 500mg capsules")
		if !ok {
			panic("no amoxicillin")
		}
		e.Coding, e.Text = []chart.Coding{{System: nhs.DMD, Code: m.VMP, Display: m.Name}}, m.Name
		e.Repeat, e.For = true, "asthma"
		e.Dose = &chart.Dose{Text: "Take one capsule three times a day", Quantity: 1, Unit: "capsule", Times: 3, Period: 1, PeriodUnit: "d", Supply: 21}
	case chart.Measurement:
		e.Coding, e.Text, e.Category = codesOf(nhs.Observables(), "weight"), "Body weight", "vital-signs"
		e.Value = &chart.Quantity{Value: 70.5, Unit: "kg", Code: "kg"}
	case chart.Contact:
		e.Text, e.Status, e.Contact = "Consultation in surgery", chart.Completed, -1
		e.Ended = at.Add(10 * time.Minute)
	case chart.Vaccination:
		e.Coding, e.Text, e.Status = codesOf(nhs.Vaccines(), "flu"), "Influenza vaccination", chart.Completed
	case chart.Procedure:
		e.Coding, e.Text, e.Status = codesOf(nhs.Procedures(), "colonoscopy"), "Colonoscopy", chart.Completed
		e.For, e.About = "asthma", &chart.ID{Person: 12, Kind: chart.Referral, K: 1}
	case chart.Document:
		e.Text, e.Status, e.Onset = "Clinic letter", chart.Current, time.Time{}
		e.Letter = &chart.Letter{Type: "clinic-letter", From: "Example Infirmary", Text: "Dear Doctor,\n\nThank you for \"Ada\"."}
		e.About = &chart.ID{Person: 12, Kind: chart.Procedure, K: 1}
	case chart.Referral:
		e.Text, e.Onset, e.For = "Referral to gastroenterology", at, "asthma"
		e.Request = &chart.Request{Specialty: "Gastroenterology", To: "Example Infirmary", Urgency: "two-week-wait"}
	case chart.Appointment:
		e.Text, e.Status, e.Mode = "Clinic", chart.Fulfilled, chart.Telephone
		e.Onset, e.Ended, e.Contact = at, at.Add(10*time.Minute), -1
		e.Request, e.About = &chart.Request{Specialty: "Gastroenterology"}, &chart.ID{Person: 12, Kind: chart.Referral, K: 1}
	case chart.Report:
		e.Text, e.Status, e.Category, e.Results = "Full blood count", "final", "laboratory", []int{3, 4}
	}
	return e
}

func with(e chart.Entry, change func(*chart.Entry)) chart.Entry {
	change(&e)
	return e
}

// bloodPressure is a reading under its UK Core profile.
func bloodPressure() chart.Entry {
	return with(entry(chart.Measurement), func(e *chart.Entry) {
		e.Coding, e.Text, e.Value = codesOf(nhs.Observables(), "bp"), "Blood pressure", nil
		e.Parts = []chart.Part{
			{Coding: codesOf(nhs.Observables(), "systolic"), Text: "Systolic", Value: chart.Quantity{Value: 148, Unit: "mmHg", Code: "mm[Hg]"}},
			{Coding: codesOf(nhs.Observables(), "diastolic"), Text: "Diastolic", Value: chart.Quantity{Value: 92, Unit: "mmHg", Code: "mm[Hg]"}},
		}
	})
}

// measured is an entry of every observable that has a unit.
func measured() []chart.Entry {
	var out []chart.Entry
	for _, o := range nhs.Observables() {
		if o.UCUM == "" || o.Key == "systolic" || o.Key == "diastolic" {
			continue
		}
		out = append(out, with(entry(chart.Measurement), func(e *chart.Entry) {
			e.Coding, e.Text, e.Category = codesOf(nhs.Observables(), o.Key), o.Label, o.Category
			e.Value = &chart.Quantity{Value: 41.5, Unit: o.Unit, Code: o.UCUM}
		}))
	}
	return append(out, bloodPressure(), with(entry(chart.Measurement), func(e *chart.Entry) {
		e.Coding, e.Text, e.Category, e.Value = codesOf(nhs.Observables(), "smoking"), "Smoking status", "social-history", nil
		e.Answer = &codesOf(nhs.Smoking(), "ex")[0]
	}), with(entry(chart.Measurement), func(e *chart.Entry) {
		e.Coding, e.Category, e.Value = codesOf(nhs.Observables(), "hba1c"), "laboratory", nil // a result that never came
	}))
}

// sample covers every kind with every status, verification and omission that shows on the wire.
func sample() []chart.Entry {
	out := measured()
	statuses := []chart.Status{chart.Active, chart.Resolved, chart.Stopped, chart.Completed, chart.EnteredInError, "inactive", "not-done", "cancelled", "on-hold"}
	for k := chart.Problem; k <= chart.Report; k++ {
		for _, s := range statuses {
			out = append(out, with(entry(k), func(e *chart.Entry) { e.Status, e.Ended = s, day(2025, 1, 2) }))
		}
		for _, v := range []string{"", "unconfirmed", "confirmed", "refuted", "entered-in-error"} {
			out = append(out, with(entry(k), func(e *chart.Entry) { e.Verification = v }))
		}
		out = append(out,
			with(entry(k), func(e *chart.Entry) { e.Coding, e.Slip = nil, chart.FreeText }),
			with(entry(k), func(e *chart.Entry) { e.Coding = []chart.Coding{{Display: "words of a concept without a code"}} }),
			with(entry(k), func(e *chart.Entry) { e.Onset, e.Contact, e.Reaction, e.Dose = time.Time{}, -1, nil, nil }),
			with(entry(k), func(e *chart.Entry) { e.Source, e.Confidential = "", true }),
			with(entry(k), func(e *chart.Entry) { e.Value, e.For, e.Category = nil, "something unlisted", "" }),
			with(entry(k), func(e *chart.Entry) { e.Reaction = &chart.Coding{Display: "Rash"} }),
		)
	}
	for _, e := range []chart.Entry{bloodPressure(), entry(chart.Measurement)} {
		out = append(out,
			with(e, func(e *chart.Entry) { e.Status = chart.EnteredInError }),
			with(e, func(e *chart.Entry) { e.Parts = e.Parts[:len(e.Parts)/2] }),
			with(e, func(e *chart.Entry) {
				if e.Value != nil {
					e.Value = &chart.Quantity{Value: 11, Unit: "st", Code: "[stone_av]"}
				}
			}))
	}
	for _, words := range []string{"Telephone consultation", "Home visit", "Emergency department", "Admission"} {
		out = append(out, with(entry(chart.Contact), func(e *chart.Entry) { e.Text = words }))
	}
	for _, mode := range []chart.Mode{0, chart.FaceToFace, chart.Telephone, chart.Video, chart.Online, chart.HomeVisit} {
		out = append(out, with(entry(chart.Contact), func(e *chart.Entry) { e.Mode = mode }), with(entry(chart.Appointment), func(e *chart.Entry) { e.Mode = mode }))
	}
	for _, k := range []chart.Kind{chart.Procedure, chart.Document, chart.Referral, chart.Appointment, chart.Report} {
		out = append(out, with(entry(k), func(e *chart.Entry) { e.Letter, e.Request, e.Results, e.About = nil, nil, nil, nil }),
			with(entry(k), func(e *chart.Entry) { e.Ended = e.Onset.Add(time.Hour) }))
	}
	for _, s := range []chart.Status{chart.Booked, chart.NoShow, chart.Cancelled} {
		out = append(out, with(entry(chart.Appointment), func(e *chart.Entry) { e.Status, e.Request = s, &chart.Request{To: "Example Infirmary"} }))
	}
	out = append(out, with(entry(chart.Referral), func(e *chart.Entry) { e.Request.Urgency = "routine" }),
		with(entry(chart.Medicine), func(e *chart.Entry) { e.Every = 28 }),
		with(entry(chart.Medicine), func(e *chart.Entry) { e.Every, e.Ended = 56, day(2025, 1, 2) }))
	for i := range out { // no two alike
		out[i].ID.K = i
	}
	return out
}
