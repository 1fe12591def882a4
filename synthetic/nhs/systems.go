package nhs

// System URIs of the identifiers and codes in use (UK Core R4 and NHS England naming systems).
const (
	NumberSystem     = "https://fhir.nhs.uk/Id/nhs-number"
	ODSSystem        = "https://fhir.nhs.uk/Id/ods-organization-code"
	SDSUserSystem    = "https://fhir.nhs.uk/Id/sds-user-id"
	SNOMED           = "http://snomed.info/sct"
	DMD              = "https://dmd.nhs.uk"
	LOINC            = "http://loinc.org"
	UCUM             = "http://unitsofmeasure.org"
	EthnicitySystem  = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
	LanguageSystem   = "urn:ietf:bcp:47"
	ConfidentialHigh = "R" // v3 Confidentiality code of an entry that is kept from view
)

// ODS is an organisation code of the Organisation Data Service. The codes in a population are invented: ZX and four
// characters, a shape that no general practice holds (theirs is a letter and five digits).
type ODS string
