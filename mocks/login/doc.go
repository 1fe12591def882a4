// Package login is the API platform's identity service: POST /oauth2/token gives an application an access token for a signed
// assertion, and every way of getting that wrong has the platform's own status and words.
//
//	client_assertion ─▶ readAssertion ─▶ checkClaims ─▶ spend jti ─▶ application ─▶ key ─▶ signature ─▶ aud ─▶ scopes ─▶ Tokens.Issue
//	 (RS512 JWT)         alg, form        exp kid typ …    replay.go                                             scopes.go
//
// # Operations
//
//	token      POST /oauth2/token, /oauth2-mock/token   client_credentials with private_key_jwt
//	ping       GET  …/_ping                             no key
//	status     GET  …/_status                           header apikey: StatusKey
//	mock-jwks  GET  /mock-jwks/{base64url JWK set}      the set in its own path, private parts left out
//
// # Sources
//
// NHSDigital/identity-service-api (MIT and OGL): proxies/live/apiproxy/proxies/default.xml for the order of the checks,
// resources validate-client-assertion-claims.js and e2e/tests/oauth for the words, policies AssignMessage.*TokenResponse.xml for the
// answers, filter-application-restricted-scopes.js for the scopes; pytest-nhsd-apim for mock-jwks. The table in refusals_test.go names
// the source of each error.
//
// # Named quirks of the platform, kept
//
//	numbers-as-strings   expires_in is "599" and issued_at is epoch milliseconds in a string
//	public-key-error     three refusals have the code "public_key error", with a space
//	unauthorised-invalid many refusals with status 401 have the code invalid_request
//	jti-spent-early      a jti counts as used once its claims are in order, even if the signature then fails
//	aud-is-the-path      aud must be the very URL that was called: /oauth2-mock/token for a token from there
//	exchange-grant       with subject_token_type a wrong grant_type is invalid_request, without it unsupported_grant_type
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
// An assertion is judged by wall time (Estate.Wall), because a product signs it on its own clock. A token lives on the realm's virtual
// clock, which stands still until a scenario moves it.
//
// # Ours, not the platform's
//
// message_id is counted and not random, so that runs repeat. /_status takes StatusKey. Keys are registered with the application, never fetched from an address, so
// the refusal about an unreachable JWKS endpoint and the hour's cache of a fetched set have no place yet.
//
// # Not here yet
//
// User login. authorization_code, refresh_token and token exchange answer what the platform answers an application that is not set up
// for them; /authorize, /callback, /userinfo and /backchannel_logout are 404.
//
// Sibling rooms: mocks keeps the tokens and checks them on every call; pds, records are what they open.
package login
