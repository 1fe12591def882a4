package fhir

import (
	"sandpiper/synthetic/chart"
)

// MedicationRequest is an order for a medicine (UK Core MedicationRequest 2.5.0).
type MedicationRequest struct {
	ResourceType              string            `json:"resourceType"`
	ID                        string            `json:"id,omitempty"`
	Meta                      *Meta             `json:"meta,omitempty"`
	Extension                 []Extension       `json:"extension,omitempty"`
	Status                    string            `json:"status"`
	Intent                    string            `json:"intent"`
	Category                  []CodeableConcept `json:"category,omitempty"`
	MedicationCodeableConcept CodeableConcept   `json:"medicationCodeableConcept"`
	Subject                   Reference         `json:"subject"`
	Encounter                 *Reference        `json:"encounter,omitempty"`
	AuthoredOn                string            `json:"authoredOn,omitempty"`
	Requester                 *Reference        `json:"requester,omitempty"`
	ReasonCode                []CodeableConcept `json:"reasonCode,omitempty"`
	CourseOfTherapyType       *CodeableConcept  `json:"courseOfTherapyType,omitempty"`
	DosageInstruction         []Dosage          `json:"dosageInstruction,omitempty"`
	DispenseRequest           *DispenseRequest  `json:"dispenseRequest,omitempty"`
	Substitution              Substitution      `json:"substitution"` // mandatory in UK Core
}

// DispenseRequest is how much to supply.
type DispenseRequest struct {
	Quantity *Quantity `json:"quantity,omitempty"`
}

// Substitution says whether another product may be given instead.
type Substitution struct {
	AllowedBoolean bool `json:"allowedBoolean"`
}

// Dosage is how a medicine is to be taken.
type Dosage struct {
	Text        string           `json:"text,omitempty"`
	Timing      *Timing          `json:"timing,omitempty"`
	Route       *CodeableConcept `json:"route,omitempty"`
	DoseAndRate []DoseAndRate    `json:"doseAndRate,omitempty"`
}

// Timing is when to take it.
type Timing struct {
	Repeat TimingRepeat `json:"repeat"`
}

// TimingRepeat is Frequency times in each Period of PeriodUnit (UCUM: h, d, wk, mo, a).
type TimingRepeat struct {
	Frequency  int     `json:"frequency,omitempty"`
	Period     float64 `json:"period"`
	PeriodUnit string  `json:"periodUnit"`
}

// DoseAndRate is the amount of one administration.
type DoseAndRate struct {
	DoseQuantity Quantity `json:"doseQuantity"`
}

// request shows a medicine as the order that it was prescribed by.
func (p *Projector) request(e *chart.Entry) Resource {
	id := p.IDs.Encode("MedicationRequest", e.ID)
	m := MedicationRequest{
		ResourceType:              "MedicationRequest",
		ID:                        id,
		Meta:                      entryMeta(e, "MedicationRequest"),
		Status:                    requestStatus(e),
		Intent:                    "order",
		Category:                  []CodeableConcept{*coded(requestCategory, "community", "Community")},
		MedicationCodeableConcept: concept(e.Coding, e.Text),
		Subject:                   p.patientRef(e.ID.Person),
		Encounter:                 p.contactRef(e),
		AuthoredOn:                DateTime(e.Authored),
		Requester:                 p.practitionerRef(e.Source, e.Author),
		ReasonCode:                p.reason(e),
		CourseOfTherapyType:       coded(requestCourse, "acute", "Short course (acute) therapy"),
		DosageInstruction:         dosage(e.Dose),
	}
	if e.Repeat {
		m.CourseOfTherapyType = coded(requestCourse, "continuous", "Continuous long term therapy")
	}
	if e.Dose != nil && e.Dose.Supply > 0 {
		m.DispenseRequest = &DispenseRequest{Quantity: &Quantity{Value: e.Dose.Supply, Unit: e.Dose.Unit}}
	}
	return mustResource("MedicationRequest", id, m)
}

func requestStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Resolved:
		return "completed"
	}
	return status(e.Status, "unknown", "active", "on-hold", "cancelled", "completed", "stopped", "draft")
}

// reason is the condition that a medicine was written for, where the writer said.
func (p *Projector) reason(e *chart.Entry) []CodeableConcept {
	if e.For == "" {
		return nil
	}
	c, ok := p.tables.conditions[e.For]
	if !ok {
		return []CodeableConcept{{Text: e.For}}
	}
	return []CodeableConcept{concept([]chart.Coding{{System: c.System, Code: c.Code, Display: c.Display}}, c.Label)}
}

func dosage(d *chart.Dose) []Dosage {
	if d == nil {
		return nil
	}
	out := Dosage{Text: d.Text}
	if d.Times > 0 && d.Period > 0 && d.PeriodUnit != "" {
		out.Timing = &Timing{TimingRepeat{Frequency: d.Times, Period: d.Period, PeriodUnit: d.PeriodUnit}}
	}
	if d.Route != (chart.Coding{}) {
		route := concept([]chart.Coding{d.Route}, "")
		out.Route = &route
	}
	if d.Quantity > 0 {
		out.DoseAndRate = []DoseAndRate{{Quantity{Value: d.Quantity, Unit: d.Unit}}}
	}
	return []Dosage{out}
}
