// Package ods is the Organisation Data Service: the register of organisations that every directory of the estate reads, and its two live interfaces.
//
//	population.Practices ─▶ builder ─▶ Register ─▶ Directory    /ORD/2-0-0                                JSON, XML
//	data/kinds.csv … ───────┘             │     └▶ Terminology  /organisation-data-terminology-api/fhir   FHIR R4, JSON, XML
//	                                      └▶ rooms sds, servicesearch, dos, worker
//
// # The register
//
// A Register is a function of the recipe's seed, day and area: the general practices of the population, and around them invented regions,
// integrated care boards, sub-locations, networks, trusts with their sites, branch surgeries, pharmacies and who operates them, appliance
// contractors, dentists, urgent treatment centres, out-of-hours services, makers of systems, and some hundreds of practices and trusts that
// merged into others. It is made when first asked for (some 50 ms) and kept by Registers. A record holds all that will ever be so of it; asked on
// a day it says what is so by then, and never what is to come. Organisations open, close and are amended as a world's clock moves.
//
// Codes begin with ZX, as the practices' do, then a letter for the kind and two to four digits: ZXQ07 a board, ZXR012 a trust, ZXF0420 a
// pharmacy. Live codes of these kinds begin with Q, R, F and others; no list that we have seen begins with ZX. All have five characters or more,
// which the Directory of Services asks for. Postcodes end in letters that Royal Mail does not give out; telephones are kept for drama; websites are
// under .example.
//
// # Operations
//
// Directory, service "ods", no token and no key: search-organisations, read-organisation, sync, list- and read-role, -relationship and -record-class.
// Terminology, service "ods-fhir", header apikey with the id of a registered application: read- and search-organization, read- and
// search-affiliation, read-list, lookup, validate-code, search-codesystem, expand, capabilities, ping, status.
//
// Where things are: register.go, organisation.go, day.go, kind.go what there is; build*.go, near.go, tables.go how it is made; directory.go, ordquery.go,
// orddetail.go, ord.go, ordxml.go the ORD interface; terminology.go, fhirquery.go, affiliations.go, bundle.go, lookup.go, expand.go, valueset.go, capabilities.go,
// fhir.go, fhirxml.go the FHIR one; key.go, answer.go what sibling rooms share.
//
// # Sources
//
// ORD: a real answer (specs/ods-ord/organisation-97T.json), what clients in the wild send and read (research identity-demographics-registers §6.1;
// nhsconnect/prm-gp2gp-ods-downloader follows Next-Page), the pages search-endpoint and http-headers of its guidance for developers
// (digital.nhs.uk) and the parameters of its implementation guide (developer.nhs.uk), and public readers of the register's bulk XML. FHIR: NHSDigital/organisation-data-terminology-api (MIT and OGL).
//
// # Named quirks, kept
//
//	mixed-casing       OrgId beside orgRecordClass, uniqueRoleId an integer, primaryRole only when true, and a text in /roles
//	one-slash-or-two   /organisations//97T is /organisations/97T: a live product asked so for months (national-document-repository ods_api_service.py)
//	offset-from-one    an Offset of 0 is refused with 406 (the guide wants it greater than 1; 1 is taken, as next-page may lead there)
//	part-of-a-postcode PostCode finds what holds it anywhere (guidance for developers; an older guide has whole first halves only)
//	xml-leads-to-xml   a search with _format=xml has OrgLinks with ?_format=xml
//	open-to-pages      Access-Control-Allow-Origin is *, without which the browsers that ask the real one could not
//	primary-is-cost    a practice's primary role is RO177 PRESCRIBING COST CENTRE; RO76 GP PRACTICE comes second
//	narrative-errors   FHIR errors carry a narrative table, as the server behind the service writes it
//	total-if-whole     a search over several pages gives no total (Terminology.AlwaysTotal gives one)
//	two-servers        the terminology part words its errors as another server does
//
// # Recalled, not confirmed by a public source; a switch where that may matter
//
// The names of the members of ORD's errors and 406 for what it does not take; the default Limit (Directory.DefaultLimit); the name of the header
// previous-page; the most days back of LastChangeDate (AnyDate); the elements of XML around Organisation; the gateway's two faults about a key; the record
// class of pharmacies; what the terminology server says about a value set that it cannot read.
//
// # Not here
//
// The code systems of practitioners, postcodes, instances of roles and relationships, successions, record classes and use types; county and UPRN of an
// address; the parameter phonetic by sound. Search
// parameters of the server that no record carries a value for (endpoint, partof …) are taken and find nothing.
//
// Sibling rooms: mocks/pds names practices by these codes; mocks/records shows them as Organizations; mocks/registers has a register of them.
package ods
