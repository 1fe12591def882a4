package scenarios

import "sandpiper/mocks/world"

// The closed lists of words in the language. A type that lists its words is checked when a file is loaded, offered by
// editors through the schema, and corrected by name when it is misspelt.

// Sex is a person's sex as registered at birth.
type Sex string

// Words lists the sexes.
func (Sex) Words() []string { return []string{"female", "male"} }

// Login is a way of signing in.
type Login string

// Words lists the ways of signing in.
func (Login) Words() []string { return []string{"cis2", "nhs-login", "smartcard", "none"} }

// Proofing is how far NHS login has proven who somebody is.
type Proofing string

// Words lists the levels that accounts have: e-mail and telephone; details that match a record; a face or a document compared.
func (Proofing) Words() []string { return []string{"P0", "P5", "P9"} }

// Written is how a true fact stands in the record.
type Written string

// The ways in which a fact can be written. An empty Written means Coded.
const (
	Coded     Written = "coded"
	FreeText  Written = "free-text"
	Missing   Written = "missing"
	Late      Written = "late"
	Duplicate Written = "duplicate"
	Miscoded  Written = "miscoded"
	Unproven  Written = "unproven" // in the record, but not so
)

// Words lists the ways.
func (Written) Words() []string {
	return []string{"coded", "free-text", "missing", "late", "duplicate", "miscoded", "unproven"}
}

// Verification is how sure a record is of an allergy, in the words of FHIR's AllergyIntolerance.verificationStatus.
type Verification string

// Words lists the verification statuses.
func (Verification) Words() []string {
	return []string{"confirmed", "unconfirmed", "refuted", "entered-in-error"}
}

// Criticality is how bad another exposure could be, in the words of FHIR's AllergyIntolerance.criticality.
type Criticality string

// Words lists the criticalities.
func (Criticality) Words() []string { return []string{"low", "high", "unable-to-assess"} }

// Severity is how bad a reaction was, in the words of FHIR's AllergyIntolerance.reaction.severity.
type Severity string

// Words lists the severities.
func (Severity) Words() []string { return []string{"mild", "moderate", "severe"} }

// DemographicsFlag is the confidentiality flag of a demographics record.
type DemographicsFlag string

// Words lists the flags.
func (DemographicsFlag) Words() []string {
	return []string{"unrestricted", "restricted", "very-restricted", "redacted"}
}

// TemporaryAddress is what a temporary address is, in the words of the demographics register (PDS, Address.yaml), or none.
type TemporaryAddress string

// Words lists the kinds.
func (TemporaryAddress) Words() []string { return append(world.TemporaryKinds(), "none") }

// Settable lists what world.update can set of a person: who they are, and how they stand in the demographics register.
func Settable() []string {
	return []string{"prefix", "given", "family", "postcode", "address", "phone", "email", "language", "interpreter", "practice", "pregnant",
		"demographics_flag", "superseded_by", "died", "temporary_address", "no_address", "nominated_pharmacy"}
}
