// Package published holds services to the specifications that the real ones publish: requests and answers are checked with kin-openapi against the
// OpenAPI file, and answers against the members of its examples where the file has no schema.
//
//	../shared/specs/…yaml ─▶ Open ─▶ Spec.Exchange  request ✓ ─▶ service ─▶ answer ✓
//	                              ├▶ Spec.Examples  every example of an operation, to be matched or compared
//	                              └▶ Samples        every example of the file ─▶ Examples.Run  valid by its schema, and sent if it is of a request
//	../shared/research/…md ─▶ Section, Lines  the tables of a section, so that a table of tests can be held to them row by row
//	any JSON ─▶ Members, Shape        what is in it and of which kind
//
// The specifications lie beside the checkout. Without them the tests are skipped with a reason; under SANDPIPER_CI they fail.
//
// Sibling rooms: mockstest is the suite that every service passes, whatever it stands for.
package published
