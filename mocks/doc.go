// Package mocks is the made-up NHS behind one http.Handler: services over a world, with faults, a login check and a recorder.
//
// A Service only names its routes, at the paths of the real platform; the Estate adds the rest. Many Realms may be open
// on one Estate at once, each with its own world, faults, tokens and recorder: a request to /@name/… goes to the realm of
// that name, any other to the default realm.
//
//	request ─▶ realm ─▶ recorder ─▶ ids ─▶ faults before ─▶ login check ─▶ service ─▶ faults after ─▶ answer
//	                       │                                                  │
//	                   Exchange                                     world.View (perhaps bent by a fault)
//
// The recorder stands outermost, so an Exchange holds what the product under test saw, and not what a service meant to say:
// a body that a fault cut short is recorded short.
//
// Where things are: service.go what a service may offer; estate.go and passage.go the way of a call; way.go by which ways callers
// come in, and what links say to them; route.go and why.go how a path finds its service, and what is said when it does not;
// login.go, token.go, user.go, limit.go who may call, and for whom; app.go and registry.go applications; denial.go and apigee.go
// how the platform says no, monitor.go whether it is up; answer.go, outcome.go, searchset.go and misread.go what several services say alike;
// recorder.go, redact.go, exchange.go, journal.go what is kept of a call; server.go a listener that strangers may connect to, and body.go
// how much of what they send is held.
//
// Sibling rooms: mocks/world is the state, mocks/fault the rules; mocks/login, pds, ods and records are services;
// mocks/catalogue lists them; mocks/mockstest is the suite that each of them passes; mocks/front is the door to the street, and
// mocks/ledger says how true to life they are.
package mocks
