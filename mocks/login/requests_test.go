package login_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
)

// changed sets members of a form, names and values in turn; an empty value removes one.
func changed(form url.Values, more []string) url.Values {
	for i := 0; i+1 < len(more); i += 2 {
		if form.Set(more[i], more[i+1]); more[i+1] == "" {
			form.Del(more[i])
		}
	}
	return form
}

// start is a good request of /authorize but for what is changed.
func start(more ...string) url.Values {
	return changed(url.Values{"client_id": {"web"}, "redirect_uri": {logintest.Callback}, "response_type": {"code"}, "state": {"st 1&2"}}, more)
}

// redeem is a good token request for a code but for what is changed.
func redeem(code string, more ...string) url.Values {
	return changed(url.Values{"grant_type": {"authorization_code"}, "client_id": {"web"}, "client_secret": {logintest.Secret},
		"redirect_uri": {logintest.Callback}, "code": {code}}, more)
}

// renew is a good token request for a refresh token but for what is changed.
func renew(token string, more ...string) url.Values {
	return changed(url.Values{"grant_type": {"refresh_token"}, "client_id": {"web"}, "client_secret": {logintest.Secret}, "refresh_token": {token}}, more)
}

// credentials is a good client_credentials request of the application "machine" but for what is changed of its assertion.
func credentials(t testing.TB, jti string, body logintest.Claims) url.Values {
	return logintest.Asserting(logintest.Assertion(t, "machine", logintest.Host+"/oauth2/token", jti, body), "grant_type", "client_credentials")
}

// exchange is a good token exchange of "web" but for what is changed.
func exchange(t testing.TB, idToken, jti string, more ...string) url.Values {
	t.Helper()
	return changed(logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2/token", jti, nil), "grant_type",
		"urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type", "urn:ietf:params:oauth:token-type:id_token", "subject_token", idToken), more)
}

// code signs somebody in through the platform without a page and is the platform's code.
func code(t testing.TB, r *logintest.Rig, root, who string, more ...string) string {
	t.Helper()
	back := r.Browser().Visit(root+"/authorize", start(append([]string{"login_as", who}, more...)...))
	require.Equal(t, 302, back.StatusCode, back.Text)
	require.NotEmpty(t, back.Query(t).Get("code"), back.Header.Get("Location"))
	return back.Query(t).Get("code")
}

// idToken signs somebody in at an identity provider in the application's own name and is their ID token.
func idToken(t testing.TB, r *logintest.Rig, who string, more ...string) string {
	t.Helper()
	root, tokenPath := "/nhs-login", "/nhs-login/token"
	q := start("login_as", who, "scope", "openid profile", "nonce", "n")
	if strings.HasPrefix(who, "656") || strings.HasPrefix(who, "999000") {
		root, tokenPath = cis2.Root, cis2.Root+"/access_token"
		q.Set("scope", "openid nationalrbacaccess selectedrole")
	}
	back := r.Browser().Visit(root+"/authorize", changed(q, more))
	require.NotEmpty(t, back.Query(t).Get("code"), "%d %s %s", back.StatusCode, back.Header.Get("Location"), back.Text)
	audience := logintest.Host + tokenPath
	if root == cis2.Root {
		audience = strings.Replace(audience, "example.test", "example.test:80", 1)
	}
	form := logintest.Asserting(logintest.Assertion(t, "web", audience, t.Name()+back.Query(t).Get("code"), nil),
		"grant_type", "authorization_code", "code", back.Query(t).Get("code"), "redirect_uri", logintest.Callback)
	answer := r.Post(tokenPath, form)
	require.Equal(t, 200, answer.StatusCode, "%s %s", answer.Text, answer.Header.Get("X-Sandpiper-Why"))
	return answer.JSON(t)["id_token"].(string)
}

func mustJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}
