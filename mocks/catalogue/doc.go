// Package catalogue lists the services of the made-up NHS: the one place where they come together.
//
//	login     /oauth2, /oauth2-mock, /mock-jwks              identity service of the API platform
//	nhs-login /nhs-login                                      NHS login, for patients
//	cis2      /openam/oauth2/realms/root/…                    Care Identity Service 2, for health workers
//	keycloak  /realms                                         mock sign-in for test tools
//	pds       /personal-demographics/FHIR/R4                 Personal Demographics Service
//	ods       /ORD/2-0-0                                     Organisation Data Service, ORD
//	ods-fhir  /organisation-data-terminology-api/fhir        Organisation Data Terminology API
//	sds       /spine-directory/FHIR/R4                       Spine Directory Service
//	servicesearch  /service-search-api                      Directory of Healthcare Services
//	dos       /dos-search/FHIR/R4                            Directory of Services search
//	worker    /healthcare-worker                             Healthcare Worker API
//	records   /records/FHIR/R4                               a local record server
//	registers /registers                                     GOV.UK Registers
//	citizen   /citizen                                       who looked at my data
//
// Choice makes them otherwise: under a policy of one's own, with a client to the applications' own addresses, with the oddities of the PDS sandbox.
//
// To add a service, write its package beside these and add it to the two lists in catalogue.go, and say how true to life
// it is in the tables of mocks/ledger.
//
// The tests here are those of the whole: clients_*_test.go start all of it on loopback ports, and let other people's clients loose on it as npm, PyPI and the
// module proxy deliver them (.ci/clients).
//
// What only shows when all of them stand together is tested here: attack_*_test.go have strangers at every door (paths, bodies, queries, hosts, smuggled headers, slow
// connections, forged and stolen tokens, crowds, memory), fuzz_test.go makes any request at any route, faults_test.go orders everything from the menu of faults.
//
// Sibling rooms: mocks builds an estate of the services; mocks/mockstest is the suite that each of them passes; coherence, below, holds that all of
// them tell one story.
package catalogue
