// Package product plays the part of everything that stands around a product under test: it starts the product, speaks
// the product's own protocol to it, and brings back what the product answered.
//
//	product.yaml ─▶ FromFile ─▶ Product ──Start(Env)──▶ Session ──Do(Call)──▶ Observation
//	                              │                        │
//	                  launcher: how it comes alive    adapter: how one speaks to it
//	                  process · container · none      cds-hooks · http · browser
//
// A launcher makes a product alive and takes it down again, with everything that it started. An adapter turns a verb of
// a scenario (cds.invoke, api.send) into requests and turns the answer into a plain value that a check can read. One
// product has one launcher and any number of named adapters.
//
// A browser (browser.go) is one journey per step (browserjourney.go): hop by hop through the product and the mock NHS's sign-in
// (browserprovider.go), reading pages (browserpage.go), in a window that keeps cookies between steps (browserwindow.go). nhsapp.go plays the NHS App.
//
// A process starts in the directory of its product file, or in dir: relative to that; a file inside the program has none, and its process
// starts in Env.Dir. What was played is pinned by Identity.Digest. For a container it is the image's own. For a process it is the
// SHA-256 of a list: one line "sha256  base-name" for the executable and for each argument that names a file, in byte order.
// Identity.Covers names them.
//
// What a process or a container logs is kept in Env.Dir/product.log, four MiB at most, without keys and tokens once the session is
// closed (see Logged). It is wall-clock matter and no part of a trace.
//
// A product is a stranger. It may hang, die, answer garbage, or answer a hundred megabytes; none of these is an error
// of Sandpiper. They are things that were observed, and they come back as the Outcome of an Observation. An error from
// Do means that the harness could not do its own part (a setting it does not understand, a medicine it does not know).
//
// Sibling rooms: harness plays scenarios with a Session, harness/trace writes down what was observed, harness/judge
// reads it. The conformance suite that every launcher and adapter passes is in harness/product/producttest.
package product
