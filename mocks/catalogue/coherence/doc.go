// Package coherence holds the test that all services of the made-up NHS tell one story. It has no code of its own but tests.
//
//	writer ──HTTP, world.Pen, clock──▶ estate ◀──HTTP── reader
//	   │                                                  │
//	   └──▶ model: what must be so now ──────compare──────┘      a pair: one write, and one read elsewhere
//
// A pair is one write through a writer drawn at random and then one read through a reader drawn among those that could show what was written. What
// must be seen is said by a model that the rig keeps for itself: what the population began with, what the rig has written, and what a life brings as
// the clock goes on. The code under test is never asked what is right.
//
// Pairs come in rounds. A round has a realm of its own, with a world that branches from an untouched one, and some people of the population. So many
// rounds together try every combination of writer and reader once, in an order that is drawn. Rounds know nothing of each other, so that they may be
// played on any number of processors and in any order, with the same outcome. A combination that was never tried fails the test.
//
// What is held to (digest of the identity services, §13.4): the practice in PDS is an open RO76 in ODS, with Device and Endpoint in SDS for what it
// answers; who signs in at NHS login is in PDS, with its name, birthday and practice; a role of CIS2 is at an organisation of ODS, and opens PDS only
// as one of that user's; a gmc_id is in the register; a chain of merged numbers ends, at the same record everywhere; who is restricted is hidden by
// every service alike; who has died signs in nowhere; what happens in one realm is not seen in another. A refresh token works once; of a session that was ended, by a
// smartcard, by the application or by word to the platform, nothing is good any more; an application can sign in from the moment that it is registered, with
// the key that it has and not the one that it had, and from the moment that it is removed neither it nor any token of its own gets anything.
//
//	SANDPIPER_PAIRS=1000000 go test -run 'TestCoherence$' -v -timeout 30m ./mocks/catalogue/coherence    a million pairs
//	SANDPIPER_FIRST_ROUND=900                                                                            … from that round on, to divide them among processes
//	SANDPIPER_ROUND=17      go test -run 'TestCoherence$' -v ./mocks/catalogue/coherence                 one round again, as a failure names it
//
// Rooms of the rig: tally_test.go many rounds on all processors; estate_test.go the estate; round_test.go a round, and how writers and readers are
// drawn; cast_test.go who is in it; facts_test.go and subject_test.go the model; client_test.go, pds_test.go, staff_test.go and signin_test.go how
// services are called; write_…_test.go the writers; read_…_test.go the readers; rig_test.go whether the rig notices lies.
package coherence
