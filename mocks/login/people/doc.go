// Package people knows who may sign in to the made-up NHS: every living citizen at NHS login, every clinician of every practice at CIS2, and
// the test users whose names are published.
//
//	NHS number, e-mail ─▶ FindCitizen ─▶ Citizen   name, birthday and practice as PDS has them now; level by a keyed rule
//	SDS user id        ─▶ FindStaff   ─▶ Staff     roles at practices that exist
//
// Nothing is stored: whoever is asked for is looked up in the caller's view of the world, so that a citizen who has died, moved or been amended
// in a run is so here as well: numbers mean what they mean in PDS (world.Holder), and whose access is restricted has neither practice nor telephone.
//
// # Assumed
//
//	level            data/levels.csv: which share of people has proven what; drawn by seed and index
//	e-mail           an account's e-mail is the one a person began with, whatever PDS has been told since; who has none has number@example.org
//	second-role      data/roles.csv and the share in staff.go: who works at two practices
//	published users  stand at practices of this population, not at the organisations that their real likenesses name
//
// Sibling rooms: nhslogin and cis2 sign them in; registers holds the registration numbers of the same clinicians.
package people
