package login_test

import (
	"encoding/json"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

const assertionType = "Missing or invalid client_assertion_type - must be '" + oidc.BearerAssertion + "'"

// asserted is a client_credentials request of "machine" whose assertion has some of its header and claims changed.
func asserted(t *testing.T, header, body logintest.Claims) url.Values {
	t.Helper()
	h := logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"}.With(header)
	b := logintest.Claims{"iss": "machine", "sub": "machine", "aud": logintest.Host + "/oauth2/token", "jti": "never used before, and no two requests have it",
		"exp": logintest.WallTime.Add(4 * time.Minute).Unix()}.With(body)
	return logintest.Asserting(logintest.Sign(t, logintest.Keys()[0], h, b), "grant_type", "client_credentials")
}

// TestAssertionCatalogue has the errors about a client_assertion, in the order of the checks.
func TestAssertionCatalogue(t *testing.T) {
	const (
		flow   = proxy + " Flow.PostTokenClientCredentials"
		claims = "proxies/live/apiproxy/resources/jsc/validate-client-assertion-claims.js"
		tests  = e2e + "test_client_credentials.py"
	)
	type c = logintest.Claims
	r := quotaSpent(t)
	send := func(form url.Values) logintest.Reply { return r.Post("/oauth2/token", form) }
	require.Equal(t, 200, send(asserted(t, nil, c{"jti": "spent"})).StatusCode)
	bad := func(words string) refusal { return refusal{400, "invalid_request", words} }
	as := func(app string) c { return c{"iss": app, "sub": app, "jti": "as " + app} }
	in := " client_assertion JWT"
	aud := refusal{401, "invalid_request", "Missing or invalid 'aud' claim in" + in}
	alg := bad("Invalid 'alg' header in" + in + " - unsupported JWT algorithm - must be 'RS512'")
	distant := bad("Invalid 'exp' claim in" + in + " - more than 5 minutes in future")
	now := logintest.WallTime
	rows := []golden{
		{"client_assertion_type missing/wrong", flow, changed(asserted(t, nil, nil), []string{"client_assertion_type", "", "client_assertion", ""}), bad(assertionType)},
		{"client_assertion_type missing/wrong", flow, changed(asserted(t, nil, nil), []string{"client_assertion_type", "x"}), bad(assertionType)},
		{"client_assertion missing", policies + "AssignMessage.MissingClientAssertion.xml", changed(asserted(t, nil, nil), []string{"client_assertion", ""}), bad("Missing client_assertion")},
		{"not a JWT", policies + "AssignMessage.FailedToDecodeClientAssertionJWTError.xml", logintest.Asserting("not.a.jwt", "grant_type", "client_credentials"), bad("Malformed JWT in client_assertion")},
		{"", "as above: two parts", logintest.Asserting("e30.e30", "grant_type", "client_credentials"), bad("Malformed JWT in client_assertion")},
		{"", "as above: claims are a list", logintest.Asserting("eyJhbGciOiJSUzUxMiJ9.W10.AA", "grant_type", "client_credentials"), bad("Malformed JWT in client_assertion")},
		{"alg ≠ RS512", policies + "AssignMessage.UnsupportedJWTAlgorithmError.xml", asserted(t, c{"alg": "RS256"}, c{"exp": 1}), alg},
		{"", "as above: no signature", asserted(t, c{"alg": "none"}, nil), alg},
		{"expired", policies + "AssignMessage.ExpiredJWTError.xml", asserted(t, c{"kid": nil}, c{"exp": now.Unix()}), bad("Invalid 'exp' claim in" + in + " - JWT has expired")},
		{"kid missing", claims, asserted(t, c{"kid": nil, "typ": nil}, nil), bad("Missing 'kid' header in" + in)},
		{"typ ≠ JWT", claims, asserted(t, c{"typ": "at+jwt"}, c{"exp": nil}), bad("Invalid 'typ' header in" + in + " - must be 'JWT'")},
		{"exp missing / not int", claims, asserted(t, nil, c{"exp": nil, "iss": nil}), bad("Missing 'exp' claim in" + in)},
		{"exp missing / not int", claims, asserted(t, nil, c{"exp": "soon", "iss": nil}), bad("Invalid 'exp' claim in" + in + " - must be an integer")},
		{"", claims + ": a fraction", asserted(t, nil, c{"exp": float64(now.Unix()) + 60.5}), bad("Invalid 'exp' claim in" + in + " - must be an integer")},
		{"iss/sub absent or different", claims, asserted(t, nil, c{"iss": nil, "jti": nil}), bad("Missing or non-matching 'iss'/'sub' claims in" + in)},
		{"iss/sub absent or different", claims, asserted(t, nil, c{"sub": "other", "jti": nil}), bad("Missing or non-matching 'iss'/'sub' claims in" + in)},
		{"jti missing / not string", claims, asserted(t, nil, c{"jti": nil, "exp": now.Unix() + 900}), bad("Missing 'jti' claim in" + in)},
		{"jti missing / not string", claims, asserted(t, nil, c{"jti": 1, "exp": now.Unix() + 900}), bad("Invalid 'jti' claim in" + in + " - must be a unique string value such as a GUID")},
		{"jti replayed", claims, asserted(t, nil, c{"jti": "spent", "exp": now.Unix() + 900}), bad("Non-unique 'jti' claim in" + in)},
		{"exp > now+5 min (+10 s leeway)", claims, asserted(t, nil, as("stranger").With(c{"exp": now.Unix() + 311})), distant},
		{"", claims + ": beyond numbers", asserted(t, nil, c{"exp": json.Number("99999999999999999999")}), distant},
		{"iss unknown API key", policies + "AssignMessage.ClientCredentialsInvalidSubject.xml", asserted(t, c{"kid": "x"}, as("stranger")),
			refusal{401, "invalid_request", "Invalid 'iss'/'sub' claims in" + in}},
		{"", "as above: revoked", asserted(t, nil, as("revoked")), refusal{401, "invalid_request", "Invalid 'iss'/'sub' claims in" + in}},
		{"", policies + "AssignMessage.RatelimitExceeded.xml", asserted(t, c{"kid": "x"}, as("limited")), overQuota},
		{"no key registered", policies + "AssignMessage.PublicKeyMisconfigured.xml", asserted(t, c{"kid": "x"}, as("keyless")), refusal{403, "public_key error",
			"You need to register a public key to use this authentication method - please contact support to configure"}},
		{"JWKS URL unreachable", policies + "AssignMessage.FailedToRetrieveJWKS.xml", asserted(t, c{"kid": "x"}, as("unreachable")),
			refusal{403, "public_key error", "The JWKS endpoint, for your client_assertion can't be reached"}},
		{"kid not in JWKS", policies + "AssignMessage.NoMatchingPublicKeyClientCredentials.xml", asserted(t, c{"kid": "key-2"}, c{"jti": "kid", "aud": "x"}),
			refusal{401, "invalid_request", "Invalid 'kid' header in" + in + " - no matching public key"}},
		{"signature", policies + "AssignMessage.InvalidJWTSignature.xml", logintest.Asserting(logintest.Sign(t, logintest.Keys()[1],
			c{"alg": "RS512", "typ": "JWT", "kid": "key-1"}, c{"iss": "machine", "sub": "machine", "aud": "x", "jti": "signature", "exp": now.Unix() + 60}), "grant_type", "client_credentials"),
			refusal{401, "public_key error", "JWT signature verification failed"}},
		{"aud ≠ token URL", policies + "AssignMessage.AudClaimInvalid.xml", asserted(t, nil, as("for users").With(c{"aud": logintest.Host + "/oauth2/token/"})), aud},
		{"", tests + ": no aud", asserted(t, nil, c{"aud": nil, "jti": "no aud"}), aud},
		{"", "filter-application-restricted-scopes.js; digest §2.4", asserted(t, nil, as("for users").With(c{"jti": "scope"})), refusal{401, "unauthorized_client", noScopes}},
	}
	run(t, rows, send)
	covers(t, table(t, "### 2.3", "client_assertion errors", ""), 0, rows)
}

// TestRefusalsSayWhy looks at the header that is for developers.
func TestRefusalsSayWhy(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	type c = logintest.Claims
	tokenURL := logintest.Host + "/oauth2/token"
	for i, row := range []struct {
		header, body c
		why          string
	}{
		{nil, c{"exp": 7}, "exp is 7 and the real time is " + strconv.FormatInt(logintest.WallTime.Unix(), 10)},
		{nil, c{"exp": logintest.WallTime.Unix() + 900}, "and the real time is"},
		{c{"alg": "RS256"}, nil, `alg "RS256"`},
		{nil, c{"iss": "stranger", "sub": "stranger"}, `no application is registered here as "stranger"`},
		{nil, c{"iss": "keyless", "sub": "keyless"}, "keyless is registered without a key"},
		{c{"kid": "other"}, nil, `kid is "other"; registered is "key-1"`},
		{nil, c{"aud": "http://elsewhere.test"}, "aud is http://elsewhere.test; it must be " + tokenURL},
		{nil, c{"aud": nil}, "there is no aud; it must be " + tokenURL},
		{nil, c{"iss": "for users", "sub": "for users"}, "application for users holds (" + logintest.Scopes[0] + ")"},
	} {
		got := r.Post("/oauth2/token", asserted(t, row.header, row.body.With(c{"jti": strconv.Itoa(i)})))
		require.GreaterOrEqual(t, got.StatusCode, 400)
		assert.Contains(t, got.Header.Get("X-Sandpiper-Why"), row.why)
	}
}
