// Package oidc is what the made-up identity providers and the platform's identity service have in common: reading and signing JWTs, keys and
// key sets, codes and sessions that expire, sign-in pages, and the way back to an application.
//
//	a stranger's bytes ─▶ Read ─▶ Token ─▶ Signed by a key that is known already ─▶ believed
//	                              (Object: nothing believed)      KeySets, Keyring
//	browser ─▶ Page (form, Cookie) ─▶ Shelf: one use, bounded, on the virtual clock ─▶ Answer: registered addresses only
//
// Where things are: token.go, object.go reading; keyring.go signing; keysets.go, assertion.go applications' keys and what they prove;
// shelf.go, realms.go, mint.go what is remembered and made; page.go, back.go, browser.go what browsers see; provider.go what a provider is to the
// platform.
//
// Two clocks: what is signed is dated and judged by wall time, because products check it on their own clocks; codes, sessions and tokens live
// on the realm's virtual clock.
//
// Sibling rooms: nhslogin and cis2 are providers; login is the platform.
package oidc
