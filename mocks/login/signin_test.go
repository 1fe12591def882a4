package login_test

import (
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

// TestCombinedCIS2 is the journey of pytest-nhsd-apim's get_access_token_via_user_restricted_flow_combined_auth: follow /authorize to the page, fill
// its first form in, take the code from the last redirect (research §2.2, 2.3, 2.5; e2e test_authorization_code.py).
func TestCombinedCIS2(t *testing.T) {
	for _, root := range []string{"/oauth2", "/oauth2-mock"} {
		t.Run(root, func(t *testing.T) {
			r := logintest.New(t, nil)
			browser := r.Browser()
			page := browser.Visit(root+"/authorize", start("scope", "nhs-cis2"))
			assert.Contains(t, page.Text, "not an NHS service")
			assert.NotContains(t, page.Text, "<script")
			back := browser.Fill(page, "username", "656005750107")
			require.Equal(t, 302, back.StatusCode, back.Text)
			location := back.Header.Get("Location")
			assert.Regexp(t, `^https://app\.example/callback\?x=1&code=[\w-]{32}&state=st%201%262$`, location)

			answer := r.Post(root+"/token", redeem(back.Query(t).Get("code")))
			require.Equal(t, 200, answer.StatusCode, answer.Text)
			assert.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
			body := answer.JSON(t)
			access, sid := body["access_token"].(string), body["sid"].(string)
			assert.Equal(t, map[string]any{"access_token": access, "expires_in": "599", "refresh_token": body["refresh_token"], "refresh_token_expires_in": "43199",
				"refresh_count": "0", "token_type": "Bearer", "sid": sid}, body)

			token, err := r.Realm.Tokens.Find(access, logintest.WorldTime)
			require.NoError(t, err)
			assert.Equal(t, logintest.Scopes[:1], token.Scopes, "only those at the level of assurance")
			require.NotNil(t, token.User)
			assert.Equal(t, mocks.Staff, token.User.Kind)
			assert.Equal(t, "656005750107", token.User.ID)
			assert.Equal(t, "aal3", token.User.Assurance)
			assert.Len(t, token.User.Roles, 2)
			assert.Equal(t, token.User.Roles[0].ID, token.User.Role)
			assert.Equal(t, token.User.Roles[0].Organisation, token.User.Organisation)
			assert.Equal(t, sid, token.User.Session)

			info := r.Get(root+"/userinfo", "Authorization", "Bearer "+access)
			require.Equal(t, 200, info.StatusCode, info.Text)
			assert.Equal(t, "656005750107", info.JSON(t)["nhsid_useruid"])
			assert.Len(t, info.JSON(t)["nhsid_nrbac_roles"], 2)
		})
	}
}

// TestCombinedNHSLogin has each level of the mock users (research §2.4, 2.7); userinfo is not for them (§2.5).
func TestCombinedNHSLogin(t *testing.T) {
	r := logintest.New(t, nil)
	for user, row := range map[string]struct{ level, number, scope string }{
		"9912003071": {"P9", "9912003071", logintest.Scopes[3]},
		"9912003072": {"P5", "9912003072", logintest.Scopes[4]},
		"9912003073": {"P0", "", logintest.Scopes[5]},
	} {
		browser := r.Browser()
		back := browser.Fill(browser.Visit("/oauth2-mock/authorize", start("scope", "nhs-login")), "username", user)
		answer := r.Post("/oauth2-mock/token", redeem(back.Query(t).Get("code")))
		require.Equal(t, 200, answer.StatusCode, answer.Text)
		body := answer.JSON(t)
		assert.Equal(t, "3599", body["refresh_token_expires_in"])
		assert.NotContains(t, body, "sid")
		token, err := r.Realm.Tokens.Find(body["access_token"].(string), logintest.WorldTime)
		require.NoError(t, err)
		assert.Equal(t, []string{row.scope}, token.Scopes)
		assert.Equal(t, mocks.Citizen, token.User.Kind)
		assert.Equal(t, row.level, token.User.Assurance)
		assert.Equal(t, row.number, token.User.NHSNumber)
	}
	// Through the real service somebody at P0 is asked to prove more first.
	browser := r.Browser()
	page := browser.Fill(browser.Visit("/oauth2/authorize", start("scope", "nhs-login")), "username", "9912003073")
	assert.Contains(t, page.Text, "Prove who you are")
	back := browser.Fill(page)
	body := r.Post("/oauth2/token", redeem(back.Query(t).Get("code"))).JSON(t)
	token, err := r.Realm.Tokens.Find(body["access_token"].(string), logintest.WorldTime)
	require.NoError(t, err)
	assert.Equal(t, "P9", token.User.Assurance)
	info := r.Get("/oauth2/userinfo", "Authorization", "Bearer "+token.Value)
	assert.Equal(t, 400, info.StatusCode, info.Text)
	assert.Contains(t, info.Text, "only supported for Combined Auth integrations")
}

// TestRefreshRotates: one use, a count, and a life that shrinks with the world's clock (research §2.3).
func TestRefreshRotates(t *testing.T) {
	r := logintest.New(t, nil)
	first := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
	r.Realm.World.Clock().Advance(100 * time.Second)
	answer := r.Post("/oauth2/token", renew(first["refresh_token"].(string)))
	require.Equal(t, 200, answer.StatusCode, answer.Text)
	second := answer.JSON(t)
	assert.Equal(t, "1", second["refresh_count"])
	assert.Equal(t, "43099", second["refresh_token_expires_in"])
	assert.NotContains(t, second, "sid")
	used := r.Post("/oauth2/token", renew(first["refresh_token"].(string)))
	assert.Equal(t, 401, used.StatusCode)
	assert.Contains(t, used.Text, `"invalid_grant","error_description":"refresh_token is invalid"`)
	stolen := renew(second["refresh_token"].(string))
	stolen.Set("client_id", "other")
	stolen.Set("client_secret", "0ther")
	assert.Equal(t, 401, r.Post("/oauth2/token", stolen).StatusCode)
	r.Realm.World.Clock().Advance(12 * time.Hour)
	over := r.Post("/oauth2/token", renew(second["refresh_token"].(string)))
	assert.Equal(t, 401, over.StatusCode)
	assert.Contains(t, over.Text, `"invalid_grant","error_description":"refresh token refresh period has expired"`)
	assert.Equal(t, over.JSON(t)["error_description"], r.Post("/oauth2/token", renew(second["refresh_token"].(string))).JSON(t)["error_description"],
		"it says so each time")
}

// TestRefreshIsAskedToEndSooner: _refresh_tokens_validity_ms in the request itself counts from the sign-in, and may be nought (e2e
// test_authorization_code.py, test_refresh_tokens_validity_expires, test_access_token_override_with_refresh_token and test_refresh_token_does_expire).
func TestRefreshIsAskedToEndSooner(t *testing.T) {
	ended := refusal{401, "invalid_grant", "refresh token refresh period has expired"}
	for _, row := range []struct {
		wait  time.Duration
		value string
		over  bool
	}{
		{0, "0", true}, {0, "599", false}, {29 * time.Second, "30000", false}, {30 * time.Second, "30000", true}, {0, "-1", false}, {0, "x", false},
		{time.Minute, "99999999", false},
	} {
		r := logintest.New(t, nil)
		first := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
		r.Realm.World.Clock().Advance(row.wait)
		form := renew(first["refresh_token"].(string))
		form.Set("_refresh_tokens_validity_ms", row.value)
		answer := r.Post("/oauth2/token", form)
		if row.over {
			ended.check(t, row.value, answer)
			continue
		}
		require.Equal(t, 200, answer.StatusCode, "%v: %s", row, answer.Text)
	}
	r := logintest.New(t, nil)
	form := renew(r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)["refresh_token"].(string))
	form.Set("_refresh_token_expiry_ms", "4")
	second := r.Post("/oauth2/token", form).JSON(t)
	r.Realm.World.Clock().Advance(5 * time.Second)
	ended.check(t, "its own life", r.Post("/oauth2/token", renew(second["refresh_token"].(string))))
}

