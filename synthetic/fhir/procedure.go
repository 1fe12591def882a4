package fhir

import "sandpiper/synthetic/chart"

// procedure shows something that was done to somebody, mostly in hospital (UK Core Procedure 2.5.0). The author is who wrote it
// into this record, not who did it.
func (s *Scribe) procedure(e *chart.Entry) {
	s.begin("Procedure", tagProcedure, e, "Procedure")
	s.about("basedOn", e, "ServiceRequest")
	s.text("status", procedureStatus(e))
	s.concept("code", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	if e.Ended.IsZero() || e.Onset.IsZero() {
		s.when("performedDateTime", firstTime(e.Onset, e.Authored))
	} else {
		s.period("performedPeriod", e.Onset, e.Ended)
	}
	s.practitioner("recorder", e)
	s.reason(e)
	s.close()
}

func procedureStatus(e *chart.Entry) string {
	switch {
	case inError(e):
		return "entered-in-error"
	case e.Status == chart.Active:
		return "in-progress"
	case e.Status == chart.Cancelled:
		return "not-done"
	}
	return status(e.Status, "completed", "preparation", "in-progress", "not-done", "on-hold", "stopped", "unknown")
}
