package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// notKnown stands where a result never came.
const notKnown = `,"dataAbsentReason":{"coding":[{"system":"` + dataAbsent + `","code":"unknown","display":"Unknown"}]}`

// observation shows a measurement (UK Core Observation 2.5.0), under its UK Core vital-sign profile if it has what that
// profile asks for. Laboratory results claim the plain profile: the slices of UKCore-Observation-Lab 2.0.1 overlap, so that a
// validator without the pathology code lists puts one code into two of them.
func (s *Scribe) observation(e *chart.Entry) {
	state := observationStatus(e)
	taken := firstTime(e.Onset, e.Authored)
	profile := "Observation"
	var fixed vital
	if state == "final" && e.Category == "vital-signs" && !taken.IsZero() {
		if v, ok := s.tables.fits(e); ok {
			fixed, profile = v, v.profile
		}
	}
	s.begin("Observation", tagObservation, e, profile)
	s.text("status", state)
	s.codeds("category", observationCat, e.Category)
	s.vitalConcept("code", e.Coding, e.Text, fixed)
	s.patient("subject", e.ID.Person)
	s.contact("encounter", e)
	s.when("effectiveDateTime", taken)
	s.instant("issued", e.Recorded)
	s.practitioners("performer", e)
	if e.Value != nil {
		q := *e.Value
		if fixed.unit != "" {
			q.Unit = fixed.unit
		}
		s.quantity("valueQuantity", q)
	}
	if e.Answer != nil {
		s.answer("valueCodeableConcept", *e.Answer)
	}
	if e.Value == nil && e.Answer == nil && len(e.Parts) == 0 {
		s.raw(notKnown)
	}
	mark := s.list("component")
	for i := range e.Parts {
		s.component(&e.Parts[i], fixed.profile != "")
	}
	s.endList(mark)
	s.close()
}

// component writes one of several values taken together, such as the systolic of a blood pressure, in the words that the
// vital-sign profile fixes if it is to.
func (s *Scribe) component(part *chart.Part, fix bool) {
	var fixed vital
	q, words := part.Value, part.Text
	if fix {
		fixed, _ = s.tables.vital(part.Coding)
		fixed.loinc.Display = fixed.part
		q.Unit, words = fixed.unit, fixed.part
	}
	mark := s.objectItem()
	s.vitalConcept("code", part.Coding, words, fixed)
	s.quantity("valueQuantity", q)
	s.end(mark)
}

// vitalConcept is concept with the codes that a vital-sign profile allows: the LOINC code that it fixes and the first SNOMED CT
// code written. Without such a profile it is concept.
func (s *Scribe) vitalConcept(n string, codes []chart.Coding, words string, fixed vital) {
	if fixed.loinc.Code == "" {
		s.concept(n, codes, words)
		return
	}
	mark := s.object(n)
	list := s.list("coding")
	inner := s.objectItem()
	s.coding(fixed.loinc)
	s.end(inner)
	if c := firstSNOMED(codes); c != nil {
		inner = s.objectItem()
		s.coding(*c)
		s.end(inner)
	}
	s.endList(list)
	s.text("text", words)
	s.end(mark)
}

// fits finds the vital-sign profile of a measurement; ok is false if there is none or it asks for what is not there: a value in
// its unit, or both parts of a blood pressure in theirs, each with a SNOMED CT code.
func (t *tables) fits(e *chart.Entry) (v vital, ok bool) {
	v, ok = t.vital(e.Coding)
	if !ok || v.profile == "" || firstSNOMED(e.Coding) == nil {
		return vital{}, false
	}
	if v.ucum != "" {
		return v, e.Value != nil && e.Value.Code == v.ucum
	}
	if len(e.Parts) != 2 || e.Value != nil {
		return vital{}, false
	}
	for i := range e.Parts {
		part := &e.Parts[i]
		fixed, known := t.vital(part.Coding)
		if !known || fixed.part == "" || firstSNOMED(part.Coding) == nil || part.Value.Code != fixed.ucum {
			return vital{}, false
		}
	}
	return v, true
}

func firstSNOMED(codes []chart.Coding) *chart.Coding {
	for i := range codes {
		if codes[i].System == nhs.SNOMED && codes[i].Code != "" {
			return &codes[i]
		}
	}
	return nil
}

func observationStatus(e *chart.Entry) string {
	if inError(e) {
		return "entered-in-error"
	}
	return status(e.Status, "final", "registered", "preliminary", "amended", "corrected", "cancelled", "unknown")
}
