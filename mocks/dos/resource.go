package dos

import (
	"strconv"
	"strings"

	"sandpiper/mocks/ods"
)

// The shapes of the service (dos-search.yaml, components and examples).

const (
	odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code"
	england   = "https://fhir.nhs.uk/England/StructureDefinition/Extension-England-"
)

type organization struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Identifier   []identifier `json:"identifier"`
	Active       bool         `json:"active"`
	Name         string       `json:"name"`
}

type identifier struct {
	Use    string `json:"use,omitempty"`
	System string `json:"system"`
	Value  string `json:"value"`
}

type endpoint struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	Extension    []extension `json:"extension"`
	Status       string      `json:"status"`
	Connection   coding      `json:"connectionType"`
	Managing     reference   `json:"managingOrganization"`
	Payload      []concept   `json:"payloadType"`
	Mime         []string    `json:"payloadMimeType"`
	Address      string      `json:"address"`
}

type extension struct {
	URL     string `json:"url"`
	Integer int    `json:"valueInteger,omitempty"`
	Boolean *bool  `json:"valueBoolean,omitempty"`
	Code    string `json:"valueCode,omitempty"`
	Text    string `json:"valueString,omitempty"`
}

type coding struct {
	System  string `json:"system"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

type reference struct {
	Reference string `json:"reference"`
}

type healthcareService struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	ProvidedBy   reference   `json:"providedBy"`
	Type         []concept   `json:"type"`
	Location     []reference `json:"location"`
	Endpoint     []reference `json:"endpoint"`
	Telecom      []telecom   `json:"telecom"`
}

type telecom struct {
	System    string      `json:"system"`
	Value     string      `json:"value"`
	Extension []extension `json:"extension,omitempty"`
}

// OrganizationID is the identifier of an organisation in this service.
func OrganizationID(code string) string { return ods.UUID("dos/organization", code) }

func endpointID(code string, order int) string {
	return ods.UUID("dos/endpoint", code, strconv.Itoa(order))
}

func showOrganization(o *ods.Organisation, on ods.Day) organization {
	return organization{"Organization", OrganizationID(o.Code), []identifier{{"official", odsSystem, o.Code}}, o.Active(on), o.Name}
}

// showEndpoint shows where an organisation takes documents. An address is a URI, e-mail too.
func showEndpoint(o *ods.Organisation, row endpointRow, base string) endpoint {
	return endpoint{
		ResourceType: "Endpoint", ID: endpointID(o.Code, row.order), Status: "active",
		Extension: []extension{
			{URL: england + "OrganizationEndpointOrder", Integer: row.order},
			{URL: england + "EndpointCompression", Boolean: &row.compressed},
			{URL: england + "EndpointBusinessScenario", Code: row.scenario},
		},
		Connection: coding{System: "https://fhir.nhs.uk/England/CodeSystem/England-EndpointConnection", Code: row.connection},
		Managing:   reference{"Organization/" + OrganizationID(o.Code)},
		Payload:    []concept{{[]coding{{System: "http://hl7.org/fhir/ValueSet/endpoint-payload-type", Code: row.payload}}}},
		Mime:       []string{row.mime},
		Address:    strings.NewReplacer("{ods}", strings.ToLower(o.Code), "{base}", base).Replace(row.addressed),
	}
}

// showService shows what an organisation offers, with its telephone for everybody and its website.
func showService(o *ods.Organisation, row serviceRow) healthcareService {
	out := healthcareService{
		ResourceType: "HealthcareService", ID: ods.UUID("dos/service", o.Code, row.name),
		ProvidedBy: reference{"Organization/" + OrganizationID(o.Code)},
		Type:       []concept{{[]coding{{System: "http://hl7.org/fhir/ValueSet/service-type", Code: row.kind, Display: row.name}}}},
		Location:   []reference{{"Location/" + ods.UUID("dos/location", o.Code)}},
		Endpoint:   []reference{},
		Telecom: []telecom{{"phone", o.Phone, []extension{
			{URL: "http://hl7.org/fhir/StructureDefinition/contactpoint-comment", Text: "Public"}}}},
	}
	for _, e := range load().endpoints[o.Kind.String()] {
		out.Endpoint = append(out.Endpoint, reference{"Endpoint/" + endpointID(o.Code, e.order)})
	}
	if o.Web != "" {
		out.Telecom = append(out.Telecom, telecom{System: "url", Value: o.Web})
	}
	return out
}
