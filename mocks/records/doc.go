// Package records is a local record server: UK Core FHIR R4 over the charts of the world, such as an electronic patient record offers
// to the products around it. No national service has this form; paths, errors and limits follow FHIR R4 and are this server's own.
//
//	world.View ─▶ shelf ─▶ fhir.Resource ─▶ Search.Match, Sort ─▶ Bundle
//	                │ base entries: bytes kept by the world, for all runs
//	client bytes ─▶ ParseResource ─▶ FromResource ─▶ Pen.Add ─▶ world   (and back again, byte for byte, with id and meta)
//
// # Operations, below /records/FHIR/R4
//
//	capabilities         GET  /metadata                            no token
//	smart-configuration  GET  /.well-known/smart-configuration     no token
//	read                 GET  /{type}/{id}                         ETag, Last-Modified, If-None-Match
//	vread                GET  /{type}/{id}/_history/{version}
//	history              GET  /{type}/{id}/_history
//	search               GET  /{type}?…, POST /{type}/_search, GET /Patient/{id}/{type}
//	create               POST /{type}                              If-None-Exist, Prefer: return=
//
// Types: Patient, Practitioner and Organization to read; Condition, AllergyIntolerance, MedicationRequest, MedicationStatement,
// Observation, Encounter, Immunization, Procedure, DocumentReference, ServiceRequest, Appointment and DiagnosticReport to read and to
// create. Update and delete answer 405. Letters carry their words within, as base64.
//
// # Who may come in
//
// A token of the platform's token endpoint with DefaultScope (another may be set in Service.Scope) opens everything. A token without it opens
// what its SMART system scopes say and no more: system/Observation.r reads observations (read, vread, history), .s searches them, .c creates
// them; system/*.… is about all types, and version 1's .read and .write are understood. What is missing is answered with 403 and named. A
// compartment's search needs the scope of the type searched, and create with If-None-Exist needs to search as well.
//
// # Whom it shows
//
// People are as the demographics service has them: the same home, practice and gender, and of those whose access is restricted the same is withheld,
// from everybody; by a postcode they are not found. A number that was merged into another finds the other's record; a record that was merged says by
// what it was replaced, and takes nothing more (422). One that was made in error is not known. Newcomers and guests have a record as well.
//
// # Searching
//
// A clinical type is searched within a patient's record: without patient, subject or _id a search is 403 too-costly. Patients are found by id
// or NHS number at once and by family, name, birthdate or address-postalcode by going through the population; more than MostMatches is
// too-costly as well. Parameters that the server does not know are refused, never ignored. Pages have DefaultCount resources unless _count
// asks for fewer or more (MaxCount at most); next links carry an offset into an order that does not change: a record in the order of
// writing, people by their place in the population.
//
// # Sources
//
// HL7 FHIR R4 (4.0.1): http.html (read, vread, history, create, conditional create and read, Prefer, _format), search.html. SMART App
// Launch 2.2, Backend Services, for the discovery document and scopes. HL7 UK Core STU2 for the resources, which package fhir makes.
//
// Sibling rooms: synthetic/fhir projects and reads resources; mocks/world keeps them; mocks/login gives the tokens.
package records
