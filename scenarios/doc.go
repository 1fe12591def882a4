// Package scenarios is the language in which rehearsals are written, version 1: YAML 1.2 for the story, CEL for what must hold.
//
//	*.scn.yaml ──Load──▶ Scenario ──▶ harness plays it, harness/judge holds a trace against it
//	pack.yaml  ─OpenPack▶ Set{Pack, Scenarios, Hazards, Product}
//	                        │
//	                        ├─ Lint      advice: what would make the evidence weak
//	                        ├─ Format    the one canonical style
//	                        ├─ Explain   Given / When / Then for a clinical safety officer
//	                        └─ Needs     what this version of the harness cannot play
//
// Four kinds of file: a scenario (a story), a pack (scenarios that belong together), a hazard log (severity and likelihood as people chose
// them) and a product file (how the product is started and spoken to, and its seeded bugs).
//
// # From text to types
//
// readFile makes a tree of nodes with line and column. decode walks it into the types, whose struct tags are the grammar: the same tags give
// the order of keys to Format and the properties to package schema. compile gives every expression its program, in the scope that it stands
// in; validate checks what one part says of another. Nothing stops at the first problem: a *LoadError holds all of them, each with its place
// in the file, what stands there, and the nearest right name.
//
// # What the language leaves out, and why
//
//   - No anchors and aliases: a line of a scenario means what it says, wherever one looks, and no file can be small and explode. No tags, no
//     tabs, no second document, no duplicate keys, nothing over 1 MiB.
//   - No templating before parsing. check, if, where and their like hold CEL directly. Elsewhere ${…} is an expression: as the whole scalar it
//     keeps the type of its value, in other text it becomes words; $${ is ${ itself.
//   - Only the core schema of YAML 1.2: yes, no, on, off and dates are text.
//   - No sleep. Time moves by at and until, and is looked at by after, within and during.
//
// # Times and lengths
//
// Lengths are ISO 8601 (PT5M, -P3Y), with calendar years, months and days. A Moment is a length from where the story stands, a time with its
// UTC offset, or an expression.
//
// # What counts
//
// A check with breach is an exposure of that hazard in every run in which it is held against the product, and a rate of events in
// exposures means something only if each of them could have been an event. where: says in which runs a check is asked at all; elsewhere
// it is skipped and counts for nothing. So a story with cases that must warn and cases that must stay silent has two checks:
//
//   - { check: 'choose.cards.exists(c, mentions(c, ["allerg", "anaphyla"]))', where: row.alert && choose.status == 200, breach: HZ-MISSED }
//   - { check: 'choose.cards.all(c, c.indicator == "info")', where: "!row.alert && choose.status == 200", breach: HZ-NEEDLESS }
//
// An answer that says honestly that it does not know fails a check of its own (choose.status == 200) and misses nothing.
//
// # Declared, not played
//
// Some of the language is ahead of the harness. Nothing of it is passed over in silence: Needs names each with its place, the harness
// refuses a scenario that cannot be told without it (an adapter, a device, twins, a canary), and where it can, as without stop_early or
// review, Explain and the report say what was left out.
//
// # Who plays in which run
//
// Runs are not the product of rows and people: run k plays row k mod rows with a person of its own. See Vary and Sample.
//
// Sibling rooms: expr is the expression language and says which variables a run must supply; schema holds the JSON Schemas for editors; library
// holds the packs that Sandpiper ships.
package scenarios
