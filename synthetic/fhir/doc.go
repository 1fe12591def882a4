// Package fhir is HL7 FHIR R4, UK Core STU2, as this house speaks it.
//
// Two habits decide its shape. What comes in stays raw: a Resource is JSON with its type and id read off, because a
// server must give back extensions, underscored siblings and trailing zeros exactly as they were sent. What goes out
// is typed: one small struct for each resource that we write, with only the elements that we fill, so that a file
// reads like the profile that it follows and equal entries make equal bytes.
//
//	chart.Entry ──Projector──▶ Patient, Condition, Observation … ──▶ Resource (JSON) ──WithMeta──▶ client
//	chart.Entry ◀─FromResource── Resource ◀──ParseResource── bytes from a stranger
//	url.Values ──ParseSearch──▶ Search ──Match, Sort, Page──▶ Bundle
//
// Ids are not stored anywhere: IDs turns a person, a drawer and a number into an opaque id and back.
// The search parameters and the CapabilityStatement are read from one table (params.go), so they cannot disagree.
//
// Sibling rooms: chart (the neutral entries shown here), demography (who somebody is), nhs (numbers and code lists).
// Package fhir knows nothing of populations, worlds or HTTP.
package fhir
