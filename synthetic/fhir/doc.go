// Package fhir is HL7 FHIR R4, UK Core STU2, as this house speaks it.
//
// Two habits decide its shape. What comes in stays raw: a Resource is JSON with its type and id read off, because a
// server must give back extensions, underscored siblings and trailing zeros exactly as they were sent. What goes out is
// appended: a Scribe writes each resource straight into a buffer, element by element in the order of its profile, so that
// a whole record costs less than a look at it with encoding/json would, and equal entries make equal bytes.
// There is one file for each resource, which reads like the profile that it follows. A server and an export get
// the same bytes, since both get what the Scribe wrote.
//
//	chart.Entry ──Scribe──▶ Patient, Condition, Observation … as bytes ──▶ export: a resource a line
//	                          └──Projector──▶ Resource ──WithMeta──▶ client
//	chart.Entry ◀─FromResource── Resource ◀──ParseResource── bytes from a stranger
//	url.Values ──ParseSearch──▶ Search ──Match, Sort, Page──▶ Bundle
//
// Ids are not stored anywhere: IDs turns a person, a drawer and a number into an opaque id and back.
// The search parameters and the CapabilityStatement are read from one table (params.go), so they cannot disagree.
//
// Sibling rooms: chart (the neutral entries shown here), demography (who somebody is), nhs (numbers and code lists), export
// (whole populations as files). Package fhir knows nothing of populations, worlds or HTTP.
package fhir
