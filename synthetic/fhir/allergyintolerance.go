package fhir

import (
	"sandpiper/synthetic/chart"
)

// AllergyIntolerance is a risk of a harmful reaction to a substance (UK Core AllergyIntolerance 2.5.0).
type AllergyIntolerance struct {
	ResourceType       string            `json:"resourceType"`
	ID                 string            `json:"id,omitempty"`
	Meta               *Meta             `json:"meta,omitempty"`
	ClinicalStatus     *ClinicalStatus   `json:"clinicalStatus,omitempty"` // absent exactly when entered in error (ait-1, ait-2)
	VerificationStatus *CodeableConcept  `json:"verificationStatus,omitempty"`
	Category           []string          `json:"category,omitempty"`
	Criticality        string            `json:"criticality,omitempty"`
	Code               CodeableConcept   `json:"code"`
	Patient            Reference         `json:"patient"`
	Encounter          *Reference        `json:"encounter,omitempty"`
	OnsetDateTime      string            `json:"onsetDateTime,omitempty"`
	RecordedDate       string            `json:"recordedDate,omitempty"`
	Recorder           *Reference        `json:"recorder,omitempty"`
	Asserter           *Reference        `json:"asserter,omitempty"`
	Reaction           []AllergyReaction `json:"reaction,omitempty"`
}

// ClinicalStatus is a concept that may carry UK Core's AllergyIntoleranceEnd.
type ClinicalStatus struct {
	Extension []Extension `json:"extension,omitempty"`
	Coding    []Coding    `json:"coding"`
}

// AllergyReaction is what happened on exposure.
type AllergyReaction struct {
	Manifestation []CodeableConcept `json:"manifestation"`
	Severity      string            `json:"severity,omitempty"`
}

// allergy shows an allergy or intolerance.
func (p *Projector) allergy(e *chart.Entry) Resource {
	id := p.IDs.Encode("AllergyIntolerance", e.ID)
	author := p.practitionerRef(e.Source, e.Author)
	a := AllergyIntolerance{
		ResourceType:  "AllergyIntolerance",
		ID:            id,
		Meta:          entryMeta(e, "AllergyIntolerance"),
		Criticality:   e.Criticality,
		Code:          concept(e.Coding, e.Text),
		Patient:       p.patientRef(e.ID.Person),
		Encounter:     p.contactRef(e),
		OnsetDateTime: DateTime(e.Onset),
		RecordedDate:  DateTime(e.Recorded),
		Recorder:      author,
		Asserter:      author,
	}
	if category := p.allergyCategory(e); category != "" {
		a.Category = []string{category}
	}
	if e.Reaction != nil {
		a.Reaction = []AllergyReaction{{
			Manifestation: []CodeableConcept{concept([]chart.Coding{*e.Reaction}, "")},
			Severity:      e.Severity,
		}}
	}
	if inError(e) {
		a.VerificationStatus = coded(allergyVer, "entered-in-error", "Entered in Error")
		return mustResource("AllergyIntolerance", id, a)
	}
	if e.Verification != "" {
		a.VerificationStatus = coded(allergyVer, e.Verification, title(e.Verification))
	}
	clinical := allergyStatus(e.Status)
	a.ClinicalStatus = &ClinicalStatus{Coding: []Coding{{System: allergyClinical, Code: clinical, Display: title(clinical)}}}
	if end := DateTime(e.Ended); end != "" && clinical != "active" {
		a.ClinicalStatus.Extension = []Extension{{URL: ukCoreExtension + "AllergyIntoleranceEnd",
			Extension: []Extension{{URL: "endDate", ValueDateTime: end}}}}
	}
	return mustResource("AllergyIntolerance", id, a)
}

// allergyStatus is the clinical status of an allergy that was not entered in error.
func allergyStatus(s chart.Status) string {
	switch s {
	case chart.Stopped, chart.Completed:
		return "inactive"
	}
	return status(s, "active", "inactive", "resolved")
}

// allergyCategory says medication, food or environment where the substance is known; a writer who gave only words
// gave no category either.
func (p *Projector) allergyCategory(e *chart.Entry) string {
	for _, c := range e.Coding {
		if key, ok := p.tables.allergens[c.Code]; ok {
			return p.tables.categories[key]
		}
	}
	return p.tables.categories[e.Substance]
}