// TestRoleComesWithTheSignIn: a smartcard's role is chosen before anybody asks for it (digest §4.6), and the platform acts on it (digest §1.6).
func TestRoleComesWithTheSignIn(t *testing.T) {
	r := logintest.New(t, nil)
	held := func(more ...string) *mocks.User {
		body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104", more...))).JSON(t)
		token, err := r.Realm.Tokens.Find(body["access_token"].(string), logintest.WorldTime)
		require.NoError(t, err)
		return token.User
	}
	none := held()
	require.Len(t, none.Roles, 2)
	assert.Empty(t, none.Role)
	second := none.Roles[1]
	assert.Equal(t, second.ID, held("role", second.ID).Role)
	assert.Equal(t, second.Organisation, held("role", second.ID).Organisation)
	assert.Empty(t, held("role", "998000000001").Role, "of somebody else")
}

// TestTokensEndWithTheirApplication at every provider.
func TestTokensEndWithTheirApplication(t *testing.T) {
	r := logintest.New(t, nil)
	tokens := map[string]string{"/oauth2/userinfo": r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)["access_token"].(string)}
	for _, root := range []string{cis2.Root, "/nhs-login"} {
		q := start("login_as", map[string]string{cis2.Root: "656005750104", "/nhs-login": "9912003071"}[root], "scope", "openid profile", "nonce", "n")
		form := redeem(r.Browser().Visit(root+"/authorize", q).Query(t).Get("code"))
		path := root + "/access_token"
		if root == "/nhs-login" {
			path = root + "/token"
			form.Set("client_assertion_type", oidc.BearerAssertion)
			form.Set("client_assertion", logintest.Assertion(t, "web", logintest.Host+path, "nl", nil))
		}
		answer := r.Post(path, form)
		require.Equal(t, 200, answer.StatusCode, "%s %s", answer.Text, answer.Header.Get("X-Sandpiper-Why"))
		tokens[root+"/userinfo"] = answer.JSON(t)["access_token"].(string)
	}
	const mock = "/realms/Cis2-mock-internal-dev/protocol/openid-connect"
	form := redeem(r.Browser().Visit(mock+"/auth", start("login_as", "656005750104")).Query(t).Get("code"))
	tokens[mock+"/userinfo"] = r.Post(mock+"/token", form).JSON(t)["access_token"].(string)
	for _, want := range []int{200, 401} {
		for path, token := range tokens {
			assert.Equal(t, want, r.Get(path, "Authorization", "Bearer "+token).StatusCode, path)
		}
		r.Dismiss("web")
	}
}

