package keycloak_test

import (
	"maps"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
)

const (
	staff    = "/realms/Cis2-mock-internal-dev"
	citizens = "/realms/NHS-Login-mock-internal-dev"
)

// client is one of the clients that /mock-jwks/keycloak-client-credentials tells (research §2.7; secrets.py).
func client(r *logintest.Rig, name string) map[string]any {
	return r.Get("/mock-jwks/keycloak-client-credentials", "apikey", "any").JSON(r)[name].(map[string]any)
}

// start is the request that the tools send: neither state nor nonce (auth_journey.py, get_access_token_from_mock).
func start(c map[string]any) url.Values {
	return url.Values{"response_type": {"code"}, "client_id": {c["client_id"].(string)}, "scope": {"openid"}, "redirect_uri": {c["redirect_uri"].(string)}}
}

func redeem(c map[string]any, code string, more ...string) url.Values {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {c["client_id"].(string)}, "client_secret": {c["client_secret"].(string)},
		"redirect_uri": {c["redirect_uri"].(string)}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// TestSeparatePatternOfTheTools signs in as pytest-nhsd-apim does, sending nothing but the user name to the form's action, and exchanges the ID token.
func TestSeparatePatternOfTheTools(t *testing.T) {
	r := logintest.New(t, nil)
	for i, row := range []struct{ realm, client, user, assurance, scope string }{
		{staff, "cis2", "656005750107", "aal3", logintest.Scopes[0]}, {staff, "cis2", "656005750109", "aal2", logintest.Scopes[1]},
		{staff, "cis2", "656005750110", "aal1", logintest.Scopes[2]}, {citizens, "nhs-login", "9912003071", "P9", logintest.Scopes[3]},
		{citizens, "nhs-login", "9912003072", "P5", logintest.Scopes[4]}, {citizens, "nhs-login", "9912003073", "P0", logintest.Scopes[5]},
	} {
		c := client(r, row.client)
		browser := r.Browser()
		page := browser.Visit(row.realm+"/protocol/openid-connect/auth", start(c))
		assert.Contains(t, page.Text, "not an NHS service")
		action, _ := browser.Form(page)
		back := browser.Send(action, url.Values{"username": {row.user}})
		require.Equal(t, 302, back.StatusCode, back.Text)
		assert.Regexp(t, `^https://example\.org/\?session_state=`, back.Header.Get("Location"))
		answer := r.Post(row.realm+"/protocol/openid-connect/token", redeem(c, back.Query(t).Get("code")))
		require.Equal(t, 200, answer.StatusCode, answer.Text)
		id := answer.JSON(t)["id_token"].(string)
		_, claims := r.Decode(id, row.realm+"/protocol/openid-connect/certs")
		assert.Equal(t, logintest.Host+row.realm, claims["iss"])
		assert.Equal(t, claims["sub"], r.Get(row.realm+"/protocol/openid-connect/userinfo", "Authorization", "Bearer "+answer.JSON(t)["access_token"].(string)).JSON(t)["sub"])

		form := logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2-mock/token", string(rune('a'+i)), nil),
			"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type", "urn:ietf:params:oauth:token-type:id_token", "subject_token", id)
		exchanged := r.Post("/oauth2-mock/token", form)
		require.Equal(t, 200, exchanged.StatusCode, exchanged.Text)
		token, err := r.Realm.Tokens.Find(exchanged.JSON(t)["access_token"].(string), logintest.WorldTime)
		require.NoError(t, err)
		assert.Equal(t, []string{row.scope}, token.Scopes)
		assert.Equal(t, row.assurance, token.User.Assurance)
		assert.Equal(t, row.realm == staff, token.User.Kind == mocks.Staff)
	}
	assert.Equal(t, "sandpiper-status", r.Get("/mock-jwks/status-endpoint-api-key").Text)
}

func TestRefusals(t *testing.T) {
	r := logintest.New(t, nil)
	c := client(r, "cis2")
	for name, change := range map[string]url.Values{"client": {"client_id": {"x"}}, "other realm's client": {"client_id": {"test-client-nhs-login"}}, "address": {"redirect_uri": {"https://evil.example"}}} {
		q := start(c)
		maps.Copy(q, change)
		got := r.Get(staff + "/protocol/openid-connect/auth?" + q.Encode())
		assert.Equal(t, 400, got.StatusCode, name)
		assert.Empty(t, got.Header.Get("Location"), name)
	}
	q := start(c)
	q.Set("response_type", "token")
	assert.Equal(t, "unsupported_response_type", r.Get(staff+"/protocol/openid-connect/auth?"+q.Encode()).Query(t).Get("error"))

	browser := r.Browser()
	page := browser.Visit(staff+"/protocol/openid-connect/auth", start(c))
	action, fields := browser.Form(page)
	assert.Equal(t, 400, r.Browser().Send(action, fields).StatusCode, "another browser")
	page = browser.Visit(staff+"/protocol/openid-connect/auth", start(c))
	page = browser.Fill(page, "username", "nobody")
	assert.Contains(t, page.Text, "Invalid username")
	code := browser.Fill(page, "username", "656005750104").Query(t).Get("code")
	for name, row := range map[string]struct {
		status int
		code   string
		path   string
		form   url.Values
	}{
		"secret":        {401, "unauthorized_client", staff, redeem(c, code, "client_secret", "x")},
		"client":        {401, "unauthorized_client", staff, redeem(c, code, "client_id", "x")},
		"without grant": {400, "invalid_request", staff, redeem(c, code, "grant_type", "")},
		"grant":         {400, "unsupported_grant_type", staff, redeem(c, code, "grant_type", "password")},
		"code":          {400, "invalid_grant", staff, redeem(c, "x")},
		"address":       {400, "invalid_grant", staff, redeem(c, code, "redirect_uri", "https://example.org")},
		"realm":         {400, "invalid_grant", "/realms/Cis2-mock-int", redeem(c, code)},
	} {
		got := r.Post(row.path+"/protocol/openid-connect/token", row.form)
		assert.Equal(t, row.status, got.StatusCode, name)
		assert.Equal(t, row.code, got.JSON(t)["error"], name)
	}
	first := r.Post(staff+"/protocol/openid-connect/token", redeem(c, code))
	assert.Equal(t, 200, first.StatusCode)
	assert.Equal(t, 400, r.Post(staff+"/protocol/openid-connect/token", redeem(c, code)).StatusCode, "used once")
	r.Realm.World.Clock().Advance(5 * time.Minute)
	assert.Equal(t, 401, r.Get(staff+"/protocol/openid-connect/userinfo", "Authorization", "Bearer "+first.JSON(t)["access_token"].(string)).StatusCode)
	assert.Equal(t, 404, r.Get("/realms/master/protocol/openid-connect/auth").StatusCode)
}
