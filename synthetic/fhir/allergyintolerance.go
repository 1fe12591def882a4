package fhir

import "sandpiper/synthetic/chart"

// allergy shows a risk of a harmful reaction to a substance (UK Core AllergyIntolerance 2.5.0).
func (s *Scribe) allergy(e *chart.Entry) {
	s.begin("AllergyIntolerance", tagAllergyIntolerance, e, "AllergyIntolerance")
	if inError(e) { // has no clinical status, and nothing else may lack one (ait-1, ait-2)
		s.coded("verificationStatus", allergyVer, "entered-in-error")
	} else {
		s.allergyStatus(e)
		s.coded("verificationStatus", allergyVer, e.Verification)
	}
	s.texts("category", s.tables.allergyCategory(e))
	s.text("criticality", e.Criticality)
	s.concept("code", e.Coding, e.Text)
	s.patient("patient", e.ID.Person)
	s.contact("encounter", e)
	s.when("onsetDateTime", e.Onset)
	s.when("recordedDate", e.Recorded)
	s.practitioner("recorder", e)
	s.practitioner("asserter", e)
	if e.Reaction != nil {
		mark := s.list("reaction")
		inner := s.objectItem()
		s.answers("manifestation", *e.Reaction)
		s.text("severity", e.Severity)
		s.end(inner)
		s.endList(mark)
	}
	s.close()
}

// allergyStatus writes the clinical status of an allergy that was not entered in error. FHIR R4 has no element for when an
// allergy ended; UK Core has an extension.
func (s *Scribe) allergyStatus(e *chart.Entry) {
	clinical := "inactive"
	if e.Status != chart.Stopped && e.Status != chart.Completed {
		clinical = status(e.Status, "active", "inactive", "resolved")
	}
	if clinical == "active" || e.Ended.IsZero() {
		s.coded("clinicalStatus", allergyClinical, clinical)
		return
	}
	mark := s.object("clinicalStatus")
	s.b = append(s.b, `"extension":[{"url":"`+ukCoreExtension+`AllergyIntoleranceEnd","extension":[{"url":"endDate"`...)
	s.when("valueDateTime", e.Ended)
	s.b = append(s.b, `}]}],"coding":[`...)
	s.codeOf(allergyClinical, clinical)
	s.b = append(s.b, ']')
	s.end(mark)
}

// allergyCategory says medication, food or environment where the substance is known; a writer who gave only words
// gave no category either.
func (t *tables) allergyCategory(e *chart.Entry) string {
	for _, c := range e.Coding {
		if key, ok := t.allergens[c.Code]; ok {
			return t.categories[key]
		}
	}
	return t.categories[e.Substance]
}
