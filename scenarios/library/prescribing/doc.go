// Package prescribing is the shipped pack about prescribing safety: twenty or so stories, the hazard log that they bear on,
// and a small reference product with seeded bugs.
//
//	pack.yaml ─ names ─▶ *.scn.yaml    the stories
//	                    hazards.yaml   what can go wrong, and which of it no scenario can test
//	                    product.yaml   how the reference product is started; its bugs, and who catches each
//	product/                           the reference product itself, which knows nothing of this pack
//
// Every story has cases that must stay silent beside those that must speak, so that a product that always warns fails as
// surely as one that never does. Stories in which something breaks first show the same order in good weather.
//
// Sibling rooms: scenarios loads these files, harness plays them, reports weighs what came out.
package prescribing
