package fhir

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Practitioner appends a clinician of a practice (UK Core Practitioner 2.4.0).
func (s *Scribe) Practitioner(dst []byte, who *demography.Practitioner) []byte {
	s.b = append(dst, `{"resourceType":"Practitioner","id":"`...)
	s.b = append(s.b, s.author(who.Practice, who.Number)...)
	s.b = append(s.b, `","meta":{`...)
	s.profile("Practitioner")
	s.b = append(s.b, '}')
	if who.SDSUser != "" {
		s.raw(`,"identifier":[{"system":"` + nhs.SDSUserSystem + `"`)
		s.text("value", who.SDSUser)
		s.b = append(s.b, '}', ']')
	}
	s.raw(`,"active":true`)
	s.humanName("", who.Name)
	s.word("gender", who.Sex.String())
	s.close()
	return s.done()
}

// humanName writes the one name of somebody.
func (s *Scribe) humanName(use string, n demography.Name) {
	list := s.list("name")
	mark := s.objectItem()
	s.word("use", use)
	s.text("family", n.Family)
	s.texts("given", n.Given...)
	s.texts("prefix", n.Prefix)
	s.end(mark)
	s.endList(list)
}
