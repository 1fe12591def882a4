package fhir

import (
	"fmt"
	"strings"

	"sandpiper/synthetic/nhs"
)

// Subject is whom a resource is about, as it says itself: by the id of a Patient resource, by NHS number, or both.
type Subject struct {
	ID     string     // empty if only an identifier was given
	Number nhs.Number // zero if only a reference was given
}

// ReferencePerson reads the patient or subject of a resource, for an appointment the participant who is one. It is an error if
// there is none, if it points at something other than a Patient, or if its NHS number is not one.
func ReferencePerson(r Resource) (Subject, error) {
	element := "subject"
	switch r.Type {
	case "AllergyIntolerance", "Immunization":
		element = "patient"
	case "Appointment":
		element = "participant.actor"
	}
	v := subjectOf(r, element)
	if v == nil {
		return Subject{}, fmt.Errorf("%s has no %s", r.Type, element)
	}
	var s Subject
	if ref := text(get(v, "reference")); ref != "" {
		id, ok := patientID(ref)
		if !ok {
			return Subject{}, fmt.Errorf("%s.%s.reference %q does not name a Patient, such as Patient/123", r.Type, element, clip(ref))
		}
		s.ID = id
	}
	if identifier := get(v, "identifier"); identifier != nil && text(get(identifier, "system")) == nhs.NumberSystem {
		n, err := nhs.ParseNumber(text(get(identifier, "value")))
		if err != nil {
			return Subject{}, fmt.Errorf("%s.%s.identifier: %w", r.Type, element, err)
		}
		s.Number = n
	}
	if s == (Subject{}) {
		return Subject{}, fmt.Errorf("%s.%s has neither a reference nor an NHS number", r.Type, element)
	}
	return s, nil
}

// subjectOf is the reference to the patient: of several participants the one who may be a patient, or else the first.
func subjectOf(r Resource, element string) (found []byte) {
	certain := false
	walk(r.JSON, strings.Split(element, "."), func(v []byte) {
		_, patient := patientID(text(get(v, "reference")))
		patient = patient || text(get(get(v, "identifier"), "system")) == nhs.NumberSystem
		if found == nil || patient && !certain {
			found, certain = v, patient
		}
	})
	return found
}

// patientID is the id in a reference to a Patient.
func patientID(ref string) (id string, ok bool) {
	rest, id, ok := cutLast(ref)
	return id, ok && (rest == "Patient" || strings.HasSuffix(rest, "/Patient")) && ValidID(id)
}

// cutLast splits a reference at its last slash.
func cutLast(ref string) (before, id string, ok bool) {
	i := strings.LastIndexByte(ref, '/')
	if i < 0 {
		return "", "", false
	}
	return ref[:i], ref[i+1:], true
}
