// Package oidc is what the made-up identity providers and the platform's identity service have in common: reading and signing JWTs, keys and
// key sets, codes and sessions that expire, sign-in pages, and the way back to an application.
//
//	a stranger's bytes ─▶ Read ─▶ Token ─▶ Signed by a key that is known already ─▶ believed
//	                              (Object: nothing believed)      KeySets, Keyring
//	browser ─▶ Page (form, Cookie) ─▶ Shelf: one use, bounded, on the virtual clock ─▶ Answer: registered addresses only
//
// A signature costs a millisecond and is the same for the same text, so that a Keyring remembers those that it made (signatures.go). Only a text that is
// repeated to the byte profits: NHS login's access token for a refresh token that is used again in the same second does. CIS2's ID tokens hold
// digests of a code and an access token that are used once, the mock Keycloak's a jti, and a logout token is about a session that ends once: they are
// signed anew each time. The platform's own tokens are opaque and not signed. An application's assertion is verified each time: it may be used once.
//
// Where things are: token.go, object.go reading; keyring.go, signatures.go signing; keysets.go, assertion.go applications' keys and what they prove;
// shelf.go, realms.go, mint.go what is remembered and made; page.go, back.go, browser.go what browsers see; opening.go, passing.go how a sign-in begins,
// goes on and ends; provider.go what a provider is to the platform.
//
// Two clocks: what is signed is dated and judged by wall time, because products check it on their own clocks; codes, sessions and tokens live
// on the realm's virtual clock.
//
// Sibling rooms: nhslogin and cis2 are providers; login is the platform.
package oidc
