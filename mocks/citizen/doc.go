// Package citizen shows people who looked at their data, and why.
//
//	every call of every service ─▶ mocks.Watcher ─▶ Log (a ring for each realm) ─▶ GET /citizen, a page or JSON
//	                                                  │
//	    whose, by which application and user,         └─ what is too old falls out, and is counted
//	    in which role, of what kind, for what
//	    purpose or reason, by which rule
//
// No NHS service of this form exists: the NHS App shows no such log. It is what the Caldicott principles ask for ("no surprises"), rehearsed.
//
// # Operations
//
//	log       GET  /citizen            a page for people, JSON for Accept: application/json; ?page=2 for older entries
//	sign-in   GET  /citizen/sign-in    to NHS login and back to /citizen/callback
//	sign-out  POST /citizen/sign-out
//	consent   POST /citizen/consent    consent=unstated, given or refused: what they want of organisations other than their practice
//
// Who has signed in at level P9 sees their own log and nobody else's: with a session of this page, or with a user-restricted token of their own.
// Somebody who acts for them does not. JSON without either is 401, and with a token of anybody else 403.
//
// # What is kept
//
// A service that asks the policy (mocks/policy/access) has noted the kind of data, the purpose and the rule; of another one the service and its
// operation are kept. MostKept entries are kept in each realm; beyond that the oldest fall out, and the page says how many have and since when it
// is complete. Looking at the log is not logged.
//
// What is wanted of other organisations is told to mocks/policy/access, and holds in the realm from then on. Stating it is not logged.
//
// Sibling rooms: mocks/policy says who may see what; mocks/login/nhslogin signs people in.
package citizen