// TestLivesCanOnlyBeShortened has the test-only parameters (default.xml; e2e test_access_token_override_with_authorization_code).
func TestLivesCanOnlyBeShortened(t *testing.T) {
	r := logintest.New(t, nil)
	for _, row := range []struct{ access, refresh, validity, wantAccess, wantRefresh string }{
		{"100000", "", "", "99", "43199"}, {"700000", "", "", "599", "43199"}, {"x", "-1", "0", "599", "43199"},
		{"", "60000", "", "599", "59"}, {"", "", "30000", "599", "29"}, {"", "60000", "30000", "599", "29"},
	} {
		body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"), "_access_token_expiry_ms", row.access,
			"_refresh_token_expiry_ms", row.refresh, "_refresh_tokens_validity_ms", row.validity)).JSON(t)
		assert.Equal(t, row.wantAccess, body["expires_in"], "%v", row)
		assert.Equal(t, row.wantRefresh, body["refresh_token_expires_in"], "%v", row)
	}
}

// TestPKCE holds an application to the challenge that it sent (quirk pkce-when-asked).
func TestPKCE(t *testing.T) {
	r := logintest.New(t, nil)
	sum := sha256.Sum256([]byte("a verifier of some length, forty-three or more"))
	s256 := base64.RawURLEncoding.EncodeToString(sum[:])
	for _, row := range []struct {
		method, challenge, verifier string
		status                      int
	}{
		{"S256", s256, "a verifier of some length, forty-three or more", 200},
		{"S256", s256, "", 400}, {"S256", s256, "another", 400}, {"S256", s256, s256, 400},
		{"plain", "xyz", "xyz", 200}, {"", "xyz", "xyz", 200}, {"plain", "xyz", "zyx", 400}, {"plain", "xyz", "", 400},
		{"", "", "never asked for", 200},
	} {
		c := code(t, r, "/oauth2", "656005750104", "code_challenge", row.challenge, "code_challenge_method", row.method)
		answer := r.Post("/oauth2/token", redeem(c, "code_verifier", row.verifier))
		assert.Equal(t, row.status, answer.StatusCode, "%v: %s", row, answer.Text)
	}
	back := r.Browser().Visit("/oauth2/authorize", start("code_challenge", "x", "code_challenge_method", "S1"))
	assert.Equal(t, "invalid_request", back.Query(t).Get("error"))
}
