package login_test

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

// part is something of a request that can be right, which is way 0, or wrong in several ways.
type part []way

// way is one way in which a part can be: its place in the published order of checks, from 1, and what a request is answered with whose first
// fault it is.
type way struct {
	place int
	do    func(*draft)
	want  refusal
}

// draft is a request under way, with an assertion or a subject token that is signed last.
type draft struct {
	form         url.Values
	header, body logintest.Claims
	key          int
}

// pick draws a way for each part, applies it, and is what the published order has the request answered with; false if nothing is wrong.
func pick(t *rapid.T, d *draft, parts []part) (first refusal, wrong bool) {
	place := math.MaxInt
	for i, p := range parts {
		w := rapid.IntRange(0, len(p)).Draw(t, "part "+strconv.Itoa(i)) - 1
		if w < 0 {
			continue
		}
		p[w].do(d)
		if p[w].place < place {
			place, first, wrong = p[w].place, p[w].want, true
		}
	}
	return first, wrong
}

func set(name, value string) func(*draft) { return func(d *draft) { d.form.Set(name, value) } }
func unset(name string) func(*draft)      { return func(d *draft) { d.form.Del(name) } }

func head(name string, value any) func(*draft)  { return func(d *draft) { d.header[name] = value } }
func claim(name string, value any) func(*draft) { return func(d *draft) { d.body[name] = value } }

func both(first, second func(*draft)) func(*draft) {
	return func(d *draft) { first(d); second(d) }
}

func bad400(words string) refusal { return refusal{400, "invalid_request", words} }

