// Package login is the API platform's identity service: an application gets an access token at /oauth2/token, for itself or for somebody who signed
// in, and every way of getting that wrong has the platform's own status and words.
//
//	client_assertion ─▶ readAssertion ─▶ checkClaims ─▶ spend jti ─▶ application ─▶ key ─▶ signature ─▶ aud ─▶ scopes ─▶ Tokens.Issue
//	 (RS512 JWT)         alg, form        exp kid typ …    replay.go                                      │      scopes.go
//	                                                                                                      └─▶ subject_token ─▶ Tokens.IssueTo a user
//	browser ─▶ /authorize ─▶ cis2 or nhslogin: page ─▶ /callback ─▶ code ─▶ the application ─▶ /token ─▶ Tokens.IssueTo a user
//
// # Operations
//
//	authorize            GET  …/authorize            to CIS2, or with scope=nhs-login to NHS login
//	callback             GET  …/callback             where they return to
//	token                POST …/token                client_credentials with private_key_jwt; authorization_code; refresh_token; token-exchange
//	userinfo             GET  …/userinfo             what CIS2 says of whom the platform signed in
//	backchannel-logout   POST …/backchannel_logout   the end of a CIS2 session
//	ping, status         GET  …/_ping, …/_status     no key; header apikey: mocks.StatusKey
//	mock-jwks            GET  /mock-jwks/{base64url JWK set}   the set in its own path, private parts left out
//	                     GET  /mock-jwks/keycloak-client-credentials, status-endpoint-api-key   for test tools
//
// Each stands at /oauth2 and at /oauth2-mock. A token for a user knows them (mocks.User), so that an API tells user-restricted from
// application-restricted access; it holds those of the application's scopes that name the user's level, such as :aal3: or :P9:.
//
// # Sources
//
// NHSDigital/identity-service-api (MIT and OGL): proxies/live/apiproxy/proxies/default.xml for the order of the checks,
// resources validate-client-assertion-claims.js, validate-subject-token-claims.js, validate-logout-token-claims.js,
// calculate-refresh-token-expires-in.js and e2e/tests/oauth for the words, policies AssignMessage.*TokenResponse.xml for the answers,
// filter-*-restricted-scopes.js for the scopes; pytest-nhsd-apim for mock-jwks and the markup of pages. research
// identity-demographics-registers.md §2 digests them. The catalogues in the tests, one for each table of the digest and held to it, name the
// source of each error.
//
// # Named quirks of the platform, kept
//
//	numbers-as-strings   expires_in is "599", refresh_count "0", issued_at epoch milliseconds in a string
//	public-key-error     four refusals have the code "public_key error", with a space
//	unauthorised-invalid many refusals with status 401 have the code invalid_request
//	jti-spent-early      a jti counts as used once its claims are in order, even if the signature then fails
//	aud-is-the-path      aud must be the very URL that was called: /oauth2-mock/token for a token from there
//	exchange-grant       with subject_token_type a wrong grant_type is invalid_request, without it unsupported_grant_type; client_assertion_type comes first
//	keys-an-hour         a key set that was fetched is kept an hour, so that a key added since is unknown
//	refresh-once         a refresh token works once; its life shrinks with that of the sign-in (12 hours for CIS2, one for NHS login), and one that has
//	                     lapsed says so each time
//	sid-with-code        the answer to a code of CIS2 holds sid, that to a refresh does not
//	shorter-only         _access_token_expiry_ms and its likes take away and never add; _refresh_tokens_validity_ms of a renewal counts from the sign-in
//	                     and may be nought
//	quota-in-its-order   the quota is counted once the application is known, before its address, secret or key is looked at: 429
//	                     ratelimit_exceeded, without Retry-After (AssignMessage.RatelimitExceeded.xml; a later version leaves it to a shared flow)
//	actor-is-a-jwt       act.sub, or actor_token, is an ID token of whoever acts for the user
//
// # SMART beside the platform
//
// An application may hold SMART system scopes for the local record server, of which the platform knows nothing:
//
//	scope-narrows        a scope parameter that names SMART scopes narrows the token to those of them that the application's own cover
//	                     (it holds system/*.rs and asks for system/Observation.r: it gets that); the scope that opens all of the record
//	                     server is left out unless it is named as well; national scopes stay, as the platform ignores the parameter
//	nothing-held         with none of the SMART scopes held the answer is the platform's unauthorized_client
//	scope-when-smart     the answer has "scope" when a SMART scope was given, which SMART Backend Services requires, and not otherwise
//
// A refusal says more to the developer in the header X-Sandpiper-Why.
//
// # Two clocks
//
// What is signed is judged and dated by wall time (Estate.Wall), because products sign and verify on their own clocks; so is issued_at, from which
// they work out when a token ends. Tokens, codes and sessions live on the realm's virtual clock, which stands still until a scenario moves it.
//
// # Assumed, since it is not published
//
//	pkce-when-asked      a code_challenge (S256 or plain) is held to where one was sent, and never asked for: the platform's sources have no PKCE
//	code-ten-minutes     how long a code lives
//	signature-first      a logout token's signature is looked at before its claims, and an actor's is looked at at all
//	ask-of-nhs-login     /oauth2 asks NHS login for its default level, so that people are asked to prove more; /oauth2-mock takes everybody as they are
//	access-is-no-id      an access token of NHS login, which has the key and most claims of its ID tokens, is not exchanged
//	no-scopes-no-product an application that holds no scope is one that is not subscribed
//
// # Ours, not the platform's
//
// message_id is counted and not random, so that runs repeat. /_status takes mocks.StatusKey. login_as=…, role=… and decision=… on /authorize sign in without a page.
// The identity providers' answers come to /callback through the browser as they would; that the platform then redeems the code is not a call
// over HTTP.
//
// # Not here
//
// Simulated authorisation of the first generation. A day's cache of the identity providers' keys: they do not change here.
//
// Sibling rooms: nhslogin and cis2 sign people in, keycloak does for test tools, people knows who there is, oidc has what all of them share; mocks keeps the tokens and checks
// them on every call; pds, records are what they open.
package login
