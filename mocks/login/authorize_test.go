package login_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

const digest = "research identity-demographics-registers.md "

// unsuited are applications with which something is wrong.
func unsuited() []mocks.App {
	return []mocks.App{
		{ID: "revoked", Secret: "r", Revoked: true, Redirects: []string{logintest.Callback}, Scopes: logintest.Scopes, Keys: logintest.KeySet()},
		{ID: "nothing", Secret: "n", Redirects: []string{logintest.Callback}},
		{ID: "p9 only", Secret: "p", Redirects: []string{logintest.Callback}, Scopes: logintest.Scopes[3:4], Keys: logintest.KeySet()},
	}
}

// refusal is what a row of a table expects.
type refusal struct {
	status      int
	code, words string
}

func (f refusal) check(t *testing.T, source string, p logintest.Reply) {
	t.Helper()
	require.Equal(t, f.status, p.StatusCode, "%s: %s", source, p.Text)
	assert.Empty(t, p.Header.Get("Location"), "a refusal of the platform's own leads nowhere")
	body := p.JSON(t)
	assert.NotEmpty(t, body["message_id"])
	delete(body, "message_id")
	assert.Equal(t, map[string]any{"error": f.code, "error_description": f.words}, body, source)
}

// TestAuthorizeRefusals has the checks of GET /authorize that the platform answers itself, in order: a row with several faults shows which comes
// first.
func TestAuthorizeRefusals(t *testing.T) {
	const e2e = digest + "§2.2; e2e/tests/oauth/test_authorization_code.py test_authorization_param_errors"
	r := logintest.New(t, nil, unsuited()...)
	for _, row := range []struct {
		name, source string
		query        url.Values
		want         refusal
	}{
		{"no client", e2e, start("client_id", "", "redirect_uri", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"unknown client", e2e, start("client_id", "x", "redirect_uri", ""), refusal{401, "invalid_request", "client_id is invalid"}},
		{"revoked", digest + "§2.2; e2e test_authorize_revoked_app", start("client_id", "revoked", "redirect_uri", ""),
			refusal{401, "access_denied", "The developer app associated with the API key is not approved or revoked"}},
		{"not subscribed", digest + "§2.2; e2e test_authorize_unsubscribed_error_condition", start("client_id", "nothing", "state", ""), refusal{401, "access_denied",
			"API Key supplied does not have access to this resource. Please check the API Key you are using belongs to an app which has sufficient access to access this resource."}},
		{"no address", e2e, start("redirect_uri", "", "state", ""), refusal{400, "invalid_request", "redirect_uri is missing"}},
		{"another's address", e2e, start("redirect_uri", "https://evil.example/"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"a longer address", e2e, start("redirect_uri", logintest.Callback+"&y=2"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"a deeper address", e2e, start("redirect_uri", "https://app.example/callback/../../evil"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"letters in another case", e2e, start("redirect_uri", "https://APP.example/callback?x=1"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.want.check(t, row.source, r.Get("/oauth2/authorize?"+row.query.Encode()))
		})
	}
}

// TestAuthorizeTellsTheApplication has the checks whose outcome goes to the application's address (research §2.2; e2e
// test_authorization_params_redirects_errors).
func TestAuthorizeTellsTheApplication(t *testing.T) {
	r := logintest.New(t, nil)
	for _, row := range []struct {
		name     string
		query    url.Values
		location string
	}{
		{"no state", start("state", "", "response_type", ""), "&error=invalid_request&error_description=state%20is%20missing"},
		{"no response type", start("response_type", ""), "&error=invalid_request&error_description=response_type%20is%20missing&state=st%201%262"},
		{"wrong response type", start("response_type", "token"), "&error=unsupported_response_type&error_description=response_type%20is%20invalid&state=st%201%262"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := r.Get("/oauth2/authorize?" + row.query.Encode())
			assert.Equal(t, 302, got.StatusCode)
			assert.Equal(t, logintest.Callback+row.location, got.Header.Get("Location"))
		})
	}
}

// TestCallbackWantsItsOwnState (research §2.2; e2e test_cache_invalidation): unknown, used, another tree's, or somebody else's provider.
func TestCallbackWantsItsOwnState(t *testing.T) {
	r := logintest.New(t, nil)
	want := refusal{400, "invalid_request", "Invalid state parameter."}
	for _, q := range []string{"", "?state=", "?state=guess&code=x", "?code=x"} {
		want.check(t, digest+"§2.2", r.Get("/oauth2/callback"+q))
	}
	// A sign-in under way, up to the platform's callback but not into it.
	begin := func() url.Values {
		to := r.Get("/oauth2/authorize?" + start("login_as", "656005750104").Encode()).Header.Get("Location")
		back := r.Get(to)
		require.Equal(t, 302, back.StatusCode, back.Text)
		return back.Query(t)
	}
	q := begin()
	assert.Equal(t, 302, r.Get("/oauth2/callback?"+q.Encode()).StatusCode)
	want.check(t, "a state is used once", r.Get("/oauth2/callback?"+q.Encode()))
	want.check(t, "a state belongs to one tree", r.Get("/oauth2-mock/callback?"+begin().Encode()))
	q = begin()
	q.Set("iss", "https://evil.example")
	want.check(t, "mix-up: RFC 9207", r.Get("/oauth2/callback?"+q.Encode()))
	q, other := begin(), begin()
	q.Set("code", "guess")
	want.check(t, "a code that was never given", r.Get("/oauth2/callback?"+q.Encode()))
	r.Realm.World.Clock().Advance(2 * time.Hour)
	want.check(t, "a state lapses", r.Get("/oauth2/callback?"+other.Encode()))
}

// TestErrorsOfTheProviderReachTheApplication with its own state and not the platform's.
func TestErrorsOfTheProviderReachTheApplication(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	page := browser.Visit("/oauth2/authorize", start("scope", "nhs-login"))
	back := browser.Fill(page, "username", r.Realm.World.Population().Number(5).String(), "decision", "refuse-consent")
	assert.Equal(t, logintest.Callback+"&error=access_denied&error_description=ConsentNotGiven&state=st%201%262", back.Header.Get("Location"))
	back = r.Browser().Visit("/oauth2/authorize", start("prompt", "none", "scope", "nhs-login"))
	assert.Equal(t, "login_required", back.Query(t).Get("error"))
}

// TestCodeAndRefreshRefusals has the errors of the grants for users, in order (research §2.3; e2e test_token_error_conditions,
// test_refresh_token_error_conditions).
func TestCodeAndRefreshRefusals(t *testing.T) {
	const source = digest + "§2.3; e2e/tests/oauth/test_authorization_code.py"
	r := logintest.New(t, nil, unsuited()...)
	good := code(t, r, "/oauth2", "656005750104")
	with := func(form url.Values, more ...string) url.Values {
		for i := 0; i+1 < len(more); i += 2 {
			if form.Set(more[i], more[i+1]); more[i+1] == "" {
				form.Del(more[i])
			}
		}
		return form
	}
	unsubscribed := "API Key supplied does not have access to this resource. Please check the API Key you are using belongs to an app which has sufficient access to access this resource."
	for _, row := range []struct {
		name string
		form url.Values
		want refusal
	}{
		{"no client", with(redeem(good), "client_id", "", "client_secret", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"unknown client", with(redeem(good), "client_id", "x"), refusal{401, "invalid_client", "client_id or client_secret is invalid"}},
		{"revoked client", with(redeem(good), "client_id", "revoked"), refusal{401, "access_denied", "The developer app associated with the API key is not approved or revoked"}},
		{"client without a product", with(redeem(good), "client_id", "nothing"), refusal{401, "access_denied", unsubscribed}},
		{"no secret", with(redeem(good), "client_secret", "", "redirect_uri", ""), refusal{401, "invalid_request", "client_secret is missing"}},
		{"wrong secret", with(redeem(good), "client_secret", "S3cret", "redirect_uri", ""), refusal{401, "invalid_client", "client_id or client_secret is invalid"}},
		{"no address", with(redeem(good), "redirect_uri", "", "code", ""), refusal{400, "invalid_request", "redirect_uri is missing"}},
		{"wrong address", with(redeem(good), "redirect_uri", "https://evil.example", "code", ""), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"no code", with(redeem(good), "code", ""), refusal{400, "invalid_request", "authorization_code is missing"}},
		{"wrong code", redeem("guess"), refusal{400, "invalid_grant", "authorization_code is invalid"}},
		{"another address of the application", with(redeem(good), "redirect_uri", "https://app.example/other"), refusal{400, "invalid_grant", "authorization_code is invalid"}},
		{"another application", with(redeem(good), "client_id", "other", "client_secret", "0ther"), refusal{400, "invalid_grant", "authorization_code is invalid"}},
		{"refresh without client", with(renew("x"), "client_id", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"refresh without secret", with(renew("x"), "client_secret", ""), refusal{401, "invalid_request", "client_secret is missing"}},
		{"refresh with wrong secret", with(renew("x"), "client_secret", "no"), refusal{401, "invalid_client", "client_id or client_secret is invalid"}},
		{"no refresh token", with(renew("")), refusal{400, "invalid_request", "refresh_token is missing"}},
		{"wrong refresh token", renew("guess"), refusal{401, "invalid_grant", "refresh_token is invalid"}},
	} {
		t.Run(row.name, func(t *testing.T) { row.want.check(t, source, r.Post("/oauth2/token", row.form)) })
	}
	require.Equal(t, 200, r.Post("/oauth2/token", redeem(good)).StatusCode, "nobody who was refused has used the code up")
	refusal{400, "invalid_grant", "authorization_code is invalid"}.check(t, "a code is used once", r.Post("/oauth2/token", redeem(good)))
	late := code(t, r, "/oauth2", "656005750104")
	r.Realm.World.Clock().Advance(10 * time.Minute)
	refusal{400, "invalid_grant", "authorization_code is invalid"}.check(t, "a code lapses", r.Post("/oauth2/token", redeem(late)))
	refusal{401, "unauthorized_client", "you have tried to request authorization but your application is not configured to use this authorization grant type"}.check(t,
		digest+"§2.4", r.Post("/oauth2/token", with(redeem(code(t, r, "/oauth2", "656005750104", "client_id", "p9 only")), "client_id", "p9 only", "client_secret", "p")))
}

// TestSubjectTokenRefusals has the errors about an ID token in a token exchange, in order. source of all: research §2.3 and
// validate-subject-token-claims.js; that of the last three: VerifyJWT policies, statuses as for the client assertion.
func TestSubjectTokenRefusals(t *testing.T) {
	r := logintest.New(t, nil)
	const missing = "urn:ietf:params:oauth:token-type:id_token"
	iss := logintest.Host + "/nhs-login"
	header := logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "k"}
	body := logintest.Claims{"iss": iss, "aud": "web", "sub": "s", "exp": logintest.WallTime.Unix() + 60, "identity_proofing_level": "P9"}
	sign := func(h, b logintest.Claims) string {
		return logintest.Sign(t, logintest.Keys()[1], header.With(h), body.With(b))
	}
	kid := r.Get("/nhs-login/.well-known/jwks.json").JSON(t)["keys"].([]any)[0].(map[string]any)["kid"]
	type c = logintest.Claims
	for i, row := range []struct {
		name, token string
		want        refusal
	}{
		{"malformed", "garbage", refusal{400, "invalid_request", "Malformed JWT in subject_token"}},
		{"no kid", sign(c{"kid": nil, "typ": nil}, nil), refusal{400, "invalid_request", "Missing 'kid' header in subject_token JWT"}},
		{"typ", sign(c{"typ": "at+jwt"}, c{"exp": nil}), refusal{400, "invalid_request", "Invalid 'typ' header in subject_token JWT - must be 'JWT'"}},
		{"no alg", sign(c{"alg": nil}, nil), refusal{400, "invalid_request", "Missing 'alg' header in subject_token JWT"}},
		{"no exp", sign(nil, c{"exp": nil, "iss": nil}), refusal{400, "invalid_request", "Missing 'exp' claim in subject_token JWT"}},
		{"exp is text", sign(nil, c{"exp": "1"}), refusal{400, "invalid_request", "Invalid 'exp' claim in subject_token JWT - must be an integer"}},
		{"expired", sign(nil, c{"exp": 1, "iss": nil}), refusal{400, "invalid_request", "Invalid 'exp' claim in subject_token JWT - JWT has expired"}},
		{"no iss", sign(nil, c{"iss": nil, "aud": nil}), refusal{400, "invalid_request", "Missing 'iss' claim in subject_token JWT"}},
		{"no aud", sign(nil, c{"aud": nil}), refusal{401, "invalid_request", "Missing 'aud' claim in subject_token JWT"}},
		{"another iss", sign(nil, c{"iss": "https://evil.example"}), refusal{400, "invalid_request", "Missing or non-matching 'iss' claim in subject_token JWT"}},
		{"unknown kid", sign(nil, nil), refusal{401, "invalid_request", "Invalid 'kid' header in subject_token JWT - no matching public key"}},
		{"signature", sign(c{"kid": kid}, nil), refusal{401, "public_key error", "JWT signature verification failed"}},
		{"alg none", sign(c{"kid": kid, "alg": "none"}, nil), refusal{401, "public_key error", "JWT signature verification failed"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.want.check(t, digest+"§2.3", r.Post("/oauth2/token", exchange(t, row.token, "st"+string(rune('a'+i)))))
		})
	}
	refusal{400, "invalid_request", "Missing or invalid client_assertion_type - must be '" + oidc.BearerAssertion + "'"}.check(t, digest+"§2.3: before grant_type",
		r.Post("/oauth2/token", url.Values{"subject_token_type": {missing}, "grant_type": {"x"}}))
	refusal{400, "invalid_request", "grant_type is invalid"}.check(t, digest+"§2.3: not unsupported_grant_type",
		r.Post("/oauth2/token", exchange(t, "x", "gt", "grant_type", "")))
}

// TestBackchannelLogout has the answers to a logout token (research §2.6; e2e test_backchannel_logout.py). Good ones are signed with the
// provider's own key, which follows from the seed.
func TestBackchannelLogout(t *testing.T) {
	r := logintest.New(t, nil)
	var ring oidc.Keyring
	key := ring.Key(r.Realm.World.Population().Recipe().Seed, "cis2")
	body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
	claims := logintest.Claims{"aud": oidc.Platform, "iss": "http://example.test:80/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare", "sub": "9",
		"iat": 1, "jti": "j", "sid": body["sid"], "events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
	type c = logintest.Claims
	post := func(more c) logintest.Reply {
		all := claims.With(more)
		for name, value := range all {
			if value == nil {
				delete(all, name)
			}
		}
		return r.Post("/oauth2/backchannel_logout", url.Values{"logout_token": {key.MustSign("RS256", all)}})
	}
	for _, row := range []struct {
		name string
		more c
		want refusal
	}{
		{"wrong aud", c{"aud": "x"}, refusal{400, "invalid_request", "Missing/invalid aud claim in JWT"}},
		{"no aud", c{"aud": nil}, refusal{400, "invalid_request", "Missing/invalid aud claim in JWT"}},
		{"wrong iss", c{"iss": "x"}, refusal{400, "invalid_request", "Missing/invalid iss claim in JWT"}},
		{"no iss", c{"iss": nil}, refusal{400, "invalid_request", "Missing/invalid iss claim in JWT"}},
		{"no sid", c{"sid": nil}, refusal{400, "invalid_request", "Missing sid claim in JWT"}},
		{"wrong events", c{"events": c{"x": c{}}}, refusal{400, "invalid_request", "Missing/invalid events claim in JWT"}},
		{"no events", c{"events": nil}, refusal{400, "invalid_request", "Missing/invalid events claim in JWT"}},
		{"nonce", c{"nonce": "n"}, refusal{400, "invalid_request", "Prohibited nonce claim in JWT"}},
		{"unknown sid", c{"sid": "x"}, refusal{501, "not_implemented", "SID not found"}},
	} {
		t.Run(row.name, func(t *testing.T) { row.want.check(t, digest+"§2.6", post(row.more)) })
	}
	refusal{400, "invalid_request", "Malformed JWT in logout_token"}.check(t, digest+"§2.6", r.Post("/oauth2/backchannel_logout", url.Values{"logout_token": {"x"}}))
	refusal{400, "bad_request", "Unable to verify JWT"}.check(t, digest+"§2.6; e2e test_invalid_jwt", r.Post("/oauth2/backchannel_logout",
		url.Values{"logout_token": {logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS256", "typ": "JWT", "kid": key.ID}, claims)}}))
	auth := "Bearer " + body["access_token"].(string)
	require.Equal(t, 200, r.Get("/oauth2/userinfo", "Authorization", auth).StatusCode)
	done := post(nil)
	assert.Equal(t, 200, done.StatusCode, done.Text)
	assert.JSONEq(t, `{"success": true}`, done.Text)
	gone := r.Get("/oauth2/userinfo", "Authorization", auth)
	assert.Equal(t, 401, gone.StatusCode)
	assert.Contains(t, gone.Text, "keymanagement.service.invalid_access_token")
	assert.Equal(t, 401, r.Post("/oauth2/token", renew(body["refresh_token"].(string))).StatusCode)
	assert.Contains(t, r.Get("/oauth2/userinfo").Text, "oauth.v2.InvalidAccessToken")
}
