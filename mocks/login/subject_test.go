package login_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
)

const (
	subjectClaims = "proxies/live/apiproxy/resources/jsc/validate-subject-token-claims.js; " + e2e + "test_token_exchange.py"
	actorClaims   = "proxies/live/apiproxy/resources/jsc/validate-actor-token-claims.js"
)

// subjects makes ID tokens as NHS login would, but signed by somebody else unless it is theirs.
func subjects(t *testing.T) func(header, body logintest.Claims) string {
	return func(header, body logintest.Claims) string {
		return logintest.Sign(t, logintest.Keys()[1], logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "k"}.With(header), logintest.Claims{
			"iss": logintest.Host + "/nhs-login", "aud": "web", "sub": "s", "exp": logintest.WallTime.Unix() + 60, "identity_proofing_level": "P9"}.With(body))
	}
}

// TestExchangeCatalogue has what can be wrong with a token exchange beside its assertion, in the order of the checks. The digest has it in
// prose (§2.3, "token-exchange extras"): each row's words that it quotes whole must stand there.
func TestExchangeCatalogue(t *testing.T) {
	type c = logintest.Claims
	r := logintest.New(t, nil)
	sign := subjects(t)
	n := 0
	with := func(token string, more ...string) url.Values {
		n++
		return exchange(t, token, "x"+string(rune('a'+n)), more...)
	}
	kid := r.Get("/nhs-login/.well-known/jwks.json").JSON(t)["keys"].([]any)[0].(map[string]any)["kid"]
	bad := func(words string) refusal { return refusal{400, "invalid_request", words} }
	signature := refusal{401, "public_key error", "JWT signature verification failed"}
	const flow = proxy + " Flow.PostTokenTokenExchange"
	prose := []golden{
		{"", flow, with("garbage", "subject_token_type", ""), bad("missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'")},
		{"", flow, with("", "subject_token", ""), bad("Missing subject_token")},
		{"", policies + "AssignMessage.FailedToDecodeSubjectTokenJWTError.xml", with("garbage"), bad("Malformed JWT in subject_token")},
		{"", subjectClaims, with(sign(c{"kid": nil, "typ": nil}, nil)), bad("Missing 'kid' header in subject_token JWT")},
		{"", subjectClaims, with(sign(c{"typ": "at+jwt"}, c{"exp": nil})), bad("Invalid 'typ' header in subject_token JWT - must be 'JWT'")},
		{"", subjectClaims, with(sign(nil, c{"aud": nil, "iss": "x"})), refusal{401, "invalid_request", "Missing 'aud' claim in subject_token JWT"}},
		{"", flow, with(sign(nil, c{"iss": "https://evil.example"})), bad("Missing or non-matching 'iss' claim in subject_token JWT")},
		{"", flow + ": not unsupported_grant_type", with("x", "grant_type", "authorization_code"), bad("grant_type is invalid")},
		{"", flow + ": not unsupported_grant_type", with("x", "grant_type", ""), bad("grant_type is invalid")},
	}
	beyond := []golden{ // in the sources, and not quoted whole by the digest
		{"", flow + ": before grant_type", url.Values{"subject_token_type": {"x"}, "grant_type": {"x"}}, bad(assertionType)},
		{"", flow, with("garbage", "subject_token_type", "x"), bad("missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'")},
		{"", subjectClaims, with(sign(c{"alg": nil}, nil)), bad("Missing 'alg' header in subject_token JWT")},
		{"", subjectClaims, with(sign(nil, c{"exp": nil, "iss": nil})), bad("Missing 'exp' claim in subject_token JWT")},
		{"", subjectClaims, with(sign(nil, c{"exp": "1", "iss": nil})), bad("Invalid 'exp' claim in subject_token JWT - must be an integer")},
		{"", subjectClaims, with(sign(nil, c{"exp": 1, "iss": nil})), bad("Invalid 'exp' claim in subject_token JWT - JWT has expired")},
		{"", subjectClaims, with(sign(nil, c{"iss": nil, "aud": nil})), bad("Missing 'iss' claim in subject_token JWT")},
		{"", policies + "AssignMessage.NoMatchingPublicKeySubjectToken.xml", with(sign(nil, nil)),
			refusal{401, "invalid_request", "Invalid 'kid' header in subject_token JWT - no matching public key"}},
		{"", policies + "AssignMessage.InvalidJWTSignature.xml", with(sign(c{"kid": kid}, nil)), signature},
		{"", "as above: no algorithm", with(sign(c{"kid": kid, "alg": "none"}, nil)), signature},
	}
	run(t, append(prose, beyond...), func(form url.Values) logintest.Reply { return r.Post("/oauth2/token", form) })
	for _, g := range prose {
		said(t, g.want.words, "### 2.3")
	}
}

// TestActorCatalogue has what can be wrong with the ID token of whoever acts for a patient.
func TestActorCatalogue(t *testing.T) {
	type c = logintest.Claims
	r := logintest.New(t, nil)
	sign := subjects(t)
	subject := idToken(t, r, r.Realm.World.Population().Number(3).String())
	n := 0
	by := func(actor string) url.Values {
		n++
		return exchange(t, subject, "y"+string(rune('a'+n)), "actor_token", actor)
	}
	bad := func(words string) refusal { return refusal{400, "invalid_request", words} }
	run(t, []golden{
		{"", actorClaims, by("x"), bad("act.sub JWT is corrupt or unparseable")},
		{"", actorClaims, by(sign(c{"kid": nil}, nil)), bad("Missing 'kid' header in act.sub JWT")},
		{"", actorClaims, by(sign(c{"typ": nil}, nil)), bad("Invalid 'typ' header in act.sub JWT - must be 'JWT'")},
		{"", actorClaims, by(sign(c{"alg": nil}, nil)), bad("Missing 'alg' header in act.sub JWT")},
		{"", actorClaims, by(sign(nil, c{"exp": nil})), bad("Missing 'exp' claim in act.sub JWT")},
		{"", actorClaims, by(sign(nil, c{"exp": "1"})), bad("Invalid 'exp' claim in act.sub JWT - must be an integer")},
		{"", actorClaims, by(sign(nil, c{"iss": nil})), bad("Missing 'iss' claim in act.sub JWT")},
		{"", actorClaims, by(sign(nil, c{"aud": nil})), refusal{401, "invalid_request", "Missing 'aud' claim in act.sub JWT"}},
	}, func(form url.Values) logintest.Reply { return r.Post("/oauth2/token", form) })
	require.Equal(t, 200, r.Post("/oauth2/token", by(subject)).StatusCode)
}
