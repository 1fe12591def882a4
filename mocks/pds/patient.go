package pds

import (
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"sandpiper/synthetic"
)

// System URIs of the resource (personal-demographics.yaml and its examples).
const (
	numberSystem   = "https://fhir.nhs.uk/Id/nhs-number"
	odsSystem      = "https://fhir.nhs.uk/Id/ods-organization-code"
	ukCore         = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
	ukCoreSystem   = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
	confidential   = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
	dateTimeInZone = "2006-01-02T15:04:05+00:00" // UTC is written with an offset, never with Z
)

// Patient is a person as PDS shows them. Fields stand in the order of the service's own examples.
type Patient struct {
	ResourceType         string       `json:"resourceType"`
	ID                   string       `json:"id"` // the NHS number
	Identifier           []identifier `json:"identifier"`
	Meta                 meta         `json:"meta"`
	Name                 []humanName  `json:"name,omitempty"`
	Gender               string       `json:"gender"`
	BirthDate            string       `json:"birthDate"`
	DeceasedDateTime     string       `json:"deceasedDateTime,omitempty"`
	GeneralPractitioner  []reference  `json:"generalPractitioner,omitempty"`
	ManagingOrganization *reference   `json:"managingOrganization,omitempty"`
	Extension            []extension  `json:"extension,omitempty"`
	Telecom              []telecom    `json:"telecom,omitempty"`
	Address              []address    `json:"address,omitempty"`
}

type meta struct {
	VersionID string   `json:"versionId"`
	Security  []coding `json:"security"`
}

type identifier struct {
	System    string      `json:"system"`
	Value     string      `json:"value"`
	Period    *period     `json:"period,omitempty"`
	Extension []extension `json:"extension,omitempty"`
}

type period struct {
	Start string `json:"start"`
}

type humanName struct {
	ID     string   `json:"id"`
	Use    string   `json:"use"`
	Period *period  `json:"period,omitempty"`
	Given  []string `json:"given,omitempty"`
	Family string   `json:"family"`
	Prefix []string `json:"prefix,omitempty"`
}

type reference struct {
	ID         string     `json:"id,omitempty"`
	Type       string     `json:"type"`
	Identifier identifier `json:"identifier"`
}

type telecom struct {
	ID     string  `json:"id"`
	Period *period `json:"period,omitempty"`
	System string  `json:"system"`
	Value  string  `json:"value"`
	Use    string  `json:"use"`
}

type address struct {
	ID         string   `json:"id"`
	Use        string   `json:"use"`
	Period     *period  `json:"period,omitempty"`
	Line       []string `json:"line,omitempty"`
	PostalCode string   `json:"postalCode"`
}

type extension struct {
	URL       string      `json:"url"`
	Extension []extension `json:"extension,omitempty"`
	Concept   *concept    `json:"valueCodeableConcept,omitempty"`
	Bool      *bool       `json:"valueBoolean,omitempty"`
	DateTime  string      `json:"valueDateTime,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

// patient shows a person at the given version, in full.
func patient(p *synthetic.Person, version int) *Patient {
	number := p.Number.String()
	born := &period{p.Born.Format(time.DateOnly)}
	out := &Patient{
		ResourceType: "Patient",
		ID:           number,
		Identifier: []identifier{{System: numberSystem, Value: number, Extension: []extension{{
			URL: ukCore + "NHSNumberVerificationStatus",
			Concept: &concept{[]coding{{ukCoreSystem + "NHSNumberVerificationStatus", "1.0.0", "01",
				"Number present and verified"}}},
		}}}},
		Meta:      meta{strconv.Itoa(version), []coding{{System: confidential, Code: "U", Display: "unrestricted"}}},
		Name:      []humanName{{ID: partID(number, "name"), Use: "usual", Period: born, Given: p.Name.Given, Family: p.Name.Family}},
		Gender:    p.Sex.String(),
		BirthDate: p.Born.Format(time.DateOnly),
	}
	if p.Name.Prefix != "" {
		out.Name[0].Prefix = []string{p.Name.Prefix}
	}
	if p.Practice != "" {
		practice := identifier{System: odsSystem, Value: string(p.Practice), Period: born}
		out.GeneralPractitioner = []reference{{ID: partID(number, "practice"), Type: "Organization", Identifier: practice}}
		out.ManagingOrganization = &reference{Type: "Organization", Identifier: practice}
	}
	for _, t := range []telecom{
		{System: "phone", Value: p.Phone, Use: phoneUse(p.Phone)},
		{System: "email", Value: p.Email, Use: "home"},
	} {
		if t.Value != "" {
			t.ID, t.Period = partID(number, t.System), born
			out.Telecom = append(out.Telecom, t)
		}
	}
	if p.Address.Postcode != "" || len(p.Address.Lines) > 0 {
		out.Address = []address{{ID: partID(number, "address"), Use: "home", Period: born,
			Line: p.Address.Lines, PostalCode: p.Address.Postcode}}
	}
	if !p.Died.IsZero() {
		out.DeceasedDateTime = p.Died.UTC().Format(dateTimeInZone)
		out.Extension = append(out.Extension, deathNotice(p.Died))
	}
	if p.Language != "" && p.Language != "en" { // English is never given: schemas/codeable/Language.yaml
		out.Extension = append(out.Extension, communication(p.Language, p.Interpreter))
	}
	return out
}

// found cuts a patient down to what a search shows: no language, and in privileged mode no place, contact or practice
// (patient-search.yaml, "Patient data returned").
func (p *Patient) found(mode Mode) *Patient {
	var kept []extension
	for _, e := range p.Extension {
		if e.URL == ukCore+"DeathNotificationStatus" {
			kept = append(kept, e)
		}
	}
	p.Extension, p.ManagingOrganization = kept, nil
	if mode == PrivilegedRestricted {
		p.Address, p.Telecom, p.GeneralPractitioner = nil, nil, nil
	}
	return p
}

// deathNotice is the formal notice that PDS holds for everybody whose death is known.
func deathNotice(died time.Time) extension {
	return extension{URL: ukCore + "DeathNotificationStatus", Extension: []extension{
		{URL: "deathNotificationStatus", Concept: &concept{[]coding{{ukCoreSystem + "DeathNotificationStatus", "1.0.0", "2",
			"Formal - death notice received from Registrar of Deaths"}}}},
		{URL: "systemEffectiveDate", DateTime: died.UTC().Format(dateTimeInZone)},
	}}
}

func communication(language string, interpreter bool) extension {
	return extension{URL: ukCore + "NHSCommunication", Extension: []extension{
		{URL: "language", Concept: &concept{[]coding{{System: ukCoreSystem + "HumanLanguage", Version: "1.0.0", Code: language}}}},
		{URL: "interpreterRequired", Bool: &interpreter},
	}}
}

// phoneUse tells a mobile from a landline by its prefix.
func phoneUse(number string) string {
	if strings.HasPrefix(digits(number), "07") {
		return "mobile"
	}
	return "home"
}

// partID is the identifier of one part of a record: eight hexadecimal digits, as on the live service, and always the same ones.
func partID(number, part string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(number + "/" + part))
	id := strings.ToUpper(strconv.FormatUint(uint64(h.Sum32()), 16))
	return strings.Repeat("0", 8-len(id)) + id
}
