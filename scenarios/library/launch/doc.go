// Package launch is what the reference products have in common: how a launcher tells them about their surroundings, the key that they prove
// themselves with, the mistakes that can be switched on in them, and how they serve until they are stopped.
//
//	SANDPIPER_… ─▶ Settings.Read ─▶ a product's Config ─▶ its handler ─▶ Serve
//
// What a product says and does is its own matter and stands in its own room.
//
// Sibling rooms: scenarios/library/prescribing/product and scenarios/library/signing-in/product.
package launch