// holds is check for a property: it stops at the first thing that is not so.
func (f refusal) holds(t *rapid.T, got logintest.Reply) {
	var body struct {
		Error string `json:"error"`
		Words string `json:"error_description"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.Text), &body), got.Text)
	require.Equal(t, f, refusal{got.StatusCode, body.Error, body.Words})
}

// TestAuthorizeAnswersTheFirstFault: of several faults the first of the published order is answered (digest §2.2).
func TestAuthorizeAnswersTheFirstFault(t *testing.T) {
	r := quotaSpent(t)
	told := func(code, words string) refusal { return refusal{302, code, words} }
	parts := []part{
		{{1, unset("client_id"), refusal{401, "invalid_request", "client_id is missing"}}, {2, set("client_id", "x"), refusal{401, "invalid_request", "client_id is invalid"}},
			{3, set("client_id", "revoked"), refusal{401, "access_denied", unapproved}}, {4, set("client_id", "nothing"), refusal{401, "access_denied", unsubscribed}},
			{5, set("client_id", "limited"), overQuota}},
		{{6, unset("redirect_uri"), bad400("redirect_uri is missing")}, {7, set("redirect_uri", "https://evil.example"), bad400("redirect_uri is invalid")}},
		{{8, unset("state"), told("invalid_request", "state is missing")}},
		{{9, unset("response_type"), told("invalid_request", "response_type is missing")}, {10, set("response_type", "id_token"), told("unsupported_response_type", "response_type is invalid")}},
	}
	rapid.Check(t, func(t *rapid.T) {
		d := &draft{form: start()}
		want, wrong := pick(t, d, parts)
		got := r.Get("/oauth2/authorize?" + d.form.Encode())
		switch {
		case !wrong:
			require.Equal(t, "openid nationalrbacaccess", got.Query(r).Get("scope"))
		case want.status == 302:
			require.Equal(t, want, refusal{got.StatusCode, got.Query(r).Get("error"), got.Query(r).Get("error_description")})
			require.Equal(t, d.form.Get("state"), got.Query(r).Get("state"))
		default:
			want.holds(t, got)
		}
	})
}

// TestUserGrantsAnswerTheFirstFault: API key, rate limit, secret, address, code or refresh token (digest §2.3, last line).
func TestUserGrantsAnswerTheFirstFault(t *testing.T) {
	r := quotaSpent(t)
	lost := refusal{401, "invalid_client", "client_id or client_secret is invalid"}
	parts := []part{
		{{1, unset("client_id"), refusal{401, "invalid_request", "client_id is missing"}}, {2, set("client_id", "x"), lost},
			{3, set("client_id", "revoked"), refusal{401, "access_denied", unapproved}}, {4, set("client_id", "nothing"), refusal{401, "access_denied", unsubscribed}},
			{5, set("client_id", "limited"), overQuota}},
		{{6, unset("client_secret"), refusal{401, "invalid_request", "client_secret is missing"}}, {7, set("client_secret", "x"), lost}},
	}
	forCode := append(parts[:2:2],
		part{{8, unset("redirect_uri"), bad400("redirect_uri is missing")}, {9, set("redirect_uri", "https://evil.example"), bad400("redirect_uri is invalid")}},
		part{{10, unset("code"), bad400("authorization_code is missing")}, {11, set("code", "x"), refusal{400, "invalid_grant", "authorization_code is invalid"}}})
	forRefresh := append(parts[:2:2],
		part{{10, unset("refresh_token"), bad400("refresh_token is missing")}, {11, set("refresh_token", "x"), refusal{401, "invalid_grant", "refresh_token is invalid"}}})
	good := code(t, r, "/oauth2", "656005750104")
	token := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)["refresh_token"].(string)
	rapid.Check(t, func(t *rapid.T) {
		for _, grant := range []struct {
			form  url.Values
			parts []part
		}{{redeem(good), forCode}, {renew(token), forRefresh}} {
			d := &draft{form: grant.form}
			if want, wrong := pick(t, d, grant.parts); wrong {
				want.holds(t, r.Post("/oauth2/token", d.form))
			}
		}
	})
	require.Equal(t, 200, r.Post("/oauth2/token", redeem(good)).StatusCode, "no fault has used the code up")
	require.Equal(t, 200, r.Post("/oauth2/token", renew(token)).StatusCode, "nor the refresh token")
}

// TestAssertionAnswersTheFirstFault (digest §2.3, the table of client_assertion errors "in evaluation order").
func TestAssertionAnswersTheFirstFault(t *testing.T) {
	r := quotaSpent(t)
	now := logintest.WallTime.Unix()
	require.Equal(t, 200, r.Post("/oauth2/token", asserted(t, nil, logintest.Claims{"jti": "spent"})).StatusCode)
	in := " client_assertion JWT"
	as := func(app string) func(*draft) { return both(claim("iss", app), claim("sub", app)) }
	stranger := refusal{401, "invalid_request", "Invalid 'iss'/'sub' claims in" + in}
	parts := []part{
		{{1, unset("client_assertion_type"), bad400(assertionType)}, {1, set("client_assertion_type", "x"), bad400(assertionType)}},
		{{2, set("client_assertion", ""), bad400("Missing client_assertion")}, {3, set("client_assertion", "a.b"), bad400("Malformed JWT in client_assertion")}},
		{{4, head("alg", "RS256"), bad400("Invalid 'alg' header in" + in + " - unsupported JWT algorithm - must be 'RS512'")}},
		{{5, claim("exp", now), bad400("Invalid 'exp' claim in" + in + " - JWT has expired")}, {8, claim("exp", nil), bad400("Missing 'exp' claim in" + in)},
			{8, claim("exp", "x"), bad400("Invalid 'exp' claim in" + in + " - must be an integer")},
			{12, claim("exp", now+311), bad400("Invalid 'exp' claim in" + in + " - more than 5 minutes in future")}},
		{{6, head("kid", nil), bad400("Missing 'kid' header in" + in)}, {16, head("kid", "x"), refusal{401, "invalid_request", "Invalid 'kid' header in" + in + " - no matching public key"}}},
		{{7, head("typ", nil), bad400("Invalid 'typ' header in" + in + " - must be 'JWT'")}},
		{{9, claim("sub", nil), bad400("Missing or non-matching 'iss'/'sub' claims in" + in)}, {13, as("x"), stranger}, {13, as("revoked"), stranger}, {14, as("limited"), overQuota},
			{15, as("keyless"), refusal{403, "public_key error", "You need to register a public key to use this authentication method - please contact support to configure"}},
			{15, as("unreachable"), refusal{403, "public_key error", "The JWKS endpoint, for your client_assertion can't be reached"}}},
		{{10, claim("jti", nil), bad400("Missing 'jti' claim in" + in)}, {10, claim("jti", 7), bad400("Invalid 'jti' claim in" + in + " - must be a unique string value such as a GUID")},
			{11, claim("jti", "spent"), bad400("Non-unique 'jti' claim in" + in)}},
		{{17, func(d *draft) { d.key = 1 }, refusal{401, "public_key error", "JWT signature verification failed"}}},
		{{18, claim("aud", "x"), refusal{401, "invalid_request", "Missing or invalid 'aud' claim in" + in}}},
	}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		d := &draft{form: url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {oidc.BearerAssertion}},
			header: logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"},
			body:   logintest.Claims{"iss": "machine", "sub": "machine", "aud": logintest.Host + "/oauth2/token", "jti": "n" + strconv.Itoa(n), "exp": now + 60}}
		want, wrong := pick(t, d, parts)
		if !d.form.Has("client_assertion") {
			d.form.Set("client_assertion", logintest.Sign(r, logintest.Keys()[d.key], d.header, d.body))
		}
		got := r.Post("/oauth2/token", d.form)
		if !wrong {
			require.Equal(t, 200, got.StatusCode, got.Text)
			return
		}
		want.holds(t, got)
	})
}

// TestSubjectTokenAnswersTheFirstFault (digest §2.3, "token-exchange extras"; validate-subject-token-claims.js).
func TestSubjectTokenAnswersTheFirstFault(t *testing.T) {
	r := logintest.New(t, nil)
	in := " in subject_token JWT"
	signature := refusal{401, "public_key error", "JWT signature verification failed"}
	kid := r.Get("/nhs-login/.well-known/jwks.json").JSON(t)["keys"].([]any)[0].(map[string]any)["kid"]
	parts := []part{
		{{1, head("kid", nil), bad400("Missing 'kid' header" + in)}, {10, head("kid", "x"), refusal{401, "invalid_request", "Invalid 'kid' header" + in + " - no matching public key"}}},
		{{2, head("typ", "x"), bad400("Invalid 'typ' header" + in + " - must be 'JWT'")}},
		{{3, head("alg", nil), bad400("Missing 'alg' header" + in)}},
		{{4, claim("exp", nil), bad400("Missing 'exp' claim" + in)}, {5, claim("exp", "x"), bad400("Invalid 'exp' claim" + in + " - must be an integer")},
			{6, claim("exp", 1), bad400("Invalid 'exp' claim" + in + " - JWT has expired")}},
		{{7, claim("iss", nil), bad400("Missing 'iss' claim" + in)}, {9, claim("iss", "x"), bad400("Missing or non-matching 'iss' claim" + in)}},
		{{8, claim("aud", nil), refusal{401, "invalid_request", "Missing 'aud' claim" + in}}},
	}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		d := &draft{header: logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": kid},
			body: logintest.Claims{"iss": logintest.Host + "/nhs-login", "aud": "web", "sub": "s", "exp": logintest.WallTime.Unix() + 60}}
		want, wrong := pick(t, d, parts)
		if !wrong {
			want = signature
		}
		want.holds(t, r.Post("/oauth2/token", exchange(r, logintest.Sign(r, logintest.Keys()[1], d.header, d.body), "z"+strconv.Itoa(n))))
	})
}
