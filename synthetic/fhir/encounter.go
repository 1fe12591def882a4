package fhir

import (
	"strings"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
)

// Encounter is a contact between a patient and a service (UK Core Encounter 2.5.0).
type Encounter struct {
	ResourceType    string                 `json:"resourceType"`
	ID              string                 `json:"id,omitempty"`
	Meta            *Meta                  `json:"meta,omitempty"`
	Status          string                 `json:"status"`
	Class           Coding                 `json:"class"`
	Type            []CodeableConcept      `json:"type,omitempty"`
	Subject         *Reference             `json:"subject,omitempty"`
	Participant     []EncounterParticipant `json:"participant,omitempty"`
	Period          *Period                `json:"period,omitempty"`
	ServiceProvider *Reference             `json:"serviceProvider,omitempty"`
}

// EncounterParticipant is somebody who took part other than the patient.
type EncounterParticipant struct {
	Type       []CodeableConcept `json:"type,omitempty"`
	Individual *Reference        `json:"individual,omitempty"`
}

// encounter shows a contact. Its provider is the organisation that wrote it, or else the patient's practice.
func (p *Projector) encounter(person *demography.Person, e *chart.Entry) Resource {
	id := p.IDs.Encode("Encounter", e.ID)
	subject := p.patientRef(e.ID.Person)
	contact := Encounter{
		ResourceType:    "Encounter",
		ID:              id,
		Meta:            entryMeta(e, "Encounter"),
		Status:          encounterStatus(e),
		Class:           encounterClass(e.Text),
		Type:            []CodeableConcept{concept(e.Coding, e.Text)},
		Subject:         &subject,
		Period:          period(firstTime(e.Onset, e.Authored), e.Ended),
		ServiceProvider: p.organizationRef(e.Source),
	}
	if who := p.practitionerRef(e.Source, e.Author); who != nil {
		contact.Participant = []EncounterParticipant{{
			Type:       []CodeableConcept{*coded(participationType, "PPRF", "primary performer")},
			Individual: who,
		}}
	}
	if contact.ServiceProvider == nil && person != nil {
		contact.ServiceProvider = p.organizationRef(person.Practice)
	}
	return mustResource("Encounter", id, contact)
}

// encounterClass is how a contact took place. Records in England say so in the words of the consultation type.
func encounterClass(words string) Coding {
	words = strings.ToLower(words)
	switch {
	case strings.Contains(words, "telephone"), strings.Contains(words, "video"), strings.Contains(words, "online"):
		return Coding{System: actCode, Code: "VR", Display: "virtual"}
	case strings.Contains(words, "home visit"):
		return Coding{System: actCode, Code: "HH", Display: "home health"}
	}
	return Coding{System: actCode, Code: "AMB", Display: "ambulatory"}
}

func encounterStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Active:
		return "in-progress"
	case e.Status == chart.Stopped:
		return "cancelled"
	}
	return status(e.Status, "finished", "planned", "arrived", "triaged", "in-progress", "onleave", "cancelled", "unknown")
}
