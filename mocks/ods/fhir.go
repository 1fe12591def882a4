package ods

import "time"

// The shapes of the FHIR interface (organisation-data-terminology-api.yaml, examples of Organization and OperationOutcome).

const (
	odsSystem  = "https://fhir.nhs.uk/Id/ods-organization-code"
	england    = "https://fhir.nhs.uk/England/StructureDefinition/"
	vocabulary = "https://fhir.nhs.uk/England/CodeSystem/"
	odsCodes   = "https://digital.nhs.uk/services/organisation-data-service/CodeSystem/"
)

type organization struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Meta         meta         `json:"meta"`
	Extension    []extension  `json:"extension"`
	Identifier   []identifier `json:"identifier"`
	Active       bool         `json:"active"`
	Type         []concept    `json:"type"`
	Name         string       `json:"name"`
	Telecom      []telecom    `json:"telecom,omitempty"`
	Address      []postal     `json:"address"`
}

type meta struct {
	VersionID   string   `json:"versionId"`
	LastUpdated string   `json:"lastUpdated"`
	Profile     []string `json:"profile"`
}

type extension struct {
	URL       string      `json:"url"`
	Extension []extension `json:"extension,omitempty"`
	Integer   int         `json:"valueInteger,omitempty"`
	Concept   *concept    `json:"valueCodeableConcept,omitempty"`
	Coding    *coding     `json:"valueCoding,omitempty"`
	Period    *period     `json:"valuePeriod,omitempty"`
	Boolean   bool        `json:"valueBoolean,omitempty"`
	DateTime  string      `json:"valueDateTime,omitempty"`
}

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

type period struct {
	Start string `json:"start"`
}

type identifier struct {
	Use      string   `json:"use"`
	System   string   `json:"system"`
	Value    string   `json:"value"`
	Assigner assigner `json:"assigner"`
}

type assigner struct {
	Display string `json:"display"`
}

type telecom struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type postal struct {
	Line       []string `json:"line,omitempty"`
	City       string   `json:"city,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
	Country    string   `json:"country"`
}

type bundle struct {
	ResourceType string  `json:"resourceType"`
	Type         string  `json:"type"`
	Total        int     `json:"total"`
	Link         []link  `json:"link"`
	Entry        []entry `json:"entry,omitempty"`
}

type link struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

type entry struct {
	FullURL  string       `json:"fullUrl"`
	Resource organization `json:"resource"`
	Search   searchMode   `json:"search"`
}

type searchMode struct {
	Mode string `json:"mode"`
}

type outcome struct {
	ResourceType string    `json:"resourceType"`
	Text         narrative `json:"text"`
	Issue        []issue   `json:"issue"`
}

type narrative struct {
	Status string `json:"status"`
	Div    string `json:"div"`
}

type issue struct {
	Severity    string `json:"severity"`
	Code        string `json:"code"`
	Diagnostics string `json:"diagnostics"`
}

// resource shows an organisation as FHIR.
func (o *Organisation) resource() organization {
	day := o.Opened.Format(time.DateOnly)
	out := organization{
		ResourceType: "Organization",
		ID:           o.Code,
		Meta: meta{"1", o.Opened.Format("2006-01-02T15:04:05.000+00:00"), []string{
			"https://fhir.hl7.org.uk/StructureDefinition/UKCore-Organization", england + "England-Organization-ODS"}},
		Identifier: []identifier{{"official", odsSystem, o.Code, assigner{"HSCIC"}}},
		Active:     true,
		Type: []concept{
			{[]coding{{vocabulary + "England-ODSRecordUseType", "Full", "Full"}}},
			{[]coding{{odsCodes + "ODSRecordClass", recordClass, "HSCOrg"}}},
		},
		Name:    o.Name,
		Address: []postal{{o.Lines, o.Town, o.Postcode, "ENGLAND"}},
	}
	if o.Phone != "" {
		out.Telecom = []telecom{{"phone", o.Phone}}
	}
	for _, r := range o.Roles {
		out.Extension = append(out.Extension, extension{URL: england + "Extension-England-OrganisationRole", Extension: []extension{
			{URL: "instanceID", Integer: r.Unique},
			{URL: "roleCode", Concept: &concept{[]coding{{odsCodes + "ODSOrganisationRole", r.ID, r.Display}}}},
			typedPeriod("Legal", day),
			typedPeriod("Operational", day),
			{URL: "active", Boolean: true},
		}})
	}
	out.Extension = append(out.Extension, extension{URL: england + "Extension-England-TypedDateTime", Extension: []extension{
		{URL: "type", Coding: &coding{vocabulary + "England-ODSDateTime", "LastChangeDate", "Last Change Date"}},
		{URL: "dateTime", DateTime: day},
	}})
	return out
}

func typedPeriod(kind, start string) extension {
	return extension{URL: england + "Extension-England-TypedPeriod", Extension: []extension{
		{URL: "dateType", Coding: &coding{vocabulary + "England-PeriodType", kind, kind}},
		{URL: "period", Period: &period{start}},
	}}
}
