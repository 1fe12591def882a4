// Package sds is the Spine Directory Service FHIR API: which systems organisations have on the national infrastructure, and where they are reached.
//
//	ods.Register ─▶ systems.csv, interactions.csv ─▶ system ─▶ Device    ASID, party key, maker, interactions
//	                                                       └─▶ Endpoint  one for each interaction that is answered somewhere
//
// # Operations
//
// Service "sds", header apikey with the id of a registered application:
//
//	device       GET /spine-directory/FHIR/R4/Device?organization=…|{ods}&identifier=…nhsServiceInteractionId|{urn}[&identifier=…nhsMhsPartyKey|{key}][&manufacturing-organization=…|{ods}]
//	endpoint     GET /spine-directory/FHIR/R4/Endpoint?organization=…&identifier=…  any two of organisation, interaction and party key
//	healthcheck  GET /spine-directory/FHIR/R4/healthcheck
//	ping         GET /spine-directory/_ping
//	status       GET /spine-directory/_status  header apikey: mocks.StatusKey
//
// ASIDs are twelve digits that begin with 000, party keys an invented organisation's code, a hyphen and six digits: neither can be a live one.
// Closed organisations have no systems. An endpoint leads back into the estate, to paths that the mock of that service takes or that a
// Service.Address gives; no address of the real Spine is ever named.
//
// # Sources
//
// NHSDigital/spine-directory-service-api: specification (MIT and OGL), its examples and the behaviour of its handlers as their public source and
// tests show it (research identity-demographics-registers §7).
//
// # Named quirks, kept
//
//	literal-tokens    a parameter must begin with its system's address, letter for letter, and a bar; there are no FHIR tokens
//	fhir-messaging    connectionType is hl7-fhir-msg whatever the endpoint takes
//	forwarded         interactions that are forwarded have the national address in place of the organisation's own
//	indented          answers are indented by two blanks, errors by four
//	spine-is-YES      the national infrastructure is asked for as YES (Service.Core); it is ZXZ01 in the register
//	cached            the platform caches answers for half an hour; Service.StaleFor shows the directory as it was that long ago
//
// # Recalled, not confirmed by a public source
//
// The code of a 404: one stored version of the source has NOT_IMPLEMENTED, the research NO_RECORD_FOUND, which is used here.
//
// Sibling rooms: mocks/ods has the organisations; mocks/dos tells of their services in another way.
package sds
