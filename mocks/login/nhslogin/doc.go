// Package nhslogin plays NHS login, the OpenID Connect provider for patients: every living citizen of the population can sign in, by NHS number
// or e-mail address, and so can the published test users.
//
//	GET /authorize ─▶ parse ─▶ session? asserted_login_identity? ──yes──▶ code
//	                     │ no                                              ▲
//	                     ▼                                                 │
//	                   page ─POST─▶ FindCitizen ─▶ consent ─▶ level? ──────┘
//	                                                  └─ too low: prove who you are ─▶ level risen
//	/uaf/regRequest ─▶ telephone ─▶ /uaf/regResponse ─▶ device; /uaf/authRequest ─▶ telephone ─▶ fido_auth_response ─▶ signed in, vector Cm
//	POST /token (private_key_jwt, RS512) ─▶ ID token, access token, refresh token ─▶ /userinfo by scope and level
//
// # Sources
//
// research identity-demographics-registers.md §3, which digests NHS login's external interface specification 2.1 and its documentation; of the
// specification itself (nhsconnect/nhslogin, src/interface-spec-doc-*.md) the tables that are named;
// specs/nhs-login for the discovery document and the decoded tokens. Tests name the section of each behaviour.
//
// # Named quirks of the provider, kept
//
//	no-logout            no end_session_endpoint, revocation or introspection; the discovery document has no grant_types_supported and no
//	                     code_challenge_methods_supported either
//	lower-case-bearer    token_type is "bearer", expires_in a number
//	omitted-not-null     what a scope or a level does not tell is left out of userinfo
//	wrong-address-page   a wrong client_id or redirect_uri is a page with status 400, never a redirect
//	kid-optional         an assertion needs no kid, and its exp may lie as far ahead as one likes; its jti may be used once
//	aud-is-the-endpoint  an assertion's aud is the token endpoint; libraries that write the issuer there by default must be told otherwise
//	id-token-once        there is an ID token for a code and none for a refresh token (Table 8), which may ask for fewer scopes (Table 6)
//	metadata-auto        client_user_metadata has 1024 characters; an empty one clears it, "auto" has the provider make one (Table 14)
//	any-but-false        allow_registration is false or it is nothing (Table 1.2)
//	asked-not-enforced   a request without state or nonce goes on, though Table 1.1 has both mandatory: live services send neither and sign people
//	                     in (NHSDigital/dtos-participant-manager, vaccinations-app), the specification's own example has no nonce, and its page
//	                     src/nonce.md asks services to begin. X-Sandpiper-Why says what is missing; Service.Mandatory refuses it
//	any-of-what-is-left  a vector of trust may leave its level or its credentials out, and then any will do (5.1.3)
//	once-each            a parameter that is given twice is invalid_request (Tables 5.1 and 10); client_id or redirect_uri given twice is a page
//	step-up              asserted_login_identity of somebody below the level that is asked for leads straight to proving more (step-up-p5-p9.md)
//	claimed-at-p5        at P5 nhs_number is what the person claims, not what was proven
//
// # Assumed, since it is not published
//
//	level-shown          vot has the person's own level even where less was asked for, with the credentials of the vector that was chosen
//	descriptions         error descriptions other than ConsentNotGiven, and what refusing to prove more gives (access_denied)
//	refresh-stays        a refresh token is not rotated
//	session-half-hour    single sign-on lasts thirty minutes of the world's time
//	device-or-page       a fido_auth_response of a registered key signs its holder in without a page. One that does not hold is as if it had not come;
//	                     one that is no message of FIDO at all is taken for a good one of whoever then signs in, for tests without a telephone (ours)
//	unknown-scope        an unknown scope is invalid_scope, as one that is not registered is; an earlier interface specification has it ignored
//	one-of-two-profiles  profile and basic_demographics together are invalid_scope: that each excludes the other is published, the code is not
//	form-post            response_mode=form_post is taken, as .NET clients send it
//
// # Ours
//
// One page asks for everything: a button beside "Sign in" refuses consent. login_as=… on /authorize signs in without a page, decision=refuse-consent
// or leave says what else; an error code that no request brings about (server_error, consent_required …) has the application told of it. The password is looked at only for published test users, and only if one is given. Nothing is sent by text message.
//
//	same-second          a refresh token that is used twice in one second of wall time gives the same token twice: its jti follows from the
//	                     refresh token and from all other claims, whose times are whole seconds. So its signature, a millisecond of work,
//	                     is made once (oidc.Keyring). A jti never stands for two different tokens. Tokens for a code have a jti of their own each
//	                     time. What the real provider does when it is asked twice in a second is not published
//
// # Not here
//
// Registration and settings pages, the Users endpoint, account provisioning.
//
// Sibling rooms: uaf reads what telephones say; oidc has what CIS2 needs too; people knows who there is; login exchanges the ID tokens.
package nhslogin
