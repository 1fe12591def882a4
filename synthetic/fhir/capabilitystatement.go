package fhir

import (
	"slices"
	"time"
)

// CapabilityStatement says what a server can do (FHIR R4, CapabilityStatement).
type CapabilityStatement struct {
	ResourceType   string                   `json:"resourceType"`
	ID             string                   `json:"id,omitempty"`
	Name           string                   `json:"name,omitempty"`
	Title          string                   `json:"title,omitempty"`
	Status         string                   `json:"status"`
	Date           string                   `json:"date"`
	Description    string                   `json:"description,omitempty"`
	Kind           string                   `json:"kind"`
	Software       *CapabilitySoftware      `json:"software,omitempty"`
	Implementation CapabilityImplementation `json:"implementation"`
	FHIRVersion    string                   `json:"fhirVersion"`
	Format         []string                 `json:"format"`
	Rest           []CapabilityRest         `json:"rest"`
}

// CapabilitySoftware is the program that serves.
type CapabilitySoftware struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// CapabilityImplementation is the place where it serves.
type CapabilityImplementation struct {
	Description string `json:"description"`
	URL         string `json:"url,omitempty"`
}

// CapabilityRest is what it offers over HTTP.
type CapabilityRest struct {
	Mode     string               `json:"mode"`
	Security *CapabilitySecurity  `json:"security,omitempty"`
	Resource []CapabilityResource `json:"resource"`
}

// CapabilitySecurity is how a client proves who it is.
type CapabilitySecurity struct {
	Service     []CodeableConcept `json:"service,omitempty"`
	Description string            `json:"description,omitempty"`
}

// CapabilityResource is what it offers for one resource type.
type CapabilityResource struct {
	Type             string                  `json:"type"`
	Profile          string                  `json:"profile,omitempty"`
	SupportedProfile []string                `json:"supportedProfile,omitempty"`
	Interaction      []CapabilityInteraction `json:"interaction"`
	Versioning       string                  `json:"versioning,omitempty"`
	SearchParam      []CapabilityParam       `json:"searchParam,omitempty"`
}

// CapabilityInteraction is one thing to do: read, vread, search-type, create, update, delete, history-instance.
type CapabilityInteraction struct {
	Code string `json:"code"`
}

// CapabilityParam is one search parameter.
type CapabilityParam struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Server describes a record server to its CapabilityStatement.
type Server struct {
	Title    string
	Software string
	Version  string
	Base     string    // FHIR root, without a closing slash
	TokenURL string    // OAuth 2.0 token endpoint; empty if access is open
	Date     time.Time // when the statement was last changed
	Read     []string  // interactions of every type, such as read and search-type
	Write    []string  // further interactions of types that clients may write
}

// Capability states what a server does: the types, profiles and search parameters of the same table that ParseSearch
// reads, with the interactions that the server says it has.
func Capability(s Server) CapabilityStatement {
	c := CapabilityStatement{
		ResourceType:   "CapabilityStatement",
		Title:          s.Title,
		Status:         "active",
		Date:           DateTime(s.Date),
		Kind:           "instance",
		Implementation: CapabilityImplementation{Description: s.Title, URL: s.Base},
		FHIRVersion:    "4.0.1",
		Format:         []string{"application/fhir+json", "json"},
	}
	if s.Software != "" {
		c.Software = &CapabilitySoftware{s.Software, s.Version}
	}
	rest := CapabilityRest{Mode: "server"}
	if s.TokenURL != "" {
		rest.Security = &CapabilitySecurity{
			Service:     []CodeableConcept{*coded(restfulSecurity, "SMART-on-FHIR", "SMART-on-FHIR")},
			Description: "Bearer tokens from " + s.TokenURL,
		}
	}
	for _, t := range servedTypes {
		r := CapabilityResource{Type: t.name, SupportedProfile: supported(t), Versioning: "versioned"}
		interactions := s.Read
		if t.writable {
			r.Versioning = "versioned-update"
			interactions = append(slices.Clip(interactions), s.Write...)
		}
		for _, code := range interactions {
			r.Interaction = append(r.Interaction, CapabilityInteraction{code})
		}
		for _, p := range Params(t.name) {
			r.SearchParam = append(r.SearchParam, CapabilityParam{p.Name, string(p.Type)})
		}
		rest.Resource = append(rest.Resource, r)
	}
	c.Rest = []CapabilityRest{rest}
	return c
}

// supported lists the UK Core profiles that resources of a type follow.
func supported(t served) []string {
	if t.profile == "" {
		return nil
	}
	out := []string{ukCore + t.profile}
	if t.name == "Observation" {
		for _, row := range rows("vital_signs.csv") {
			if row["profile"] != "" {
				out = append(out, ukCore+row["profile"])
			}
		}
	}
	return out
}

// Resource is the statement as JSON.
func (c CapabilityStatement) Resource() Resource { return mustResource(c.ResourceType, c.ID, c) }
