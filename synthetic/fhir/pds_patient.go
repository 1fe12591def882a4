package fhir

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Pieces of the Patient of the Personal Demographics Service (NHS England, PDS FHIR API specification, GET /Patient/{id}).
const (
	// pdsNumberStatus is the code system that PDS still sends, though UK Core has retired it in favour of one per country.
	pdsNumberStatus  = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus"
	pdsStatusVersion = "1.0.0"
	deathStatus      = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus"
)

// PDSPatient shows a person as the Personal Demographics Service does: the id is the NHS number, there is no profile,
// list members have ids of their own for patches to name, and meta carries the version and a security label. It is
// unrestricted; see PDSRecord to change it first.
func (p *Projector) PDSPatient(person *demography.Person, version int) Resource {
	return PDSRecord(person, version).Resource()
}

// PDSRecord is PDSPatient before it is written, for a service that leaves parts out (a restricted record) or adds some.
func PDSRecord(person *demography.Person, version int) *Patient {
	number := person.Number.String()
	name := humanName("usual", person.Name)
	name.ID = objectID(person, "name")
	name.Period = &Period{Start: Date(person.Born)}
	out := &Patient{
		ResourceType: "Patient",
		ID:           number,
		Meta: &Meta{VersionID: strconv.Itoa(version),
			Security: []Coding{{System: confidentiality, Code: "U", Display: "unrestricted"}}},
		Identifier: []Identifier{{
			Extension: []Extension{{URL: ukCoreExtension + "NHSNumberVerificationStatus", ValueCodeableConcept: &CodeableConcept{
				Coding: []Coding{{System: pdsNumberStatus, Version: pdsStatusVersion, Code: "01", Display: "Number present and verified"}}}}},
			System: nhs.NumberSystem,
			Value:  number,
		}},
		Name:      []HumanName{name},
		Gender:    person.Sex.String(),
		BirthDate: Date(person.Born),
		Address:   address("home", person.Address),
		Telecom:   phone("home", person.Phone),
	}
	if person.Email != "" {
		out.Telecom = append(out.Telecom, ContactPoint{System: "email", Value: person.Email, Use: "home"})
	}
	for i := range out.Address {
		out.Address[i].ID = objectID(person, "address")
	}
	for i := range out.Telecom {
		out.Telecom[i].ID = objectID(person, "telecom/"+out.Telecom[i].System)
	}
	if person.Practice != "" {
		out.GeneralPractitioner = []Reference{{
			ID:         objectID(person, "generalPractitioner"),
			Type:       "Organization",
			Identifier: &Identifier{System: nhs.ODSSystem, Value: string(person.Practice)},
		}}
	}
	if !person.Died.IsZero() {
		died := person.Died.UTC().Format("2006-01-02T15:04:05-07:00")
		out.DeceasedDateTime = died
		out.Extension = append(out.Extension, Extension{URL: ukCoreExtension + "DeathNotificationStatus", Extension: []Extension{
			{URL: "deathNotificationStatus", ValueCodeableConcept: &CodeableConcept{Coding: []Coding{{System: deathStatus, Version: "1.0.0", Code: "2",
				Display: "Formal - death notice received from Registrar of Deaths"}}}},
			{URL: "systemEffectiveDate", ValueDateTime: died},
		}})
	}
	return out
}

// Resource is the patient as JSON.
func (o *Patient) Resource() Resource { return mustResource("Patient", o.ID, o) }

// objectID names a member of a person's lists with eight hexadecimal digits, as PDS does. It stays the same for as long
// as the person and the place in the record do.
func objectID(person *demography.Person, place string) string {
	sum := sha256.Sum256([]byte(person.Number.String() + "/" + place))
	return strings.ToUpper(hex.EncodeToString(sum[:4]))
}
