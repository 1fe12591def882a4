// Package front is the front door of a made-up NHS that strangers connect to: by which host names and ports they come in, the certificates
// that they are shown, and the applications that they register.
//
//	one host, every path      ─▶ Estate
//	a port for one service    ─▶ Rooted ──┐
//	a real host name over TLS ─▶ Named  ──┴▶ mocks.Way ─▶ Estate.Through
//	                               ▲
//	                     data/hosts.csv   Authority ─▶ Certificates: a leaf of a day for each host name
//
// Where things are: host.go the table of host names; rooted.go services at the root of a port; authority.go a certificate authority that can
// vouch for nothing but these names; certificates.go what it issues; registration.go an application as its developer writes it; apps.go the
// desk where one is registered while the estate runs, enrol.go what it does, appsjson.go how programs speak to it and appsform.go how people do;
// page.go the frame of all pages for developers.
//
// Sibling rooms: mocks has the estate and its ways in; mocks/ledger says how true to life the services are.
package front
