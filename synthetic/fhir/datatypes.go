package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The data types below are those of the resources that a server says about itself and its answers; resources of a record are
// written by a Scribe. Source: HL7 FHIR R4 (4.0.1), "Data Types".

// Meta is a resource's metadata. Version and time are put in later, by Resource.WithMeta.
type Meta struct {
	VersionID string   `json:"versionId,omitempty"`
	Profile   []string `json:"profile,omitempty"`
	Security  []Coding `json:"security,omitempty"`
}

// Coding is one code of one system.
type Coding struct {
	System  string `json:"system,omitempty"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

// CodeableConcept is a thing by its codes, its words, or both.
type CodeableConcept struct {
	Coding []Coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

// encode marshals without HTML escapes, which FHIR has no use for.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// mustResource wraps one of this package's own structs, whose fields cannot fail to marshal.
func mustResource(resourceType, id string, v any) Resource {
	body, err := encode(v)
	if err != nil {
		panic(fmt.Sprintf("fhir: encode our own %s: %v", resourceType, err))
	}
	return Resource{Type: resourceType, ID: id, JSON: body}
}
