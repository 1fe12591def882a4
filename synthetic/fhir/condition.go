package fhir

import (
	"sandpiper/synthetic/chart"
)

// Condition is a problem or diagnosis (UK Core Condition 2.6.0).
type Condition struct {
	ResourceType       string            `json:"resourceType"`
	ID                 string            `json:"id,omitempty"`
	Meta               *Meta             `json:"meta,omitempty"`
	ClinicalStatus     *CodeableConcept  `json:"clinicalStatus,omitempty"` // absent when entered in error (con-5)
	VerificationStatus *CodeableConcept  `json:"verificationStatus,omitempty"`
	Category           []CodeableConcept `json:"category,omitempty"`
	Code               *CodeableConcept  `json:"code,omitempty"`
	Subject            Reference         `json:"subject"`
	Encounter          *Reference        `json:"encounter,omitempty"`
	OnsetDateTime      string            `json:"onsetDateTime,omitempty"`
	AbatementDateTime  string            `json:"abatementDateTime,omitempty"` // only with inactive or resolved (con-4)
	RecordedDate       string            `json:"recordedDate,omitempty"`
	Recorder           *Reference        `json:"recorder,omitempty"`
	Asserter           *Reference        `json:"asserter,omitempty"`
}

// condition shows a problem.
func (p *Projector) condition(e *chart.Entry) Resource {
	id := p.IDs.Encode("Condition", e.ID)
	author := p.practitionerRef(e.Source, e.Author)
	code := concept(e.Coding, e.Text)
	c := Condition{
		ResourceType:  "Condition",
		ID:            id,
		Meta:          entryMeta(e, "Condition"),
		Category:      []CodeableConcept{*coded(conditionCategory, "problem-list-item", "Problem List Item")},
		Code:          &code,
		Subject:       p.patientRef(e.ID.Person),
		Encounter:     p.contactRef(e),
		OnsetDateTime: DateTime(e.Onset),
		RecordedDate:  DateTime(e.Recorded),
		Recorder:      author,
		Asserter:      author,
	}
	if inError(e) {
		c.VerificationStatus = coded(conditionVer, "entered-in-error", "Entered in Error")
		return mustResource("Condition", id, c)
	}
	clinical := conditionStatus(e.Status)
	c.ClinicalStatus = coded(conditionClinical, clinical, title(clinical))
	if e.Verification != "" {
		c.VerificationStatus = coded(conditionVer, e.Verification, title(e.Verification))
	}
	if clinical == "resolved" || clinical == "inactive" || clinical == "remission" {
		c.AbatementDateTime = DateTime(e.Ended)
	}
	return mustResource("Condition", id, c)
}

// conditionStatus is the clinical status of a problem that was not entered in error.
func conditionStatus(s chart.Status) string {
	switch s {
	case chart.Stopped, chart.Completed:
		return "resolved"
	}
	return status(s, "active", "recurrence", "relapse", "inactive", "remission", "resolved")
}
