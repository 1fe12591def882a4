package login_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
)

// TestSeparatePattern exchanges ID tokens of both providers (research §2.3; e2e test_token_exchange.py).
func TestSeparatePattern(t *testing.T) {
	r := logintest.New(t, nil)
	number := r.Realm.World.Population().Number(3).String()
	for who, row := range map[string]struct {
		kind  mocks.UserKind
		renew string
	}{"656005750107": {mocks.Staff, "43199"}, number: {mocks.Citizen, "3599"}} {
		answer := r.Post("/oauth2/token", exchange(t, idToken(t, r, who), who))
		require.Equal(t, 200, answer.StatusCode, answer.Text)
		body := answer.JSON(t)
		access := body["access_token"].(string)
		assert.Equal(t, map[string]any{"access_token": access, "expires_in": "599", "token_type": "Bearer", "refresh_count": "0",
			"issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "refresh_token": body["refresh_token"], "refresh_token_expires_in": row.renew}, body)
		token, err := r.Realm.Tokens.Find(access, logintest.WorldTime)
		require.NoError(t, err)
		assert.Equal(t, row.kind, token.User.Kind)
		if row.kind == mocks.Citizen {
			assert.Equal(t, number, token.User.NHSNumber)
		}
		assert.Contains(t, r.Get("/oauth2/userinfo", "Authorization", "Bearer "+access).Text, "only supported for Combined Auth", "not the platform's own sign-in")
		again := r.Post("/oauth2/token", renew(body["refresh_token"].(string)))
		require.Equal(t, 200, again.StatusCode, again.Text)
		assert.Equal(t, "1", again.JSON(t)["refresh_count"])
	}
}

// TestDelegatedAccess: whoever acts for a patient is known by their own ID token (validate-actor-token-claims.js).
func TestDelegatedAccess(t *testing.T) {
	r := logintest.New(t, nil)
	patient, proxy := r.Realm.World.Population().Number(1).String(), r.Realm.World.Population().Number(2).String()
	subject, actor := idToken(t, r, patient), idToken(t, r, proxy)
	answer := r.Post("/oauth2/token", exchange(t, subject, "d1", "actor_token", actor))
	require.Equal(t, 200, answer.StatusCode, answer.Text)
	token, err := r.Realm.Tokens.Find(answer.JSON(t)["access_token"].(string), logintest.WorldTime)
	require.NoError(t, err)
	assert.Equal(t, patient, token.User.NHSNumber)
	assert.Equal(t, proxy, token.User.Actor)
	bad := r.Post("/oauth2/token", exchange(t, subject, "d2", "actor_token", "x"))
	assert.Equal(t, 400, bad.StatusCode)
	assert.Contains(t, bad.Text, "act.sub JWT is corrupt or unparseable")
	forged := r.Post("/oauth2/token", exchange(t, subject, "d3", "actor_token", actor[:len(actor)-4]+"AAAA"))
	assert.Equal(t, 401, forged.StatusCode)
}

// TestAccessTokenIsNoIDToken: NHS login signs both with one key, and token_use tells them apart (digest §3.3; that the platform looks is assumed).
func TestAccessTokenIsNoIDToken(t *testing.T) {
	r := logintest.New(t, nil)
	back := r.Browser().Visit("/nhs-login/authorize", start("login_as", "9912003071", "scope", "openid profile", "nonce", "n"))
	form := logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/nhs-login/token", "a1", nil), "grant_type", "authorization_code",
		"code", back.Query(t).Get("code"), "redirect_uri", logintest.Callback)
	body := r.Post("/nhs-login/token", form).JSON(t)
	assert.Equal(t, 200, r.Post("/oauth2/token", exchange(t, body["id_token"].(string), "a2")).StatusCode)
	refusal{401, "unauthorized_client", noScopes}.check(t, "token_use", r.Post("/oauth2/token", exchange(t, body["access_token"].(string), "a3")))
}

// TestEndOfSession: CIS2 ends it, the platform's tokens of it are gone, renewals too (research §2.6, 4.5).
func TestEndOfSession(t *testing.T) {
	r := logintest.New(t, nil)
	hint := idToken(t, r, "656005750107")
	other := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750107"))).JSON(t)
	body := r.Post("/oauth2/token", exchange(t, hint, "e1")).JSON(t)
	ended := r.Post(cis2.Root+"/connect/endSession", url.Values{"id_token_hint": {hint}})
	require.Equal(t, 204, ended.StatusCode, ended.Text)
	_, err := r.Realm.Tokens.Find(body["access_token"].(string), logintest.WorldTime)
	assert.ErrorIs(t, err, mocks.ErrUnknownToken)
	assert.Equal(t, 401, r.Post("/oauth2/token", renew(body["refresh_token"].(string))).StatusCode)
	assert.Equal(t, 401, r.Post("/oauth2/token", exchange(t, hint, "e2")).StatusCode)
	_, err = r.Realm.Tokens.Find(other["access_token"].(string), logintest.WorldTime)
	assert.NoError(t, err, "another session goes on")
}

// TestAuthorisationOfOneRealmIsNothingToAnother: neither its codes nor its ID tokens.
func TestAuthorisationOfOneRealmIsNothingToAnother(t *testing.T) {
	r := logintest.New(t, nil)
	theirs, closeTheirs := r.Open(&mocks.Realm{Name: "theirs", World: r.Realm.World})
	defer closeTheirs()
	c := code(t, r, "/oauth2", "656005750107")
	token := idToken(t, r, r.Realm.World.Population().Number(3).String())
	assert.Equal(t, 400, r.Post(theirs+"/oauth2/token", redeem(c)).StatusCode)
	form := exchange(t, token, "realm")
	form.Set("client_assertion", logintest.Assertion(t, "web", logintest.Host+theirs+"/oauth2/token", "realm", nil))
	answer := r.Post(theirs+"/oauth2/token", form)
	assert.Equal(t, 400, answer.StatusCode)
	assert.Contains(t, answer.Text, "Missing or non-matching 'iss' claim in subject_token JWT")
	assert.Equal(t, 200, r.Post("/oauth2/token", redeem(c)).StatusCode)
	var body map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.Get(theirs+"/nhs-login/.well-known/openid-configuration").Text), &body))
	assert.Equal(t, logintest.Host+theirs+"/nhs-login", body["issuer"])
}
