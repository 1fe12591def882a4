package fhir

import "sandpiper/synthetic/chart"

// fromLaboratory says that a report came from a laboratory, as the UK Core profile fixes it.
const fromLaboratory = `,"category":[{"coding":[{"system":"` + serviceSection + `","code":"LAB","display":"Laboratory"}]}]`

// report shows the results of one sample together (UK Core DiagnosticReport-Lab 2.0.1). Each result is an Observation of its own.
func (s *Scribe) report(e *chart.Entry) {
	s.begin("DiagnosticReport", tagDiagnosticReport, e, "DiagnosticReport-Lab")
	s.text("status", reportStatus(e))
	s.raw(fromLaboratory)
	s.concept("code", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	s.when("effectiveDateTime", firstTime(e.Onset, e.Authored))
	s.instant("issued", firstTime(e.Recorded, e.Authored, e.Onset))
	s.practitioners("resultsInterpreter", e)
	list := s.list("result")
	for _, k := range e.Results {
		mark := s.objectItem()
		s.pointer("Observation", s.idOf(tagObservation, chart.ID{Person: e.ID.Person, Kind: chart.Measurement, K: k}))
		s.end(mark)
	}
	s.endList(list)
	s.close()
}

func reportStatus(e *chart.Entry) string {
	if inError(e) {
		return "entered-in-error"
	}
	return status(e.Status, "final", "registered", "partial", "preliminary", "amended", "corrected", "appended", "cancelled", "unknown")
}
