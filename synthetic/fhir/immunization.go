package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// unencoded stands for a product that nobody coded.
const unencoded = `{"system":"` + nullFlavor + `","code":"UNC","display":"un-encoded"}`

// immunization shows a vaccine given, or not given (UK Core Immunization 2.4.0). A dm+d code names the product and goes into
// vaccineCode; a SNOMED CT code names what was done and goes into UK Core's VaccinationProcedure, which leaves the product
// un-encoded.
func (s *Scribe) immunization(e *chart.Entry) {
	s.begin("Immunization", tagImmunization, e, "Immunization")
	done := s.vaccinationProcedure(e.Coding)
	given := firstTime(e.Onset, e.Authored)
	switch {
	case inError(e):
		s.text("status", "entered-in-error")
	case e.Status == chart.Stopped || e.Status == "not-done":
		s.raw(`,"status":"not-done","statusReason":{"text":"No reason recorded"}`) // a reason is mandatory (ukcore-imm-001)
	default:
		s.text("status", "completed")
	}
	s.vaccine(e, done)
	s.patient("patient", e.ID.Person)
	s.contact("encounter", e)
	s.when("occurrenceDateTime", given)
	if given.IsZero() {
		s.text("occurrenceString", "not known")
	}
	s.when("recorded", e.Recorded)
	s.raw(`,"primarySource":true`)
	if authored(e) {
		s.raw(`,"performer":[{`)
		s.practitioner("actor", e)
		s.b = append(s.b, '}', ']')
	}
	s.close()
}

// vaccinationProcedure writes the codes of what was done; false if there are none.
func (s *Scribe) vaccinationProcedure(codes []chart.Coding) bool {
	if firstSNOMED(codes) == nil {
		return false
	}
	s.raw(`,"extension":[{"url":"` + ukCoreExtension + `VaccinationProcedure","valueCodeableConcept":{"coding":[`)
	for i := range codes {
		if codes[i].Code != "" && codes[i].System == nhs.SNOMED {
			mark := s.objectItem()
			s.coding(codes[i])
			s.end(mark)
		}
	}
	s.b = append(s.b, `]}}]`...)
	return true
}

// vaccine writes the product.
func (s *Scribe) vaccine(e *chart.Entry, done bool) {
	mark := s.object("vaccineCode")
	list := s.list("coding")
	for i := range e.Coding {
		if c := &e.Coding[i]; c.Code != "" && c.System != nhs.SNOMED {
			inner := s.objectItem()
			s.coding(*c)
			s.end(inner)
		}
	}
	if done && s.b[len(s.b)-1] == '[' {
		s.b = append(s.b, unencoded...)
	}
	s.endList(list)
	s.text("text", e.Text)
	s.end(mark)
}
