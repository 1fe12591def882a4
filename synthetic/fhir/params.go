package fhir

import "slices"

// ParamType is how a search parameter's value is read (FHIR R4, Search, "Parameter types").
type ParamType string

// The parameter types in use.
const (
	TokenParam     ParamType = "token"
	DateParam      ParamType = "date"
	StringParam    ParamType = "string"
	ReferenceParam ParamType = "reference"
)

// Param is one search parameter of one resource type.
type Param struct {
	Name  string
	Type  ParamType
	paths [][]string // elements that it looks at, as member names from the root
	// only is the type that references must point at, where the parameter says so (patient); else empty.
	only string
}

// served is a resource type that a record server holds.
type served struct {
	name     string
	profile  string // UK Core profile, without the part that all share; empty if none is in force
	writable bool   // may be created, changed and removed by clients
	params   []Param
}

func token(name string, paths ...[]string) Param {
	return Param{Name: name, Type: TokenParam, paths: paths}
}
func date(name string, paths ...[]string) Param {
	return Param{Name: name, Type: DateParam, paths: paths}
}
func words(name string, paths ...[]string) Param {
	return Param{Name: name, Type: StringParam, paths: paths}
}
func reference(name string, paths ...[]string) Param {
	return Param{Name: name, Type: ReferenceParam, paths: paths}
}
func patient(path ...string) Param {
	return Param{Name: "patient", Type: ReferenceParam, paths: [][]string{path}, only: "Patient"}
}
func at(path ...string) []string { return path }

// everyType are the parameters that all types share. An id is looked for in Resource.ID, not in the JSON.
var everyType = []Param{token("_id"), date("_lastUpdated", at("meta", "lastUpdated"))}

