package fhir

import (
	"sandpiper/synthetic/chart"
)

// MedicationStatement is what the record says that somebody takes (UK Core MedicationStatement 2.5.0).
type MedicationStatement struct {
	ResourceType              string            `json:"resourceType"`
	ID                        string            `json:"id,omitempty"`
	Meta                      *Meta             `json:"meta,omitempty"`
	Extension                 []Extension       `json:"extension,omitempty"`
	BasedOn                   []Reference       `json:"basedOn,omitempty"`
	Status                    string            `json:"status"`
	Category                  *CodeableConcept  `json:"category,omitempty"`
	MedicationCodeableConcept CodeableConcept   `json:"medicationCodeableConcept"`
	Subject                   Reference         `json:"subject"`
	Context                   *Reference        `json:"context,omitempty"`
	EffectivePeriod           *Period           `json:"effectivePeriod,omitempty"`
	DateAsserted              string            `json:"dateAsserted,omitempty"`
	InformationSource         *Reference        `json:"informationSource,omitempty"`
	DerivedFrom               []Reference       `json:"derivedFrom,omitempty"`
	ReasonCode                []CodeableConcept `json:"reasonCode,omitempty"`
	Dosage                    []Dosage          `json:"dosage,omitempty"`
}

// statement shows a medicine as something that the patient is recorded as taking, based on its order.
func (p *Projector) statement(e *chart.Entry) Resource {
	id := p.IDs.Encode("MedicationStatement", e.ID)
	from := e.Onset
	if from.IsZero() {
		from = e.Authored
	}
	order := []Reference{{Reference: "MedicationRequest/" + p.IDs.Encode("MedicationRequest", e.ID)}}
	m := MedicationStatement{
		ResourceType:              "MedicationStatement",
		ID:                        id,
		Meta:                      entryMeta(e, "MedicationStatement"),
		BasedOn:                   order,
		Status:                    statementStatus(e),
		Category:                  coded(statementCategory, "community", "Community"),
		MedicationCodeableConcept: concept(e.Coding, e.Text),
		Subject:                   p.patientRef(e.ID.Person),
		Context:                   p.contactRef(e),
		EffectivePeriod:           period(from, e.Ended),
		DateAsserted:              DateTime(e.Recorded),
		InformationSource:         p.practitionerRef(e.Source, e.Author),
		DerivedFrom:               order,
		ReasonCode:                p.reason(e),
		Dosage:                    dosage(e.Dose),
	}
	if issued := DateTime(e.Authored); issued != "" {
		m.Extension = []Extension{{URL: ukCoreExtension + "MedicationStatementLastIssueDate", ValueDateTime: issued}}
	}
	return mustResource("MedicationStatement", id, m)
}

func statementStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Resolved:
		return "completed"
	case e.Status == "cancelled":
		return "stopped"
	case e.Status == "draft":
		return "intended"
	}
	return status(e.Status, "unknown", "active", "completed", "intended", "stopped", "on-hold", "not-taken")
}
