// Package pds is the Personal Demographics Service FHIR API: read a patient by NHS number, and search for one.
//
//	X-Request-ID, access mode ─▶ ReadCriteria ─▶ Population.Search and amended people ─▶ Score ─▶ searchset or TOO_MANY_MATCHES
//	   service.go, mode.go        criteria.go            search.go                       score.go
//
// # Operations
//
//	get-patient     GET   /personal-demographics/FHIR/R4/Patient/{NHS number}
//	search-patient  GET   /personal-demographics/FHIR/R4/Patient?…
//	create-patient  POST  …/Patient                 403 for applications, else UNSUPPORTED_SERVICE: a later issue
//	update-patient  PATCH …/Patient/{NHS number}    403 for applications, else UNSUPPORTED_SERVICE: a later issue
//	unsupported     RelatedPerson, Coverage, other methods: UNSUPPORTED_SERVICE (400), as the service answers what it does not know
//	ping            GET   …/_ping
//
// # Sources
//
// NHSDigital/personal-demographics-service-api (MIT and OGL): specification/personal-demographics.yaml and components/paths for
// parameters and shapes; karate-tests/…/stubs/errorResponses and mocks/sandbox/*.js for the words and the order of checks;
// proxies/live/…/targets/ig3.xml for what comes before. outcome.go is the error catalogue.
//
// # Named quirks of the service, kept
//
//	too-many-is-ok       more matches than may be given is a 200 with an OperationOutcome
//	no-entry-when-none   an empty searchset has no entry member
//	birthdate-first      a search without birthdate is MISSING_VALUE, one without family INVALID_SEARCH_DATA
//	not-found-informs    RESOURCE_NOT_FOUND has severity information and no diagnostics
//	one-for-apps         an application gets at most one patient; asking for more is 403
//	offset-not-zulu      dateTimes end in +00:00, never in Z
//
// # Access modes
//
// A token with the application scope is application-restricted. In an open-access realm there is no token, and the service behaves as the
// platform's sandbox does, which is open access too: as to a healthcare worker, with up to 50 matches.
//
// # Scores
//
// The national formula is not published. Ours is in score.go: the weighted mean of how alike each thing asked for is, to four
// decimals; 1 is exact. Matches are given best first, equal ones by NHS number.
//
// # Not here yet
//
// Restricted, invalidated and superseded records: the population has none, so their codes (INVALIDATED_RESOURCE and the rest) cannot
// arise. Names, addresses and telephone numbers of the past are those that a story has changed. The period of a name, address or
// registration starts with the day of birth, because the population keeps no other.
//
// Sibling rooms: mocks/records shows the same people as UK Core Patients; mocks/ods knows their practices.
package pds
