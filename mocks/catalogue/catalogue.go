package catalogue

import (
	"net/http"

	"sandpiper/mocks"
	"sandpiper/mocks/citizen"
	"sandpiper/mocks/compat"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/records"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/sds"
	"sandpiper/mocks/servicesearch"
	"sandpiper/mocks/worker"
)

// Choice is how the services of a made-up NHS are made. Its zero value makes them as most estates want them.
type Choice struct {
	Client  *http.Client        // reaches the applications' own addresses: key sets registered by address, back-channel logout; nil: nothing outside the estate is reached
	Policy  *policy.Policy      // who may see what; nil: policy.Default
	Quirks  []compat.Quirk      // of the PDS sandbox, that everybody meets
	Sandbox []compat.Quirk      // that callers of the official sandbox meet: mocks.Call.Sandboxed
	Mirrors []*registers.Mirror // registers that live in other processes, beside or in place of the catalogue's
}

// Services makes every service of the made-up NHS, new each time: a service may keep caches, which two estates should not share.
func Services() []mocks.Service { return Choice{}.Services() }

// Services makes every service by the choice, new each time.
func (c Choice) Services() []mocks.Service {
	organisations := new(ods.Registers)    // one register behind all that know organisations
	desk := &access.Desk{Policy: c.Policy} // one policy before all that hold people's data
	signing, citizens := signIn(c.Client)
	return append(signing,
		c.demographics(pds.Service{Organisations: organisations, Access: desk}),
		&ods.Directory{Registers: organisations},
		&ods.Terminology{Registers: organisations},
		&sds.Service{Registers: organisations},
		&servicesearch.Service{Registers: organisations},
		&dos.Service{Registers: organisations},
		&worker.Service{Registers: organisations},
		&records.Service{Access: desk},
		&registers.Service{Organisations: organisations, Mirrors: c.Mirrors},
		&citizen.Service{NHSLogin: citizens, Policy: c.Policy, Access: desk},
	)
}

// demographics is the Personal Demographics Service with the quirks that are wanted, if any are.
func (c Choice) demographics(s pds.Service) mocks.Service {
	if len(c.Quirks)+len(c.Sandbox) == 0 {
		return s
	}
	return compat.Sandbox{Service: s, On: c.Quirks, InSandbox: c.Sandbox}
}

// Entry says what one service stands for, what it answers and where it departs from the real one on purpose: what a
// reader of evidence must know before believing it.
type Entry struct {
	Service    string   // mocks.Service.Name, which scenarios use in their faults
	Root       string   // where its paths begin
	Stands     string   // the real service that it stands for
	Access     string   // what a caller needs
	Operations []string // what it answers
	Differs    []string // known differences from the real service
}

