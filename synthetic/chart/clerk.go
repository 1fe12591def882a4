package chart

import (
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Clerk writes charts.
type Clerk struct {
	seed    uint64
	asOf    time.Time
	country *demography.Country
}

// NewClerk readies the clerk.
func NewClerk(seed uint64, asOf time.Time, country *demography.Country) *Clerk {
	return &Clerk{seed, asOf, country}
}

// Chart writes a person's chart.
func (k *Clerk) Chart(p *demography.Person, t *course.Truth) Chart {
	at := k.asOf.AddDate(0, 0, -20)
	if at.Before(p.Born) {
		at = p.Born
	}
	entry := func(kind Kind, list nhs.Concepts, key string) Entry {
		c, _ := list.Find(key)
		return Entry{ID: ID{p.Index, kind, 0}, Coding: []Coding{{c.System, c.Code, c.Display}}, Text: c.Label, Status: Active,
			Onset: at, Authored: at, Recorded: at, Visible: at, Source: p.Practice, Contact: -1}
	}
	contact := Entry{ID: ID{p.Index, Contact, 0}, Text: "Consultation in surgery", Status: Completed, Authored: at, Recorded: at, Visible: at, Source: p.Practice, Contact: -1}
	problem := entry(Problem, nhs.Conditions(), "asthma")
	problem.Verification, problem.Contact, problem.Truth = "confirmed", 0, "condition/asthma"
	allergy := entry(Allergy, nhs.Allergens(), "penicillin")
	allergy.Verification, allergy.Criticality, allergy.Severity, allergy.Substance, allergy.Truth = "confirmed", "low", "mild", "penicillin", "allergy/penicillin"
	weight := entry(Measurement, nhs.Observables(), "weight")
	weight.Value, weight.Category, weight.Contact = &Quantity{70, "kg", "kg"}, "vital-signs", 0
	m, _ := nhs.FindMedicine("Salbutamol 100micrograms/dose inhaler CFC free")
	medicine := Entry{ID: ID{p.Index, Medicine, 0}, Coding: []Coding{{nhs.DMD, m.VMP, m.Name}}, Text: m.Name, Status: Active, Authored: at, Recorded: at, Visible: at,
		Source: p.Practice, Contact: 0, Repeat: true, For: "asthma", Dose: &Dose{Text: "Two puffs when needed", Quantity: 2, Unit: "puff", Times: 4, Period: 1, PeriodUnit: "d", Supply: 200}}
	jab := entry(Vaccination, nhs.Vaccines(), "flu")
	jab.Status, jab.Contact = Completed, 0
	return Chart{Person: p.Index, Entries: []Entry{contact, problem, allergy, weight, medicine, jab}}
}
