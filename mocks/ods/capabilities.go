package ods

import (
	"net/http"
	"strings"
)

type capability struct {
	ResourceType string           `json:"resourceType"`
	Status       string           `json:"status"`
	Date         string           `json:"date"`
	Publisher    string           `json:"publisher"`
	Kind         string           `json:"kind"`
	FHIRVersion  string           `json:"fhirVersion"`
	Format       []string         `json:"format"`
	Rest         []capabilityRest `json:"rest"`
}

type capabilityRest struct {
	Mode     string               `json:"mode"`
	Resource []capabilityResource `json:"resource"`
}

type capabilityResource struct {
	Type        string             `json:"type"`
	Interaction []capabilityAction `json:"interaction"`
	SearchParam []capabilityParam  `json:"searchParam,omitempty"`
}

type capabilityAction struct {
	Code string `json:"code"`
}

type capabilityParam struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// capabilities says what this interface does. The published example is of the retired STU3 service and is not followed.
func (t *Terminology) capabilities(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	both := []capabilityAction{{"read"}, {"search-type"}}
	out := capability{
		ResourceType: "CapabilityStatement", Status: "active", Date: DayOf(s.population.Recipe().AsOf).String(), Publisher: "Sandpiper, not an NHS service",
		Kind: "instance", FHIRVersion: "4.0.1", Format: []string{"application/fhir+json", "application/fhir+xml"},
		Rest: []capabilityRest{{Mode: "server", Resource: []capabilityResource{
			{"Organization", both, params("Organization")},
			{"OrganizationAffiliation", both, params("OrganizationAffiliation")},
			{"List", both[:1], nil},
			{"CodeSystem", both[1:], nil},
		}}},
	}
	writeFHIR(w, r, http.StatusOK, out)
}

// params are a type's search parameters.
func params(resourceType string) []capabilityParam {
	var out []capabilityParam
	for name := range strings.SplitSeq(strings.Trim(valid[resourceType], "[]"), ", ") {
		kind := "token"
		switch {
		case strings.HasSuffix(name, "Date"), name == "date", name == "_lastUpdated":
			kind = "date"
		case strings.HasPrefix(name, "address"), name == "name", name == "phonetic", name == "_content", name == "_text":
			kind = "string"
		case strings.HasSuffix(name, "-organization"), name == "endpoint", name == "partof", name == "location", name == "network", name == "service":
			kind = "reference"
		case name == "_profile", name == "_source":
			kind = "uri"
		}
		out = append(out, capabilityParam{name, kind})
	}
	return out
}
