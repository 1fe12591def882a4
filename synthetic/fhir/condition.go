package fhir

import "sandpiper/synthetic/chart"

// problemList says that a condition is on the problem list.
const problemList = `,"category":[{"coding":[{"system":"` + conditionCategory + `","code":"problem-list-item","display":"Problem List Item"}]}]`

// condition shows a problem or diagnosis (UK Core Condition 2.6.0).
func (s *Scribe) condition(e *chart.Entry) {
	s.begin("Condition", tagCondition, e, "Condition")
	clinical := ""
	if inError(e) { // has no clinical status (con-5)
		s.coded("verificationStatus", conditionVer, "entered-in-error")
	} else {
		clinical = conditionStatus(e.Status)
		s.coded("clinicalStatus", conditionClinical, clinical)
		s.coded("verificationStatus", conditionVer, e.Verification)
	}
	s.raw(problemList)
	s.concept("code", e.Coding, e.Text)
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	s.when("onsetDateTime", e.Onset)
	switch clinical {
	case "resolved", "inactive", "remission": // the only ones that may have ended (con-4)
		s.when("abatementDateTime", e.Ended)
	}
	s.when("recordedDate", e.Recorded)
	s.practitioner("recorder", e)
	s.practitioner("asserter", e)
	s.close()
}

// conditionStatus is the clinical status of a problem that was not entered in error.
func conditionStatus(s chart.Status) string {
	switch s {
	case chart.Stopped, chart.Completed:
		return "resolved"
	}
	return status(s, "active", "recurrence", "relapse", "inactive", "remission", "resolved")
}
