// Package cis2 plays NHS Care Identity Service 2, the OpenID Connect provider for health workers: every clinician of every practice of the
// population can sign in by their SDS user id, and so can the published test users.
//
//	GET /authorize ─▶ parse ─▶ session? ──yes──────────────▶ role? ─▶ code
//	                     │ no                                  ▲
//	                     ▼                                     │
//	                   page ─POST─▶ FindStaff ─▶ AAL enough? ──┘
//	POST /access_token (client_secret_post, client_secret_jwt, private_key_jwt) ─▶ ID token, opaque access token ─▶ /userinfo by scope
//	connect/endSession, card-removed, twelve hours ─▶ tokens of the session forgotten ─▶ logout_token to each application
//
// # Sources
//
// research identity-demographics-registers.md §4, which digests public code and guidance; specs/identity-service/derived-response-bank.json for
// userinfo. No specification or discovery document of CIS2 is public, so that more here is recalled than elsewhere.
//
// # Named quirks of the provider, kept
//
//	forgerock-paths      /openam/oauth2/realms/root/realms/…, access_token and connect/jwk_uri
//	port-in-issuer       iss and every endpoint name the port, :443 for https; an assertion's aud must too
//	iss-in-response      the answer to /authorize carries iss and client_id
//	levels-are-strings   authentication_assurance_level and id_assurance_level are "3"
//	quoted-role-names    role_name holds quotation marks and colons
//	selected-when-asked  selected_roleid comes with the scope selectedrole, or with a smartcard session that has chosen (which a public ID token shows,
//	                     though the scope is said to be needed); a page asks those who have several roles
//	hs256-by-request     an application that is registered so gets its ID tokens by HS256 with its secret (research §4.3), and may make its
//	                     assertions in that way (client_secret_jwt); the platform exchanges RS256 only
//	jwt-is-not-valid     whatever is wrong with an assertion, the words are the same; X-Sandpiper-Why has more
//	aal2-takes-aal3      who reaches AAL3 satisfies a request for AAL2, and not the other way round
//
// # Recalled or assumed
//
//	forgerock-words      error descriptions, statuses, connect/endSession, the members of the discovery document
//	amr                  which amr goes with which acr, but for N3_SMARTCARD and pwd
//	context-of-session   a session serves a request for a certain authenticator only if that was the one; who signs in again has a new session
//	way-back             connect/endSession leads a browser on to post_logout_redirect_uri, which must be one of the application's addresses
//	told-when-called     that a session has run out is told to its applications when the provider is next called: the world's clock wakes nobody
//	lives                codes two minutes, sessions twelve hours, ID tokens an hour
//	pkce-s256            code_challenge is taken with S256
//
// # Ours
//
// login_as=… and role=… on /authorize sign in without a page; POST card-removed with username ends the sessions of that user, and says which, and
// who could not be told. Back-channel logout goes to any address that is registered, plain http included.
// made_up_lenient lets the platform's mock authorisation service (/oauth2-mock) sign in users below the level asked for, as its own does.
//
// # Not here
//
// Refresh tokens, session management in the browser. The dev realm (…/realms/oidc) is where its host is: mocks/front.
//
// Sibling rooms: oidc has what NHS login needs too; people knows who there is; login uses the ID tokens.
package cis2
