package fhir

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Organization appends a body such as a general practice (UK Core Organization 2.5.1).
func (s *Scribe) Organization(dst []byte, o *demography.Practice) []byte {
	s.b = append(dst, `{"resourceType":"Organization"`...)
	s.text("id", s.ids.OrganizationID(o.Code))
	mark := s.object("meta")
	s.profile("Organization")
	s.end(mark)
	s.raw(`,"identifier":[{"system":"` + nhs.ODSSystem + `"`)
	s.text("value", string(o.Code))
	s.raw(`}],"active":true`)
	s.text("name", o.Name)
	s.telecom("work", o.Phone, "")
	s.address("work", o.Address)
	s.close()
	return s.done()
}

// telecom writes a telephone number and an e-mail address, each if there is one.
func (s *Scribe) telecom(use, phone, email string) {
	list := s.list("telecom")
	for _, point := range [...]struct{ system, value string }{{"phone", phone}, {"email", email}} {
		if point.value != "" {
			mark := s.objectItem()
			s.word("system", point.system)
			s.text("value", point.value)
			s.word("use", use)
			s.end(mark)
		}
	}
	s.endList(list)
}

// address writes where somebody lives or something stands, if anything of it is known.
func (s *Scribe) address(use string, a demography.Address) {
	known := a.Postcode != ""
	for _, line := range a.Lines {
		known = known || line != ""
	}
	if !known {
		return
	}
	list := s.list("address")
	mark := s.objectItem()
	s.word("use", use)
	s.texts("line", a.Lines...)
	s.text("postalCode", a.Postcode)
	s.end(mark)
	s.endList(list)
}
