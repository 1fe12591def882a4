// Package registers is GOV.UK Registers: small datasets that only grow and prove what they say, in both versions of the interface.
//
//	recipe, directory of organisations ─▶ foundation ─▶ what was entered by the recipe's day ─┐
//	                                         │ days go by  what opens and closes later ───────┼─▶ holding, in the world ─▶ Snapshot ─▶ page ─▶ JSON, CSV …
//	estate's apps, as they come and go ──────┴──────────────────────────────── Append ────────┘                           │
//	another process ──HTTP──▶ Mirror, proved with tlog ───────────────────────────────────────────────────────────────────┤
//	                                                                     Root, EntryProof, Consistency (RFC 6962) ◀───────┤
//	                                                                     RSF, archive, signed tree head ◀─────────────────┘
//
// A register of another process is shown by 'sandpiper serve --mirror NAME=URL': see Mirror. A Snapshot is entries and items, and a Merkle tree over the entries for each version. What a register begins with is a function of the
// population's recipe, worked out when first asked for and shared by all worlds; a world's own entries lie on top, are kept in the world
// (world.Keep), and are there in its branches. Opening a nation costs nothing. A Log is a register of one's own, outside any world, for Service.Logs.
//
// # Registers
//
// register and field (the catalogue), organisation, practitioner-gmc, -nmc, -gphc and -hcpc, medical-device, product-under-test, territory; and
// those that are given to Service. Links between them are CURIEs: organisation:ZX0412.
//
// organisation has all that mocks/ods has, and appends an entry at midnight when one opens or has closed by the world's clock. product-under-test has
// what is registered with the estate, among it what the harness runs, and appends when that changes. A world whose clock stands before the recipe's
// day shows what had been entered by that day.
//
// # Operations
//
// No token and no key. The real paths are those after {register}, at https://{register}.register.gov.uk; a mirror may have either as its URL.
//
//	register, records, record, record-entries, records-by-attribute   GET /registers/{register}/register, /records, /records/{key} …
//	entries, entry, items, item                                       GET …/entries?start=&limit=, /entries/{n}, /items, /items/sha-256:{hex}
//	register-proof, entry-proof, consistency-proof                    GET …/proof/register|entries/{n}/{size}|consistency/{a}/{b}/merkle:sha-256
//	download-register, download-rsf                                   GET …/download-register, /download-rsf[/{from}[/{to}]]
//	next-…                                                            GET …/next/context, /records, /entries, /blobs, /proofs/…, /snapshots/{size}
//	tree-head, next-tree-head, signing-key, list-registers            ours, and home: 302 from /registers/{register} to what there is to know of it
//	moved                                                             301 from /entry, /record, /item and /proof/entry
//
// # Sources
//
// openregister/specification at 95b880c (MIT), content/v1 and content/v2; openregister/registers-rfcs (rsf-spec, snapshot-resource); where
// those are silent, what openregister-java (MIT) does and openregister/conformance-test asks for: the path /next, pages by start and limit or
// page-index and page-size, RSF's paths, the columns of tables, 400 for impossible proofs. errors_test.go names the source of every status.
//
// # Named quirks, kept
//
//	numbers-are-strings  version 1 writes entry numbers as strings, also in records, where the specification's examples have numbers
//	entry-is-a-list      /entries/{n} is a list of one in version 1
//	two-trees            the versions hash items and entries differently, and so have different roots for one log
//	facet-clash          /records/{key}/entries wins over /records/{attribute}/{value} (the specification's own open question)
//
// # Not here
//
// Turtle, spreadsheets and pages for people (406); uploads over HTTP; indexes; redaction of what is stored (redacted values that come with RSF are
// read and hashed as what they stand for); keys with a slash in paths; a version 2 archive, which is only a draft.
//
// Sibling rooms: mocks/ods shows the same organisations as the Organisation Data Service; mocks/world keeps what was entered; mocks/catalogue lists
// the services.
package registers