// servedTypes is the one table of what can be searched: ParseSearch, Match and CapabilityStatement all read it.
// Parameters are those of FHIR R4's own registry (hl7.org/fhir/R4/searchparameter-registry.html), a subset of them.
var servedTypes = []served{
	{"Patient", "Patient", false, []Param{
		token("identifier", at("identifier")),
		words("family", at("name", "family")),
		words("given", at("name", "given")),
		words("name", at("name", "family"), at("name", "given"), at("name", "prefix"), at("name", "text")),
		date("birthdate", at("birthDate")),
		token("gender", at("gender")),
		words("address-postalcode", at("address", "postalCode")),
		token("active", at("active")),
		date("death-date", at("deceasedDateTime")),
		reference("general-practitioner", at("generalPractitioner")),
		reference("organization", at("managingOrganization")),
	}},
	{"Practitioner", "Practitioner", false, []Param{
		token("identifier", at("identifier")),
		words("family", at("name", "family")),
		words("given", at("name", "given")),
		words("name", at("name", "family"), at("name", "given"), at("name", "prefix"), at("name", "text")),
		token("gender", at("gender")),
	}},
	{"Organization", "Organization", false, []Param{
		token("identifier", at("identifier")),
		words("name", at("name")),
		words("address-postalcode", at("address", "postalCode")),
		token("active", at("active")),
	}},
	{"AllergyIntolerance", "AllergyIntolerance", true, []Param{
		patient("patient"),
		token("clinical-status", at("clinicalStatus")),
		token("verification-status", at("verificationStatus")),
		token("category", at("category")),
		token("criticality", at("criticality")),
		token("code", at("code"), at("reaction", "substance")),
		token("manifestation", at("reaction", "manifestation")),
		token("severity", at("reaction", "severity")),
		date("date", at("recordedDate")),
		reference("recorder", at("recorder")),
	}},
	{"Condition", "Condition", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("clinical-status", at("clinicalStatus")),
		token("verification-status", at("verificationStatus")),
		token("category", at("category")),
		token("code", at("code")),
		date("onset-date", at("onsetDateTime"), at("onsetPeriod")),
		date("abatement-date", at("abatementDateTime"), at("abatementPeriod")),
		date("recorded-date", at("recordedDate")),
		reference("encounter", at("encounter")),
	}},
	{"MedicationRequest", "MedicationRequest", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("intent", at("intent")),
		token("category", at("category")),
		token("code", at("medicationCodeableConcept")),
		date("authoredon", at("authoredOn")),
		date("date", at("dosageInstruction", "timing", "event")),
		reference("encounter", at("encounter")),
		reference("requester", at("requester")),
	}},
	{"MedicationStatement", "MedicationStatement", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("category", at("category")),
		token("code", at("medicationCodeableConcept")),
		date("effective", at("effectiveDateTime"), at("effectivePeriod")),
		reference("context", at("context")),
	}},
	{"Observation", "Observation", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("category", at("category")),
		token("code", at("code")),
		token("component-code", at("component", "code")),
		token("combo-code", at("code"), at("component", "code")),
		token("value-concept", at("valueCodeableConcept")),
		date("date", at("effectiveDateTime"), at("effectivePeriod"), at("effectiveInstant")),
		reference("encounter", at("encounter")),
		reference("performer", at("performer")),
	}},
	{"Encounter", "Encounter", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("class", at("class")),
		token("type", at("type")),
		date("date", at("period")),
		reference("participant", at("participant", "individual")),
		reference("service-provider", at("serviceProvider")),
	}},
	{"Immunization", "Immunization", true, []Param{
		patient("patient"),
		token("status", at("status")),
		token("vaccine-code", at("vaccineCode")),
		date("date", at("occurrenceDateTime")),
		reference("performer", at("performer", "actor")),
	}},
	{"Procedure", "Procedure", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("category", at("category")),
		token("code", at("code")),
		date("date", at("performedDateTime"), at("performedPeriod")),
		reference("encounter", at("encounter")),
		reference("based-on", at("basedOn")),
	}},
	{"DocumentReference", "", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("type", at("type")),
		token("category", at("category")),
		date("date", at("date")),
		reference("encounter", at("context", "encounter")),
		reference("related", at("context", "related")),
		reference("custodian", at("custodian")),
	}},
	{"ServiceRequest", "ServiceRequest", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("intent", at("intent")),
		token("priority", at("priority")),
		token("category", at("category")),
		token("code", at("code")),
		token("performer-type", at("performerType")),
		date("authored", at("authoredOn")),
		reference("requester", at("requester")),
		reference("encounter", at("encounter")),
	}},
	{"Appointment", "Appointment", true, []Param{
		patient("participant", "actor"),
		reference("actor", at("participant", "actor")),
		{Name: "practitioner", Type: ReferenceParam, paths: [][]string{{"participant", "actor"}}, only: "Practitioner"},
		token("status", at("status")),
		token("specialty", at("specialty")),
		token("appointment-type", at("appointmentType")),
		token("reason-code", at("reasonCode")),
		date("date", at("start")),
		reference("based-on", at("basedOn")),
	}},
	{"DiagnosticReport", "DiagnosticReport-Lab", true, []Param{
		patient("subject"),
		reference("subject", at("subject")),
		token("status", at("status")),
		token("category", at("category")),
		token("code", at("code")),
		date("date", at("effectiveDateTime"), at("effectivePeriod")),
		date("issued", at("issued")),
		reference("encounter", at("encounter")),
		reference("result", at("result")),
	}},
}

// ServedTypes names the resource types that a record server holds, in the order of the CapabilityStatement.
func ServedTypes() []string {
	out := make([]string, len(servedTypes))
	for i, t := range servedTypes {
		out[i] = t.name
	}
	return out
}

// Params lists the search parameters of a resource type, those of all types first; nil for a type that is not served.
func Params(resourceType string) []Param {
	for _, t := range servedTypes {
		if t.name == resourceType {
			return slices.Concat(everyType, t.params)
		}
	}
	return nil
}

// resultParams steer the answer and choose nothing.
var resultParams = []string{"_count", "_sort", "_offset", "_format"}
