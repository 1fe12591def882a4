// Package pds is the Personal Demographics Service FHIR API: read, search, update and create patients, their related people and their
// health insurance cards.
//
//	gateway checks ─▶ holder: whose number? ─▶ read.go       GET  Patient/{id}             bytes kept for whom nobody has written about
//	service.go, mode.go    │                 ─▶ write.go      PATCH Patient/{id}            patch.go ▶ update.go ▶ rules*.go ▶ take.go
//	                       │                 ─▶ related.go    GET  Patient/{id}/RelatedPerson
//	                       │                 ─▶ coverage.go   GET, POST Coverage
//	                       └ none            ─▶ search.go     GET  Patient?…                criteria.go ▶ candidates.go ▶ sight.go, score.go
//	                                         ─▶ create.go     POST Patient                  shapes.go ▶ rules ▶ find ▶ take.go
//	                                         ─▶ birth.go      POST Patient/$process-birth-details   notification.go ▶ as a creation
//	                                         ─▶ poll.go       GET  _poll/{id}               the outcome of an update with Prefer: respond-async
//
// What is held lies in the world (world.Particulars beside world.Person), so that a write here is seen by every service, and a scenario
// that restricts, merges or buries somebody (world.Pen.Register) is seen here. show.go turns state into a resource and take.go a resource
// into state.
//
// # Sources
//
// NHSDigital/personal-demographics-service-api (MIT and OGL): specification/personal-demographics.yaml with components/paths and schemas
// for parameters, shapes and rules; karate-tests/…/stubs/errorResponses, …/mocks/sandbox/*.js and the .feature files for words and the
// order of checks; proxies/live/…/targets/ig3.xml for what comes before. outcome.go is the error catalogue. Where a rule is published and
// the words of its breach are not, the words are ours: rules.go says so.
//
// # Named quirks of the service, kept
//
//	too-many-is-ok        more matches than may be given is a 200 with an OperationOutcome; so are matches that prevent a creation
//	no-entry-when-none    an empty searchset has no entry member
//	birthdate-first       a search without birthdate is MISSING_VALUE, one without family INVALID_SEARCH_DATA
//	not-found-informs     RESOURCE_NOT_FOUND has severity information and no diagnostics; so has FORBIDDEN_UPDATE the severity
//	one-for-apps          an application gets at most one patient; asking for more is 403
//	offset-not-zulu       dateTimes end in +00:00, never in Z
//	superseded-in-silence an old number is answered with the record that it was merged into, under that record's id, with 200
//	python-in-words       a failed test shows both values as Python does, with their classes
//	no-change-refused     an update after which all is as it was is INVALID_UPDATE, but in the sandbox (nhsconnect/prm-repo-pds-adaptor)
//	no-if-none-match      GET heeds no If-None-Match: the specification knows none
//
//	birth-index-paths     a birth notification's errors name entries by their place, but address/0/period, gender and birthDate by theirs alone
//
// # Not here
//
// The search behind the header Accept: version=1.1, which forgives slips in dates and postcodes (karate appRestricted/searchForPatientUsingMOABcascadingTrace);
// address lines with an extension for each blank one, which an attribute of some applications asks for (karate emptyAddressLines); the Postcode Address File:
// lines that are missing beside a PAF key are those of the population's only home at the postcode.
//
// # Not known
//
// Which suppliers may notify births, and how others are refused: here every application may, on behalf of a healthcare worker. Of a notification the
// child, the mother's number, the weight and whether the child was born alive are looked at; the ethnic category is wanted and not kept.
//
// # Switches
//
// Sources disagree about two behaviours, a third needs a clock that runs, and others are attributes of applications: see Quirks.
//
// # Access modes
//
// A token's scopes say the mode: application-restricted (and its privileged form), healthcare worker (CIS2) and patient (NHS login, P9
// only). In an open-access realm there is no token, and the service behaves as the platform's sandbox does, which is open too: as to a
// healthcare worker, and with patients' interactions open to all.
//
// # Scores
//
// The national formula is not published. Ours is in score.go: the weighted mean of how alike each thing asked for is, to four
// decimals; 1 is exact; what is no longer so counts a little less. Matches are given best first, equal ones by NHS number.
//
// # Idempotency
//
// A write that repeats an earlier one under the same X-Request-ID, with the same content, gets the same answer and is not made again. With
// X-Sync-Wait: 0 the first answer is a 503 with Retry-After while the write goes on, so that a client can rehearse its retry.
//
// Sibling rooms: mocks/world holds the state; mocks/records shows the same people as UK Core Patients; mocks/ods knows their practices.
package pds
