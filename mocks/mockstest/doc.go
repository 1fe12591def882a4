// Package mockstest is the suite that every mock service passes: what a client of any NHS API may count on, whatever the API is.
//
// A service's own tests call Service with a Subject. The suite builds an estate around it, serves that over loopback and looks at it with
// a real http.Client: ids come back, nothing is answered without a token that ought to have one, strange paths and methods are
// refused with a reason, panics and faults end as they should, realms are kept apart, and the recorder holds what the client saw.
//
//	client ──HTTP──▶ httptest.Server ─▶ mocks.Estate ─▶ the service under test
//	   └──────────── compared with ────── Exchange ◀────┘
//
// Sibling rooms: mocks is what the suite builds on; mocks/catalogue lists the services that must pass.
package mockstest
