// Package dos is the Directory of Services search API (Find the Right Service): where documents of an encounter are sent, and what services there are.
//
//	ods.Register ─▶ endpoints.csv ─▶ GET /dos-search/FHIR/R4/Organization       an organisation with its endpoints
//	            └─▶ services.csv  ─▶ GET /dos-search/FHIR/R4/HealthcareService  its services
//
// # Operations
//
// Service "dos", a bearer token with AppScope:
//
//	search-organization       GET Organization?identifier=https://fhir.nhs.uk/Id/ods-organization-code|{code}&_revinclude=Endpoint:organization
//	search-healthcareservice  GET HealthcareService?organization.identifier=https://fhir.nhs.uk/Id/ods-organization-code|{code}
//	ping                      GET /dos-search/_ping
//	status                    GET /dos-search/_status  header apikey: mocks.StatusKey
//
// An organisation that nobody knows gives an empty bundle. A closed one is shown as not active, without endpoints and services. Addresses of endpoints are
// under .example or lead back into the estate.
//
// # Sources
//
// NHSDigital/ftrs-directory-of-services (MIT): docs/specification/dos-search.yaml and the behaviour of its handlers as their public source shows it;
// research identity-demographics-registers §8.2.
//
// # Named quirks, kept
//
//	five-to-twelve   codes of fewer than five characters cannot be asked for, though live ones exist
//	strict-headers   a header that is not on the service's list is refused (Service.AnyHeaders takes all)
//	grouped-issues   errors of one kind share an issue; headers are checked before parameters, and only one of the two is reported
//	unpublished-code the published answer to too many requests has the issue code throttled, which the published schema does not have
//
// # Recalled or assumed, not confirmed by a public source
//
// The scope's name; the words about parameters of HealthcareService, which follow those of Organization; what a malformed X-Request-ID is answered; payloads of
// urgent care; the types of services.
//
// # Not here
//
// Triage codes, ingest, HealthcareService by id, locations as resources of their own.
//
// Sibling rooms: mocks/ods has the organisations; mocks/sds their systems.
package dos
