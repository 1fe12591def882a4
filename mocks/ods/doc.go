// Package ods is the Organisation Data Service in its two live interfaces, over the general practices of the population.
//
//	population.Practices ─▶ show ─▶ Organisation ─▶ ord.go   {"Organisation":{"Name":…,"orgRecordClass":…}}
//	                                             └▶ fhir.go  UK Core Organization with England's extensions
//
// # Operations
//
// Directory, service "ods", no token and no key:
//
//	search-organisations  GET /ORD/2-0-0/organisations?Name=&PostCode=&PrimaryRoleId=&NonPrimaryRoleId=&Roles=&Status=
//	                          &OrgRecordClass=&LastChangeDate=&Limit=&Offset=   headers returned-records, x-total-count
//	read-organisation     GET /ORD/2-0-0/organisations/{code}
//
// Terminology, service "ods-fhir", header apikey with the id of a registered application:
//
//	search-organization   GET /organisation-data-terminology-api/fhir/Organization?name=&identifier=&address-postalcode=&_count=…
//	read-organization     GET /organisation-data-terminology-api/fhir/Organization/{code}
//
// # Sources
//
// ORD: a real answer (specs/ods-ord/organisation-97T.json) and what clients in the wild send and read: Limit=1000, the two headers. FHIR:
// NHSDigital/organisation-data-terminology-api (MIT and OGL), specification/organisation-data-terminology-api.yaml, with the words
// of HAPI-2001, HAPI-0524, HAPI-1940 and HAPI-0427.
//
// # Named quirks, kept
//
//	mixed-casing       OrgId beside orgRecordClass, uniqueRoleId an integer, primaryRole only when true
//	primary-is-cost    a practice's primary role is RO177 PRESCRIBING COST CENTRE; RO76 GP PRACTICE comes second
//	narrative-errors   FHIR errors carry a narrative table, as the server behind the service writes it
//
// # Recalled, not confirmed by a public source
//
// The casing of ORD's errors ({"errorCode":404,"errorText":"Not Found."}) and 406 for a parameter that it does not know, the default Limit of
// 100, and the gateway's two faults about a missing or wrong API key.
//
// # Not here yet
//
// Organisations other than practices, relationships, successions, roles and codes as resources of their own, and sync. Every practice opened
// on one day and never changed, because the population keeps no dates.
//
// Sibling rooms: mocks/pds names practices by these codes; mocks/records shows them as Organizations.
package ods
