// Package compat brings the canned people of the official sandboxes into a world, beside its own population, and their quirks into its services.
//
//	data/people.csv, cards.csv ─▶ Load ─▶ world.Pen.Admit   guests under their published numbers, which the population's numbering never gives
//	                                             │
//	PDS, NHS login, citizen ◀────────────────────┘          they are read, searched, restricted, superseded, changed like anybody
//
//	Sandbox{On, InSandbox} ─▶ pds.Service        behaviours of the sandbox that no register should have, each a switch of its own: for everybody,
//	                                             or for some apps and the sandbox's own host name
//
// A test written against a sandbox finds its people here, with the same names, dates, flags and versions; and, where the sandbox forgets, they
// keep what is written about them, unless a quirk says otherwise.
//
// # Packs
//
//	pds-sandbox        retrieve, patch and search fixtures of the PDS sandbox, and the old number of one of them
//	pds-int            numbers of the integration environment that its conformance tests name: invalidated, restricted
//	nhs-login-sandpit  who may sign in at the NHS login sandpit: here they have a PDS record too, which there they have not
//
// # Need no data
//
//	9000000000  wrong check digit: 400
//	9111231130  nobody's: 404
//
// # Departures
//
// The table keeps one of what sandbox stubs say of somebody in two ways. Temporary addresses, pharmacies, contacts, relations and periods of parts
// are left out, as are telephone numbers that a subscriber might have. John Paul Smith, 9000000015, is left out, since that is no NHS number: its
// check digit is wrong. The person without a name is shown with a gender. People about whom
// the sandpit's table says no gender have "unknown". 9990003343, an invalidated number of the integration environment, belongs to the range of
// our own population and is left out.
//
// # Sources
//
// NHSDigital/personal-demographics-service-api at f57f5839 (MIT and OGL v3.0): karate-tests stubs and mocks/sandbox, and patient-search.yaml.
// nhsconnect/nhslogin at 8563198d (no licence stated): facts of the sandpit's test data.
//
// Sibling rooms: mocks/world keeps the guests; mocks/pds shows them; mocks/login/people knows who signs in.
package compat
