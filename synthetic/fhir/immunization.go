package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// Immunization is a vaccine given, or not given (UK Core Immunization 2.4.0).
type Immunization struct {
	ResourceType       string                  `json:"resourceType"`
	ID                 string                  `json:"id,omitempty"`
	Meta               *Meta                   `json:"meta,omitempty"`
	Extension          []Extension             `json:"extension,omitempty"`
	Status             string                  `json:"status"`
	StatusReason       *CodeableConcept        `json:"statusReason,omitempty"` // mandatory when not done (ukcore-imm-001)
	VaccineCode        CodeableConcept         `json:"vaccineCode"`
	Patient            Reference               `json:"patient"`
	Encounter          *Reference              `json:"encounter,omitempty"`
	OccurrenceDateTime string                  `json:"occurrenceDateTime,omitempty"`
	OccurrenceString   string                  `json:"occurrenceString,omitempty"`
	Recorded           string                  `json:"recorded,omitempty"`
	PrimarySource      bool                    `json:"primarySource"`
	Performer          []ImmunizationPerformer `json:"performer,omitempty"`
}

// ImmunizationPerformer is who gave it.
type ImmunizationPerformer struct {
	Actor Reference `json:"actor"`
}

// immunization shows a vaccination. A dm+d code names the product and goes into vaccineCode; a SNOMED CT code names what
// was done and goes into UK Core's VaccinationProcedure, which leaves the product un-encoded.
func (p *Projector) immunization(e *chart.Entry) Resource {
	id := p.IDs.Encode("Immunization", e.ID)
	v := Immunization{
		ResourceType:       "Immunization",
		ID:                 id,
		Meta:               entryMeta(e, "Immunization"),
		Status:             "completed",
		VaccineCode:        CodeableConcept{Text: e.Text},
		Patient:            p.patientRef(e.ID.Person),
		Encounter:          p.contactRef(e),
		OccurrenceDateTime: DateTime(firstTime(e.Onset, e.Authored)),
		Recorded:           DateTime(e.Recorded),
		PrimarySource:      true,
	}
	var done CodeableConcept
	for _, c := range concept(e.Coding, e.Text).Coding {
		if c.System == nhs.SNOMED {
			done.Coding = append(done.Coding, c)
		} else {
			v.VaccineCode.Coding = append(v.VaccineCode.Coding, c)
		}
	}
	if done.Coding != nil {
		v.Extension = []Extension{{URL: ukCoreExtension + "VaccinationProcedure", ValueCodeableConcept: &done}}
		if v.VaccineCode.Coding == nil {
			v.VaccineCode.Coding = []Coding{{System: nullFlavor, Code: "UNC", Display: "un-encoded"}}
		}
	}
	if v.OccurrenceDateTime == "" {
		v.OccurrenceString = "not known"
	}
	switch {
	case inError(e):
		v.Status = "entered-in-error"
	case e.Status == chart.Stopped || e.Status == "not-done":
		v.Status, v.StatusReason = "not-done", &CodeableConcept{Text: "No reason recorded"}
	}
	if who := p.practitionerRef(e.Source, e.Author); who != nil {
		v.Performer = []ImmunizationPerformer{{*who}}
	}
	return mustResource("Immunization", id, v)
}
