package fhir

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// verified says that an NHS number was found to be somebody's.
const verified = `"extension":[{"url":"` + ukCoreExtension + `NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"system":"` +
	numberStatusSystem + `","code":"01","display":"Number present and verified"}]}}]`

// Patient appends a person as a record system holds them (UK Core Patient 2.6.1), with the ethnic category that the practice
// has recorded, none if it never asked.
func (s *Scribe) Patient(dst []byte, person *demography.Person, recorded chart.Ethnicity) []byte {
	return s.PatientAs(dst, person, recorded, person.Sex.String())
}

// PatientAs is Patient with a gender on record that may be another than the person's sex: female, male, other or unknown.
func (s *Scribe) PatientAs(dst []byte, person *demography.Person, recorded chart.Ethnicity, gender string) []byte {
	s.b = append(dst, `{"resourceType":"Patient","id":"`...)
	s.b = append(s.b, s.idOf(tagPatient, chart.ID{Person: person.Index})...)
	s.b = append(s.b, `","meta":{`...)
	s.profile("Patient")
	s.b = append(s.b, '}')
	list := s.list("extension")
	s.ethnicity(recorded)
	if person.Interpreter {
		s.item()
		s.b = append(s.b, `{"url":"`+interpreterNeeded+`","valueBoolean":true}`...)
	}
	s.endList(list)
	s.raw(`,"identifier":[{` + verified + `,"system":"` + nhs.NumberSystem + `"`)
	s.word("value", person.Number.String())
	s.raw(`}],"active":true`)
	s.humanName("usual", person.Name)
	s.telecom("home", person.Phone, person.Email)
	s.word("gender", gender)
	s.name("birthDate")
	s.b = append(s.b, '"')
	s.b = append(appendDate(s.b, person.Born), '"')
	s.when("deceasedDateTime", person.Died)
	s.address("home", person.Address)
	if person.Language != "" {
		s.raw(`,"communication":[{"language":{"coding":[{"system":"` + nhs.LanguageSystem + `"`)
		s.text("code", person.Language)
		s.raw(`}]},"preferred":true}]`)
	}
	if person.Practice != "" && person.GP >= 0 {
		s.raw(`,"generalPractitioner":[{`)
		s.pointer("Practitioner", s.author(person.Practice, person.GP))
		s.raw(`},{`)
		s.organizationPointer(person.Practice)
		s.b = append(s.b, '}', ']')
	}
	s.organization("managingOrganization", person.Practice)
	s.close()
	return s.done()
}

// Replaced appends a record that was merged into another person's and must not be used any more: its own number, and where to look instead
// (FHIR R4, Patient.link, replaced-by).
func (s *Scribe) Replaced(dst []byte, person *demography.Person, by int) []byte {
	s.b = append(dst, `{"resourceType":"Patient","id":"`...)
	s.b = append(s.b, s.idOf(tagPatient, chart.ID{Person: person.Index})...)
	s.b = append(s.b, `","meta":{`...)
	s.profile("Patient")
	s.raw(`},"identifier":[{"system":"` + nhs.NumberSystem + `"`)
	s.word("value", person.Number.String())
	s.raw(`}],"active":false,"link":[{"other":{"reference":"Patient/`)
	s.b = append(s.b, s.idOf(tagPatient, chart.ID{Person: by})...)
	s.raw(`"},"type":"replaced-by"}]`)
	s.close()
	return s.done()
}

// ethnicity writes UK Core's extension for the ethnic category, if one of the list was recorded.
func (s *Scribe) ethnicity(recorded chart.Ethnicity) {
	display, ok := s.tables.ethnicity[recorded.Code]
	if !ok {
		return
	}
	s.item()
	s.b = append(s.b, `{"url":"`+ukCoreExtension+`EthnicCategory","valueCodeableConcept":{"coding":[{"system":"`+nhs.EthnicitySystem+`"`...)
	s.text("code", recorded.Code)
	s.text("display", display)
	s.b = append(s.b, `}]}}`...)
}
