package ods

import (
	"fmt"
	"strings"
)

// The shapes of the FHIR interface (organisation-data-terminology-api.yaml, examples of Organization, OrganizationAffiliation and
// OperationOutcome), their members in FHIR's order, which XML needs.

const (
	odsSystem  = "https://fhir.nhs.uk/Id/ods-organization-code"
	england    = "https://fhir.nhs.uk/England/StructureDefinition/"
	vocabulary = "https://fhir.nhs.uk/England/CodeSystem/"
	odsCodes   = "https://digital.nhs.uk/services/organisation-data-service/CodeSystem/"
	ukCore     = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
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

type affiliation struct {
	ResourceType  string       `json:"resourceType"`
	ID            string       `json:"id"`
	Meta          meta         `json:"meta"`
	Extension     []extension  `json:"extension"`
	Identifier    []identifier `json:"identifier"`
	Active        bool         `json:"active"`
	Period        period       `json:"period"`
	Organization  pointer      `json:"organization"`
	Participating pointer      `json:"participatingOrganization"`
	Code          []concept    `json:"code"`
}

type pointer struct {
	Reference  string     `json:"reference"`
	Identifier identifier `json:"identifier"`
}

type meta struct {
	VersionID   string   `json:"versionId,omitempty"`
	LastUpdated string   `json:"lastUpdated"`
	Source      string   `json:"source,omitempty"`
	Profile     []string `json:"profile,omitempty"`
}

type extension struct {
	URL       string      `json:"url"`
	Extension []extension `json:"extension,omitempty"`
	Integer   int         `json:"valueInteger,omitempty"`
	Concept   *concept    `json:"valueCodeableConcept,omitempty"`
	Coding    *coding     `json:"valueCoding,omitempty"`
	Period    *period     `json:"valuePeriod,omitempty"`
	Boolean   *bool       `json:"valueBoolean,omitempty"`
	DateTime  string      `json:"valueDateTime,omitempty"`
	Code      string      `json:"valueCode,omitempty"`
	Text      string      `json:"valueString,omitempty"`
}

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end,omitempty"`
}

type identifier struct {
	Use      string    `json:"use,omitempty"`
	System   string    `json:"system"`
	Value    string    `json:"value"`
	Assigner *assigner `json:"assigner,omitempty"`
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

// resource shows an organisation as FHIR.
func (o *Organisation) resource(on Day) organization {
	changed := o.Changed(on)
	out := organization{
		ResourceType: "Organization",
		ID:           o.Code,
		Meta:         o.meta(changed, ukCore+"Organization", england+"England-Organization-ODS"),
		Identifier:   []identifier{{"official", odsSystem, o.Code, &assigner{"HSCIC"}}},
		Active:       o.Active(on),
		Type: []concept{
			{[]coding{{vocabulary + "England-ODSRecordUseType", "Full", "Full"}}},
			{[]coding{{odsCodes + "ODSRecordClass", o.Class, className(o.Class)}}},
		},
		Name:    strings.ToUpper(o.Name),
		Address: []postal{{City: strings.ToUpper(o.Town), PostalCode: o.Postcode, Country: "ENGLAND"}},
	}
	for _, line := range o.Lines {
		out.Address[0].Line = append(out.Address[0].Line, strings.ToUpper(line))
	}
	if o.Phone != "" {
		out.Telecom = append(out.Telecom, telecom{"phone", o.Phone})
	}
	if o.Web != "" {
		out.Telecom = append(out.Telecom, telecom{"url", strings.ToUpper(o.Web)})
	}
	for _, r := range o.Roles {
		if !r.Span.Begun(on) {
			continue
		}
		active := r.Span.Holds(on)
		out.Extension = append(out.Extension, extension{URL: england + "Extension-England-OrganisationRole", Extension: []extension{
			{URL: "instanceID", Integer: r.Unique},
			{URL: "roleCode", Concept: &concept{[]coding{{odsCodes + "ODSOrganisationRole", r.ID, load().roleOf[r.ID].Display}}}},
			typedPeriod("Legal", r.Span, on),
			typedPeriod("Operational", r.Span, on),
			{URL: "active", Boolean: &active},
		}})
	}
	out.Extension = append(out.Extension, extension{URL: england + "Extension-England-TypedDateTime", Extension: []extension{
		{URL: "type", Coding: &coding{vocabulary + "England-ODSDateTime", "LastChangeDate", "Last Change Date"}},
		{URL: "dateTime", DateTime: changed.String()},
	}})
	return out
}

// className is the display of a record class.
func className(class string) string {
	if class == "RC2" {
		return "HSCSite"
	}
	return "HSCOrg"
}

// meta dates a resource to the nightly load after the day of the change ("updated daily (scheduled for 2am)", specification).
func (o *Organisation) meta(changed Day, profiles ...string) meta {
	return meta{
		VersionID: "1", LastUpdated: (changed + 1).String() + "T02:00:00.000+00:00",
		Source: fmt.Sprintf("#%016x", hash(o.Code+changed.String())), Profile: profiles,
	}
}

// affiliated shows one of an organisation's relationships as FHIR. The period is the legal one.
func (o *Organisation) affiliated(r *Rel, on Day) affiliation {
	id := fmt.Sprint(r.Unique)
	return affiliation{
		ResourceType: "OrganizationAffiliation",
		ID:           id,
		Meta:         o.meta(max(r.Span.news(on), r.Span.From), ukCore+"OrganizationAffiliation", england+"England-OrganizationAffiliation-ODS"),
		Extension:    []extension{typedPeriod("Legal", r.Span, on), typedPeriod("Operational", r.Span, on)},
		Identifier:   []identifier{{System: odsCodes + "organization-relationship-instance", Value: id}},
		Active:       r.Span.Holds(on),
		Period:       period{r.Span.From.String(), r.Span.end(on)},
		Organization: point(o.Code), Participating: point(r.Target),
		Code: []concept{{[]coding{{odsCodes + "ODSRelationship", r.ID, load().relOf[r.ID].Display}}}},
	}
}

func point(code string) pointer {
	return pointer{"Organization/" + code, identifier{System: odsSystem, Value: code}}
}

func typedPeriod(kind string, span Span, on Day) extension {
	return extension{URL: england + "Extension-England-TypedPeriod", Extension: []extension{
		{URL: "dateType", Coding: &coding{vocabulary + "England-PeriodType", kind, kind}},
		{URL: "period", Period: &period{span.From.String(), span.end(on)}},
	}}
}
