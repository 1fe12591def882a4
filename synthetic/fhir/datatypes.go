package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// The data types below hold the elements that this package fills, in the order in which they are written.
// Sources: HL7 FHIR R4 (4.0.1), "Data Types"; UK Core R4 STU2 (2.0.0) for extensions.

// Meta is a resource's metadata. Version and time are put in later, by Resource.WithMeta.
type Meta struct {
	VersionID string   `json:"versionId,omitempty"`
	Profile   []string `json:"profile,omitempty"`
	Security  []Coding `json:"security,omitempty"`
}

// Extension carries one further fact under a URL.
type Extension struct {
	URL                  string           `json:"url"`
	Extension            []Extension      `json:"extension,omitempty"`
	ValueBoolean         *bool            `json:"valueBoolean,omitempty"`
	ValueString          string           `json:"valueString,omitempty"`
	ValueDateTime        string           `json:"valueDateTime,omitempty"`
	ValueUnsignedInt     *int             `json:"valueUnsignedInt,omitempty"`
	ValueCodeableConcept *CodeableConcept `json:"valueCodeableConcept,omitempty"`
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

// Identifier is a name of something within a system, such as an NHS number.
type Identifier struct {
	Extension []Extension `json:"extension,omitempty"`
	System    string      `json:"system"`
	Value     string      `json:"value"`
	Period    *Period     `json:"period,omitempty"`
}

// Reference points at another resource, by its place on this server or by an identifier.
type Reference struct {
	ID         string      `json:"id,omitempty"` // the element's own id, which PDS gives to list members
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"`
	Identifier *Identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

// Period is from Start to End, both FHIR dateTimes; either may be empty.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Quantity is a number and a unit.
type Quantity struct {
	Value  float64 `json:"value"`
	Unit   string  `json:"unit,omitempty"`
	System string  `json:"system,omitempty"`
	Code   string  `json:"code,omitempty"`
}

// HumanName is a person's name.
type HumanName struct {
	ID     string   `json:"id,omitempty"`
	Use    string   `json:"use,omitempty"`
	Period *Period  `json:"period,omitempty"`
	Family string   `json:"family,omitempty"`
	Given  []string `json:"given,omitempty"`
	Prefix []string `json:"prefix,omitempty"`
}

// ContactPoint is a telephone number or the like.
type ContactPoint struct {
	ID     string `json:"id,omitempty"`
	System string `json:"system,omitempty"`
	Value  string `json:"value,omitempty"`
	Use    string `json:"use,omitempty"`
}

// Address is where somebody lives or something stands.
type Address struct {
	ID         string   `json:"id,omitempty"`
	Use        string   `json:"use,omitempty"`
	Line       []string `json:"line,omitempty"`
	City       string   `json:"city,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
}

// Instant writes a time as FHIR's instant and full dateTime, to the millisecond and in UTC: 2026-04-01T09:30:00.000+00:00.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-07:00") }

// Date writes a time as FHIR's date.
func Date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// DateTime writes a time as precisely as it is known: a time at midnight UTC is a day and no more, any other is written
// to the second with its offset. It is empty for the zero time.
func DateTime(t time.Time) string {
	t = t.UTC()
	switch {
	case t.IsZero():
		return ""
	case t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05-07:00")
}

// NewResource makes a Resource of a typed struct of this package, or of any value that marshals to one. Its errors are
// those of encoding/json and ParseResource.
func NewResource(v any) (Resource, error) {
	body, err := encode(v)
	if err != nil {
		return Resource{}, fmt.Errorf("encode %T: %w", v, err)
	}
	return ParseResource(body)
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