// Table lists the services in the order of Services, for people to read.
func Table() []Entry {
	return append(signInTable(), []Entry{
		{
			Service: "pds", Root: pds.Base,
			Stands: "Personal Demographics Service FHIR API",
			Access: "a token with " + pds.AppScope + " or of a user: " + pds.WorkerScope + ", " + pds.PatientScope,
			Operations: []string{
				"GET Patient/{id}", "GET Patient: exact, wildcard, range, history and fuzzy search", "PATCH Patient/{id}", "POST Patient",
				"GET Patient/{id}/RelatedPerson (and the refusal to POST one)", "GET Coverage", "POST Coverage", "POST Patient/$process-birth-details", "GET _poll/{id}",
				"GET _ping, _status",
			},
			Differs: []string{
				"The score of a fuzzy match follows a formula of our own: the real one is not published.",
				"Rules of an update whose words are not published are refused with the published code and words of our own.",
				"Which share of people are restricted, merged, without an address and so on is assumed: mocks/world/data/particulars.csv.",
				"There is no Postcode Address File: a PAF key is taken as it is given, and lines that are missing beside one are those of the population's only home at the postcode.",
				"An update is done at once: 503 with Retry-After comes by fault, or with X-Sync-Wait: 0.",
				"The search that the header Accept: version=1.1 asks for, which forgives slips in dates and postcodes, is missing.",
				"The sandbox's own people and oddities are there when serve --compat asks for them.",
				"The limit of three creations a second is a switch (Quirks.CreatesPerSecond), since a world's clock may stand still.",
			},
		},
		{
			Service: "ods", Root: "/ORD/2-0-0",
			Stands:     "Organisation Data Service, ORD interface",
			Access:     "nothing",
			Operations: []string{"GET organisations: every search parameter", "GET organisations/{code}", "GET sync", "GET roles, rels, recordclasses, and each of theirs", "JSON and XML"},
			Differs: []string{
				"Holds invented organisations only, with codes of a form that no live one has; some 25,000 of the kinds that patients and clinicians meet, where the real one has 300,000.",
				"There is no published specification: the words of 406, the header next-page and the XML around Organisation are recalled.",
				"Nothing is known of an opening or closing before its day.",
			},
		},
		{
			Service: "ods-fhir", Root: "/organisation-data-terminology-api/fhir",
			Stands: "Organisation Data Terminology API, FHIR R4",
			Access: "an apikey header",
			Operations: []string{"GET Organization, Organization/{code}", "GET OrganizationAffiliation, OrganizationAffiliation/{id}", "GET List/{id}",
				"GET CodeSystem, CodeSystem/$lookup, CodeSystem/$validate-code", "POST ValueSet/$expand", "GET metadata", "JSON and XML"},
			Differs: []string{
				"The same organisations as ODS has; its terminology part knows three code systems.",
				"The lists of deletions are empty: nothing is ever deleted here.",
				"GET metadata tells of this service: the published example is of its predecessor.",
			},
		},
		{
			Service: "sds", Root: sds.Base,
			Stands:     "Spine Directory Service FHIR API",
			Access:     "an apikey header",
			Operations: []string{"GET Device", "GET Endpoint", "GET healthcheck"},
			Differs: []string{
				"Systems, ASIDs and party keys are invented; endpoints lead back into this estate, to paths that a mock of that service may or may not take.",
				"Which interactions a kind of organisation has is a table of 31, where live systems have hundreds.",
			},
		},
		{
			Service: "servicesearch", Root: servicesearch.Base,
			Stands:     "Directory of Healthcare Services (Service Search) API, version 3",
			Access:     "an apikey header",
			Operations: []string{"GET and POST /?api-version=3: text, filter, order, select, pages"},
			Differs: []string{
				"A subset of the search engine's language: no likeness or boosts in texts; in filters what the specification shows and search.in.",
				"Scores follow a formula of our own. Opening hours, services, facilities and points on the map are invented; points lie inside the organisation's region.",
				"The words of 400 are the engine's as recalled.",
			},
		},
		{
			Service: "dos", Root: dos.Base,
			Stands:     "Directory of Services search API (Find the Right Service)",
			Access:     "a token with " + dos.AppScope,
			Operations: []string{"GET Organization with its endpoints", "GET HealthcareService by organisation"},
			Differs: []string{
				"Endpoints and services are invented by kind of organisation; triage codes and ingest are missing.",
				"The scope's name is assumed: the published specification names only the access mode.",
			},
		},
		{
			Service: "worker", Root: worker.Base,
			Stands:     "Healthcare Worker API (alpha)",
			Access:     "an apikey header",
			Operations: []string{"GET Worker"},
			Differs: []string{
				"Knows the clinicians of the population's practices and CIS2's test users, as CIS2 signs them in; the real one answers every id with a stub so far.",
				"The words of errors are our own in the shape of its source.",
			},
		},
		{
			Service: "records", Root: records.Base,
			Stands: "a local record server with UK Core FHIR R4 resources",
			Access: "a token with " + records.DefaultScope + ", which opens everything, or with the SMART system scope of the type, such as system/Observation.rs or " + records.SMARTScope +
				"; of a user with " + records.WorkerScope + " or " + records.CitizenScope + ", held to the policy",
			Operations: []string{"read, vread, history and search of ten types", "create", "GET metadata", "GET .well-known/smart-configuration"},
			Differs: []string{
				"No one supplier's server: local record systems differ, and this one is stricter than most about parameters it does not know.",
				"Update and delete are not offered.",
				"Where a restricted person is, is withheld from everybody, as PDS withholds it; a practice's own system would know. Entries of records that were merged stay under their old id.",
				"SMART scopes are held to type by type (r, s, c); scopes that carry a query open nothing.",
				"What users may see follows the rehearsal's own policy (mocks/policy); purpose and a reason for breaking the glass come in headers of our own.",
			},
		},
		{
			Service: "registers", Root: registers.Root,
			Stands: "GOV.UK Registers, versions 1 and 2 (specification of January 2020; the service itself has been retired)",
			Access: "nothing",
			Operations: []string{
				"v1 register, records, entries, items, proofs, archive and RSF", "v2 context, records, entries, blobs, snapshots and proofs under /next",
				"signed tree heads",
			},
			Differs: []string{
				"One host holds all registers, each under its name; the real ones have a host each.",
				"Practitioners, organisations and devices are invented. No council or agency publishes its register so: the shapes are theirs, the interface is not.",
				"Registration numbers have a form that no council issues.",
				"The register of health and care professionals is empty: no clinician of the population is of its professions.",
				"Signed tree heads, the list of registers and the signing key are ours. Pages for people, Turtle and spreadsheets are missing.",
				"The bodies of errors are ours: the specification gives statuses only.",
			},
		},
		{
			Service: "citizen", Root: citizen.Root,
			Stands:     "nothing that exists: a citizen's view of who looked at their data, and why",
			Access:     "a citizen's own token at level P9, or NHS login in a browser",
			Operations: []string{"GET /citizen: page or JSON", "GET sign-in", "POST sign-out", "POST consent: what organisations other than one's practice may see"},
			Differs: []string{
				"The NHS App has no such view. The log is kept in memory; of each realm its newest 65,536 entries.",
			},
		},
	}...)
}
