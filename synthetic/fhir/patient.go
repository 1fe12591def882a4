package fhir

import (
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Patient is who somebody is (UK Core Patient 2.6.1, and the Patient of the Personal Demographics Service).
type Patient struct {
	ResourceType         string                 `json:"resourceType"`
	ID                   string                 `json:"id,omitempty"`
	Meta                 *Meta                  `json:"meta,omitempty"`
	Extension            []Extension            `json:"extension,omitempty"`
	Identifier           []Identifier           `json:"identifier,omitempty"`
	Active               *bool                  `json:"active,omitempty"`
	Name                 []HumanName            `json:"name,omitempty"`
	Telecom              []ContactPoint         `json:"telecom,omitempty"`
	Gender               string                 `json:"gender,omitempty"`
	BirthDate            string                 `json:"birthDate,omitempty"`
	DeceasedDateTime     string                 `json:"deceasedDateTime,omitempty"`
	Address              []Address              `json:"address,omitempty"`
	Communication        []PatientCommunication `json:"communication,omitempty"`
	GeneralPractitioner  []Reference            `json:"generalPractitioner,omitempty"`
	ManagingOrganization *Reference             `json:"managingOrganization,omitempty"`
}

// PatientCommunication is a language that somebody may be spoken to in.
type PatientCommunication struct {
	Language  CodeableConcept `json:"language"`
	Preferred *bool           `json:"preferred,omitempty"`
}

// Patient shows a person as a record system holds them.
func (p *Projector) Patient(person *demography.Person) Resource {
	active := true
	id := p.IDs.PatientID(person.Index)
	out := Patient{
		ResourceType: "Patient",
		ID:           id,
		Meta:         profiled("Patient"),
		Identifier: []Identifier{{
			Extension: []Extension{{URL: ukCoreExtension + "NHSNumberVerificationStatus",
				ValueCodeableConcept: coded(numberStatusSystem, "01", "Number present and verified")}},
			System: nhs.NumberSystem,
			Value:  person.Number.String(),
		}},
		Active:               &active,
		Name:                 []HumanName{humanName("usual", person.Name)},
		Telecom:              phone("home", person.Phone),
		Gender:               person.Sex.String(),
		BirthDate:            Date(person.Born),
		DeceasedDateTime:     DateTime(person.Died),
		Address:              address("home", person.Address),
		ManagingOrganization: p.organizationRef(person.Practice),
	}
	if display, ok := p.tables.ethnicity[person.Ethnicity]; ok {
		out.Extension = append(out.Extension, Extension{URL: ukCoreExtension + "EthnicCategory",
			ValueCodeableConcept: coded(nhs.EthnicitySystem, person.Ethnicity, display)})
	}
	if person.Interpreter {
		needed := true
		out.Extension = append(out.Extension, Extension{URL: interpreterNeeded, ValueBoolean: &needed})
	}
	if person.Email != "" {
		out.Telecom = append(out.Telecom, ContactPoint{System: "email", Value: person.Email, Use: "home"})
	}
	if person.Language != "" {
		preferred := true
		out.Communication = []PatientCommunication{{
			Language:  CodeableConcept{Coding: []Coding{{System: nhs.LanguageSystem, Code: person.Language}}},
			Preferred: &preferred,
		}}
	}
	if gp := p.practitionerRef(person.Practice, person.GP); gp != nil {
		out.GeneralPractitioner = []Reference{*gp, *out.ManagingOrganization}
	}
	return mustResource("Patient", id, out)
}
