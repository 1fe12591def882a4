package login_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

// TestLogoutCatalogue has the answers to a logout token, in the order of the checks, each with later faults as well. Good ones are signed with
// the provider's own key, which follows from the seed.
func TestLogoutCatalogue(t *testing.T) {
	const source = "proxies/live/apiproxy/resources/jsc/validate-logout-token-claims.js; " + e2e + "test_backchannel_logout.py"
	r := logintest.New(t, nil)
	var ring oidc.Keyring
	key := ring.Key(r.Realm.World.Population().Recipe().Seed, "cis2")
	body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
	type c = logintest.Claims
	claims := c{"aud": oidc.Platform, "iss": "http://example.test:80" + cis2.Root, "sub": "9", "iat": 1, "jti": "j", "sid": body["sid"],
		"events": map[string]any{cis2.LogoutEvent: map[string]any{}}}
	token := func(more c) url.Values {
		all := claims.With(more)
		for name, value := range all {
			if value == nil {
				delete(all, name)
			}
		}
		return url.Values{"logout_token": {key.MustSign("RS256", all)}}
	}
	post := func(form url.Values) logintest.Reply { return r.Post("/oauth2/backchannel_logout", form) }
	bad := func(words string) refusal { return refusal{400, "invalid_request", words} }
	forged := logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS256", "typ": "JWT", "kid": key.ID}, claims)
	prose := []golden{
		{"", policies + "AssignMessage.FailedToDecodeLogoutTokenJWTError.xml", url.Values{"logout_token": {"x"}}, bad("Malformed JWT in logout_token")},
		{"", source, token(c{"aud": "x", "iss": nil}), bad("Missing/invalid aud claim in JWT")},
		{"", source, token(c{"aud": nil, "iss": nil}), bad("Missing/invalid aud claim in JWT")},
		{"", source, token(c{"iss": "x", "sid": nil}), bad("Missing/invalid iss claim in JWT")},
		{"", source, token(c{"iss": nil, "sid": nil}), bad("Missing/invalid iss claim in JWT")},
		{"", source, token(c{"sid": nil, "events": nil}), bad("Missing sid claim in JWT")},
		{"", source, token(c{"events": c{"x": c{}}, "nonce": "n"}), bad("Missing/invalid events claim in JWT")},
		{"", source, token(c{"events": nil, "nonce": "n"}), bad("Missing/invalid events claim in JWT")},
		{"", source, token(c{"nonce": "n", "sid": "x"}), bad("Prohibited nonce claim in JWT")},
		{"", policies + "RaiseFault.SIDNotFound.xml", token(c{"sid": "x"}), refusal{501, "not_implemented", "SID not found"}},
	}
	beyond := []golden{ // the digest has the status and the code, and not the words
		{"", e2e + "test_backchannel_logout.py test_invalid_jwt", url.Values{"logout_token": {forged}}, refusal{400, "bad_request", "Unable to verify JWT"}},
	}
	run(t, append(prose, beyond...), post)
	for _, g := range prose {
		said(t, g.want.words, "### 2.6")
	}

	auth := "Bearer " + body["access_token"].(string)
	require.Equal(t, 200, r.Get("/oauth2/userinfo", "Authorization", auth).StatusCode)
	done := post(token(nil))
	assert.Equal(t, 200, done.StatusCode, done.Text)
	assert.JSONEq(t, `{"success": true}`, done.Text)
	gone := r.Get("/oauth2/userinfo", "Authorization", auth)
	assert.Equal(t, 401, gone.StatusCode)
	assert.Contains(t, gone.Text, "keymanagement.service.invalid_access_token")
	assert.Equal(t, 401, r.Post("/oauth2/token", renew(body["refresh_token"].(string))).StatusCode)
	refusal{501, "not_implemented", "SID not found"}.check(t, "a session ends once", post(token(nil)))
}
