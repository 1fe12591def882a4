// Package servicesearch is the Directory of Healthcare Services API, version 3: what patients find on the NHS website about organisations near them.
//
//	ods.Register ─▶ index of documents ─▶ search (text) ─▶ filter (OData) ─▶ order ─▶ page ─▶ record, perhaps only some fields
//	data/types, hours, services, facilities ─▶ document ┘
//
// # Operations
//
// Service "servicesearch", header apikey with the id of a registered application:
//
//	search       GET  /service-search-api/?api-version=3&search=&searchMode=&searchFields=&queryType=&$filter=&$orderby=&$select=&$top=&$skip=&$count=
//	search-post  POST /service-search-api/?api-version=3  the same in JSON, without the dollar signs
//	ping         GET  /service-search-api/_ping
//	status       GET  /service-search-api/_status  header apikey: mocks.StatusKey
//
// Of the search engine's language it understands: words, phrases, beginn* , + - and the fields, AND, OR and NOT of the full language; in filters
// and, or, not, eq ne gt ge lt le, paths, any and all, geo.distance, search.ismatch and search.in; in orders fields, geo.distance, search.score().
//
// Only open organisations are shown, on the day of the world's clock. Points are invented and lie inside the region that an organisation is in: those
// of one postcode district are near each other (ods.Point).
//
// # Sources
//
// NHSDigital/service-search-api (MIT and OGL): specification, its examples and postman-collection.json; research identity-demographics-registers
// §8.1.
//
// # Named quirks, kept
//
//	version-in-query   without api-version=3 there is 404 {"statusCode":404,"message":"Resource not found"}
//	text-booleans      IsEpsEnabled is "true" or null
//	empty-not-404      a search without a match has an empty list
//	any-case           parameter names may be in any case
//	backend-links      the real links name the search engine behind the service (Service.BackendLinks)
//	wrong-schemas      the specification has Geocode as a number and its lists as objects; answers are as its examples are
//
// # Recalled or assumed, not confirmed by a public source
//
// The type ids of kinds that the published examples do not have (GPP, HOS, TRU, UC, OOH); the search engine's own words about what it cannot read, and
// that they come with 400; the shape of an additional opening date. Scores follow a formula of our own.
//
// # Not here
//
// Facets, highlights, geo.intersects and dates in filters, members of fields in $select; boosts and likeness in the full text language, GSD, metrics and service opening times, which are empty, and the 4XX of another standard that the
// specification lists for GET and that no example shows the service to give.
//
// Sibling rooms: mocks/ods has the organisations.
package servicesearch
