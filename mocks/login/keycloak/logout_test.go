package keycloak_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
)

// TestLogout: an ID token ends its session; the way back leads to the client's own addresses only (recalled).
func TestLogout(t *testing.T) {
	r := logintest.New(t, nil)
	c := client(r, "cis2")
	const path = staff + "/protocol/openid-connect/logout"
	assert.Equal(t, logintest.Host+path, r.Get(staff + "/.well-known/openid-configuration").JSON(t)["end_session_endpoint"])
	begin := func() (id, access string) {
		q := start(c)
		q.Set("login_as", "656005750107")
		back := r.Get(staff + "/protocol/openid-connect/auth?" + q.Encode())
		require.Equal(t, 302, back.StatusCode, "login_as needs no page: %s", back.Text)
		tokens := r.Post(staff+"/protocol/openid-connect/token", redeem(c, back.Query(t).Get("code"))).JSON(t)
		return tokens["id_token"].(string), tokens["access_token"].(string)
	}
	open := func(access string) int {
		return r.Get(staff+"/protocol/openid-connect/userinfo", "Authorization", "Bearer "+access).StatusCode
	}
	id, access := begin()
	_, other := begin()
	for name, q := range map[string]url.Values{
		"no token":               {"id_token_hint": {"x"}},
		"forged":                 {"id_token_hint": {id[:len(id)-4] + "AAAA"}},
		"another client's":       {"id_token_hint": {id}, "client_id": {"web"}},
		"who wants to go back":   {"post_logout_redirect_uri": {"https://example.org/"}},
		"a stranger's address":   {"id_token_hint": {id}, "post_logout_redirect_uri": {"https://evil.example"}},
		"of no client":           {"client_id": {"x"}, "post_logout_redirect_uri": {"https://example.org/"}},
		"of the client's likes":  {"client_id": {"test-client-cis2"}, "post_logout_redirect_uri": {"https://example.org/x"}},
		"another realm's client": {"client_id": {"test-client-nhs-login"}, "post_logout_redirect_uri": {"https://example.org/"}},
	} {
		got := r.Get(path + "?" + q.Encode())
		assert.Equal(t, 400, got.StatusCode, name)
		assert.Empty(t, got.Header.Get("Location"), name)
	}
	assert.Equal(t, 400, r.Get(citizens+"/protocol/openid-connect/logout?id_token_hint="+id).StatusCode, "another realm's token")
	assert.Equal(t, 200, open(access), "nothing has ended yet")

	back := r.Get(path + "?" + url.Values{"id_token_hint": {id}, "post_logout_redirect_uri": {"https://example.org/"}, "state": {"s 1"}}.Encode())
	assert.Equal(t, 302, back.StatusCode, back.Text)
	assert.Equal(t, "https://example.org/?state=s%201", back.Header.Get("Location"))
	assert.Equal(t, 401, open(access))
	assert.Equal(t, 200, open(other), "another session goes on")
	page := r.Post(path, url.Values{"id_token_hint": {id}})
	assert.Equal(t, 200, page.StatusCode, "again, and by POST")
	assert.Contains(t, page.Text, "You are logged out")
	assert.Contains(t, page.Text, "not an NHS service")
	assert.Equal(t, 400, r.Do("POST", path, "{}", "Content-Type", "application/json").StatusCode)
	assert.Equal(t, 302, r.Get(path+"?client_id=test-client-cis2&post_logout_redirect_uri=https://example.org").StatusCode)
}
