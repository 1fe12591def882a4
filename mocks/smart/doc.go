// Package smart reads the system scopes of SMART Backend Services: who may do what to which type of FHIR resource.
//
//	system/Observation.rs ─▶ Parse ─▶ Scope{Observation, r s} ─▶ Opens(Observation, Search)
//	                           │
//	held, asked ───────────────┴────▶ Grant: what of a request the held scopes cover
//
// Two services need the same reading of a scope: mocks/login when it gives a token, mocks/records when a token is shown.
//
// # Sources
//
// HL7 SMART App Launch 2.2.0, "Scopes for requesting FHIR Resources": the letters c r u d s in that order; scopes of version 1 (.read, .write
// and .*) mean rs, cud and cruds. Scopes with a query (system/Observation.rs?category=…) are not understood here and open nothing.
//
// Sibling rooms: mocks/login, mocks/records.
package smart
