// Package product is the reference product of the signing-in pack: a small website with three services, each of which asks NHS login for a
// level of identity, as a relying party that is written with go-oidc.
//
//	/newsletter  P0 ┐
//	/my-details  P5 ├─▶ session of that level? ──no──▶ /sign-in ─▶ NHS login ─▶ /callback ─▶ session ─▶ back to the service
//	/my-record   P9 │                └─yes─▶ /userinfo of NHS login ─▶ page
//	/my-surgery  P9 ┘  (IM1: with the GP's credentials)
//
// What it holds to, and what its seeded bugs leave out: the state belongs to the browser that began, and works once; the nonce comes back; the vector
// of trust is one of those that were asked for; an NHS number that is only claimed (P5) is not displayed; every refusal of NHS login becomes a page that
// says what to do; what is shown is what NHS login says now, so that an access token that has expired ends the session; nobody is sent to another host.
//
// It knows NHS login by its issuer only, reads the discovery document, and keeps sessions in memory. Nothing in it knows of Sandpiper but
// the names of the settings that it is started with.
//
// Sibling rooms: the stories beside this folder play it; bug.go lists the mistakes that it can be started with.
package product
