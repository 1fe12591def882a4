package pds

// System URIs of the resource (personal-demographics.yaml and its examples).
const (
	numberSystem   = "https://fhir.nhs.uk/Id/nhs-number"
	odsSystem      = "https://fhir.nhs.uk/Id/ods-organization-code"
	ukCore         = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
	ukCoreSystem   = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
	confidential   = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
	contactRole    = "http://terminology.hl7.org/CodeSystem/v2-0131"
	dateTimeInZone = "2006-01-02T15:04:05+00:00" // UTC is written with an offset, never with Z
)

// URLs of the extensions of a Patient, in the order in which they are shown (Patient.json).
const (
	urlPharmacy      = ukCore + "NominatedPharmacy"
	urlDispenser     = ukCore + "PreferredDispenserOrganization"
	urlAppliances    = ukCore + "MedicalApplianceSupplier"
	urlDeath         = ukCore + "DeathNotificationStatus"
	urlCommunication = ukCore + "NHSCommunication"
	urlPreference    = ukCore + "ContactPreference"
	urlBirthPlace    = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
	urlRemoval       = "https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration"
	urlAuthority     = ukCore + "RegisteringAuthority"
	urlEthnicity     = ukCore + "EthnicCategory"
	urlTextphone     = ukCore + "OtherContactSystem"
	urlAddressKey    = ukCore + "AddressKey"
)

// Patient is a person as PDS shows them. Fields stand in the order of the service's own examples.
type Patient struct {
	ResourceType         string       `json:"resourceType"`
	ID                   string       `json:"id"` // the NHS number
	Identifier           []identifier `json:"identifier,omitempty"`
	Meta                 *meta        `json:"meta,omitempty"`
	Name                 []humanName  `json:"name,omitempty"`
	Gender               string       `json:"gender,omitempty"`
	BirthDate            string       `json:"birthDate,omitempty"`
	MultipleBirthInteger int          `json:"multipleBirthInteger,omitempty"`
	DeceasedDateTime     string       `json:"deceasedDateTime,omitempty"`
	GeneralPractitioner  []reference  `json:"generalPractitioner,omitempty"`
	ManagingOrganization *reference   `json:"managingOrganization,omitempty"`
	Extension            []extension  `json:"extension,omitempty"`
	Telecom              []telecom    `json:"telecom,omitempty"`
	Contact              []contact    `json:"contact,omitempty"`
	Address              []address    `json:"address,omitempty"`
}

type meta struct {
	VersionID string   `json:"versionId"`
	Security  []coding `json:"security,omitempty"`
}

type identifier struct {
	System    string      `json:"system,omitempty"`
	Value     string      `json:"value"`
	Period    *period     `json:"period,omitempty"`
	Extension []extension `json:"extension,omitempty"`
}

type period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

type humanName struct {
	ID     string   `json:"id,omitempty"`
	Use    string   `json:"use"`
	Period *period  `json:"period,omitempty"`
	Given  []string `json:"given,omitempty"`
	Family string   `json:"family"`
	Prefix []string `json:"prefix,omitempty"`
	Suffix []string `json:"suffix,omitempty"`
}

type reference struct {
	ID         string     `json:"id,omitempty"`
	Type       string     `json:"type,omitempty"`
	Identifier identifier `json:"identifier"`
}

type telecom struct {
	ID        string      `json:"id,omitempty"`
	Period    *period     `json:"period,omitempty"`
	System    string      `json:"system"`
	Value     string      `json:"value"`
	Use       string      `json:"use,omitempty"`
	Extension []extension `json:"extension,omitempty"`
}

type contact struct {
	ID           string    `json:"id,omitempty"`
	Period       *period   `json:"period,omitempty"`
	Relationship []concept `json:"relationship"`
	Telecom      []telecom `json:"telecom"`
}

type address struct {
	ID         string      `json:"id,omitempty"`
	Period     *period     `json:"period,omitempty"`
	Use        string      `json:"use"`
	Text       string      `json:"text,omitempty"`
	Line       []string    `json:"line,omitempty"`
	PostalCode string      `json:"postalCode,omitempty"`
	Extension  []extension `json:"extension,omitempty"`
}

type extension struct {
	URL         string      `json:"url"`
	Extension   []extension `json:"extension,omitempty"`
	Reference   *reference  `json:"valueReference,omitempty"`
	Concept     *concept    `json:"valueCodeableConcept,omitempty"`
	Coding      *coding     `json:"valueCoding,omitempty"`
	Address     *birthPlace `json:"valueAddress,omitempty"`
	Period      *period     `json:"valuePeriod,omitempty"`
	Bool        *bool       `json:"valueBoolean,omitempty"`
	Text        string      `json:"valueString,omitempty"`
	DateTime    string      `json:"valueDateTime,omitempty"`
	PositiveInt int         `json:"valuePositiveInt,omitempty"`
}

type birthPlace struct {
	City     string `json:"city,omitempty"`
	District string `json:"district,omitempty"`
	Country  string `json:"country,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

// inner is a sub-extension by its url; nil if there is none.
func (e *extension) inner(url string) *extension {
	for k := range e.Extension {
		if e.Extension[k].URL == url {
			return &e.Extension[k]
		}
	}
	return nil
}

// code is the first code of a sub-extension's concept, empty if there is none.
func (e *extension) code(url string) string {
	if x := e.inner(url); x != nil && x.Concept != nil && len(x.Concept.Coding) > 0 {
		return x.Concept.Coding[0].Code
	}
	return ""
}

// extension finds an extension of the patient by its url; nil if there is none.
func (p *Patient) extension(url string) *extension {
	for k := range p.Extension {
		if p.Extension[k].URL == url {
			return &p.Extension[k]
		}
	}
	return nil
}
