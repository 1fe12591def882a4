// Package keycloak plays the platform's mock authorisation service for the separate pattern: Keycloak realms in which test tools sign the published
// users in by name and get the ID tokens that they then exchange at /oauth2/token.
//
//	/realms/Cis2-mock-{env}, /realms/NHS-Login-mock-{env}
//	   └ /protocol/openid-connect/auth ─▶ page ─POST─▶ code ─▶ …/token (client_secret) ─▶ ID token ─▶ login's token exchange
//
// # Sources
//
// pytest-nhsd-apim (auth_journey.py, identity_service.py, secrets.py) for addresses, the form that it reads and what it sends; research
// identity-demographics-registers.md §2.7. Shapes of answers, and all of logout, are Keycloak's, recalled.
//
// # Named quirks, kept
//
//	form-without-hidden-fields  tools send username only, to the form's whole action
//	state-and-nonce-optional    they send neither
//	any-level                   everybody signs in at their own level of assurance; nothing is asked for
//	shared-client               client and secret are public: /mock-jwks/keycloak-client-credentials tells them
//	no-word-of-logout           logout ends the session here and tells nobody: the platform's tokens live on
//
// # Ours
//
// login_as=… on /auth signs in without a page.
//
// # Assumed
//
// That sub is the user name of staff, and which claims the realms' mappers add. Applications of the estate are clients too, with their own secret.
//
// # Not here
//
// Refresh tokens, and everything else that Keycloak can do.
//
// Sibling rooms: cis2 and nhslogin know what the claims mean; oidc has page, codes and keys.
package keycloak
