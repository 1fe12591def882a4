package fhir

import (
	"time"

	"sandpiper/synthetic/chart"
)

// takenInCommunity says where a medicine is taken.
const takenInCommunity = `,"category":{"coding":[{"system":"` + statementCategory + `","code":"community","display":"Community"}]}`

// statement shows a medicine as something that the patient is recorded as taking, based on its order (UK Core
// MedicationStatement 2.5.0).
func (s *Scribe) statement(e *chart.Entry) {
	s.begin("MedicationStatement", tagMedicationStatement, e, "MedicationStatement")
	if issued := lastIssue(e); !issued.IsZero() {
		s.name("extension")
		s.b = append(s.b, `[{"url":"`+ukCoreExtension+`MedicationStatementLastIssueDate"`...)
		s.when("valueDateTime", issued)
		s.b = append(s.b, '}', ']')
	}
	order := s.idOf(tagMedicationRequest, e.ID)
	s.references("basedOn", "MedicationRequest", order)
	s.text("status", statementStatus(e))
	s.raw(takenInCommunity)
	s.concept("medicationCodeableConcept", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	s.contact("context", e)
	s.period("effectivePeriod", firstTime(e.Onset, e.Authored), e.Ended)
	s.when("dateAsserted", e.Recorded)
	s.practitioner("informationSource", e)
	s.references("derivedFrom", "MedicationRequest", order)
	s.reason(e)
	s.dosage("dosage", e.Dose)
	s.close()
}

// lastIssue is when a medicine was last issued: on the day of its order, or for one issued again and again the last time before
// it ended. It is zero for one that is still being issued, since that depends on the day that the record is read.
func lastIssue(e *chart.Entry) time.Time {
	switch {
	case e.Every <= 0:
		return e.Authored
	case e.Ended.IsZero():
		return time.Time{}
	}
	_, last := e.Issues(e.Ended)
	return last
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
