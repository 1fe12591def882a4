// Package packtest is the suite that every pack of the library passes: its files are named, lint clean and are in the canonical style; each seeded
// bug is a variant that a story of its hazard catches; each hazard is tested or says why not; what breaks is proven to have broken.
//
//	Files, PackFile, names of bugs ─▶ Pack.Run ─▶ subtests
//
// What a pack promises beyond that, such as how many runs a claim has, its own tests hold.
//
// Sibling rooms: scenarios/library/prescribing, scenarios/library/signing-in.
package packtest
