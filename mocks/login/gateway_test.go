package login_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/login/logintest"
)

// TestGatewayCatalogue has the platform's answers about a token in front of any API without words of its own; those about an API key are in
// package ods (digest §1.4; e2e tests and pytest-nhsd-apim).
func TestGatewayCatalogue(t *testing.T) {
	r := logintest.New(t, nil)
	body := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
	access := body["access_token"].(string)
	check := func(want string, header ...string) {
		t.Helper()
		got := r.Get("/oauth2/userinfo", header...)
		assert.Equal(t, 401, got.StatusCode)
		assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
		assert.Equal(t, want, strings.TrimSpace(got.Text))
	}
	const (
		wrong   = `{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}`
		absent  = `{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"oauth.v2.InvalidAccessToken"}}}`
		expired = `{"fault":{"faultstring":"Access Token expired","detail":{"errorcode":"keymanagement.service.access_token_expired"}}}`
	)
	check(absent)
	check(absent, "Authorization", "")
	check(absent, "Authorization", "Bearer")
	check(wrong, "Authorization", "Bearer x")
	r.Realm.World.Clock().Advance(10 * time.Minute)
	check(expired, "Authorization", "Bearer "+access)
	for _, words := range []string{absent, wrong, expired} {
		said(t, words, "### 1.4")
	}
}

// TestUserinfoIsForCombinedSignIn: any other good token is refused in many words (digest §2.5).
func TestUserinfoIsForCombinedSignIn(t *testing.T) {
	r := logintest.New(t, nil, apps()...)
	want := refusal{400, "invalid_request", "The Userinfo endpoint is only supported for Combined Auth integrations. Currently this is only for NHS CIS2 " +
		"authentications - for more guidance see https://digital.nhs.uk/developer/guides-and-documentation/security-and-authorisation/" +
		"user-restricted-restful-apis-nhs-cis2-combined-authentication-and-authorisation"}
	for name, token := range map[string]logintest.Reply{
		"an application's own": r.Post("/oauth2/token", asserted(t, nil, nil)),
		"a token exchange's":   r.Post("/oauth2/token", exchange(t, idToken(t, r, "656005750107"), "sep")),
		"a citizen's":          r.Post("/oauth2/token", redeem(code(t, r, "/oauth2-mock", "9912003071", "scope", "nhs-login"))),
	} {
		require.Equal(t, 200, token.StatusCode, "%s: %s", name, token.Text)
		want.check(t, name, r.Get("/oauth2/userinfo", "Authorization", "Bearer "+token.JSON(t)["access_token"].(string)))
	}
	said(t, want.words, "### 2.5")
}

// TestOutsideTheForm has the answers that come before a form is read (digest §1.5, 2.1, 2.3; proxies/default.xml).
func TestOutsideTheForm(t *testing.T) {
	r := logintest.New(t, nil)
	notFound := refusal{404, "invalid_request", "Not Found"}
	media := refusal{415, "invalid_request", "Content-Type header must be application/x-www-form-urlencoded"}
	statusKey := refusal{401, "Access Denied", "Invalid api key for _status monitoring endpoint"}
	const form = "grant_type=client_credentials"
	for _, root := range []string{"/oauth2", "/oauth2-mock"} {
		media.check(t, "§2.3: JSON", r.Do("POST", root+"/token", "{}", "Content-Type", "application/json"))
		media.check(t, "§2.3: nothing", r.Do("POST", root+"/token", form))
		media.check(t, "§2.3: files", r.Do("POST", root+"/token", form, "Content-Type", "multipart/form-data; boundary=x"))
		notFound.check(t, "§2.1", r.Get(root+"/nowhere"))
		statusKey.check(t, "§1.5; RaiseFault.InvalidStatusEndpointApiKey", r.Get(root+"/_status"))
		statusKey.check(t, "§1.5; RaiseFault.InvalidStatusEndpointApiKey", r.Get(root+"/_status", "apikey", "x"))
		status := r.Get(root+"/_status", "apikey", mocks.StatusKey)
		assert.Equal(t, "pass", status.JSON(t)["status"])
		checks := status.JSON(t)["checks"].(map[string]any) // HealthCheck.SetResponse.js
		require.Len(t, checks, 2)
		for _, name := range []string{"nhs-cis2", "nhs-login"} {
			check := checks[name].(map[string]any)
			assert.Equal(t, []any{"pass", "false", 200.0}, []any{check["status"], check["timeout"], check["responseCode"]}, name)
			assert.Equal(t, 200, r.Get(strings.Replace(check["links"].(map[string]any)["self"].(string), ":80/", "/", 1)).StatusCode, name)
		}
		assert.Contains(t, r.Get(root+"/_ping").JSON(t), "version")
		for path, allow := range map[string]string{"/token": "POST", "/authorize": "GET"} {
			method := map[string]string{"POST": "GET", "GET": "POST"}[allow]
			got := r.Do(method, root+path, "")
			assert.Equal(t, 405, got.StatusCode, "§2.3: %s", path)
			assert.Equal(t, allow, got.Header.Get("Allow"))
			assert.Equal(t, "text/plain", got.Header.Get("Content-Type"))
			assert.Empty(t, got.Text)
		}
	}
	notFound.check(t, "keys that are none", r.Get("/mock-jwks/e30"))
	for _, want := range []refusal{notFound, media, statusKey} {
		said(t, want.words, "### 1.5", "### 2.1", "### 2.3")
	}
}

// TestCatchAll: what strikes the service from outside is worded by its proxy's own rules (digest §1.5, 2.1; proxies/default.xml, FaultRules).
func TestCatchAll(t *testing.T) {
	unknown := "An unknown error occurred processing this request. Contact us for assistance diagnosing this issue: " +
		"https://digital.nhs.uk/developer/help-and-support quoting Message ID"
	for kind, want := range map[string]refusal{
		"http-429": overQuota, "http-429-spike": overQuota, "http-429-proxy": overQuota, "http-500": {500, "unknown_error", unknown},
	} {
		r := logintest.New(t, nil)
		do, err := fault.NewEffect(kind)
		require.NoError(t, err)
		r.Realm.Faults = fault.NewPlan(1, []fault.Rule{{ID: kind, On: fault.On{Service: "login"}, Do: do}})
		want.check(t, kind, r.Post("/oauth2/token", nil))
	}
	said(t, unknown, "### 2.1")
}
