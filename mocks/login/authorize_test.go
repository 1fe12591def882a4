package login_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
)

// TestAuthorizeCatalogue has the checks of GET /authorize in the order in which they are made: nearly every row has later faults as well.
func TestAuthorizeCatalogue(t *testing.T) {
	const errors = proxy + " Flow.GetAuthorization; " + e2e + "test_authorization_code.py "
	r := quotaSpent(t)
	own := []golden{
		{"client_id missing", errors + "test_authorization_param_errors", start("client_id", "", "redirect_uri", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"client_id unknown", errors + "test_authorization_param_errors", start("client_id", "x", "redirect_uri", ""), refusal{401, "invalid_request", "client_id is invalid"}},
		{"app revoked / not approved", errors + "test_authorize_revoked_app", start("client_id", "revoked", "redirect_uri", ""), refusal{401, "access_denied", unapproved}},
		{"app not subscribed to the product", errors + "test_authorize_unsubscribed_error_condition", start("client_id", "nothing", "state", ""),
			refusal{401, "access_denied", unsubscribed}},
		{"platform rate limit for the client_id", policies + "AssignMessage.RatelimitExceeded.xml", start("client_id", "limited", "redirect_uri", ""), overQuota},
		{"redirect_uri missing", errors + "test_authorization_param_errors", start("redirect_uri", "", "state", ""), refusal{400, "invalid_request", "redirect_uri is missing"}},
		{"redirect_uri ≠ registered (exact string equality, one URI)", errors + "test_authorization_param_errors", start("redirect_uri", "https://evil.example/"),
			refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"", "as above: a longer address", start("redirect_uri", logintest.Callback+"&y=2"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"", "as above: a deeper address", start("redirect_uri", "https://app.example/callback/../../evil"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"", "as above: letters in another case", start("redirect_uri", "https://APP.example/callback?x=1"), refusal{400, "invalid_request", "redirect_uri is invalid"}},
	}
	run(t, own, func(q url.Values) logintest.Reply { return r.Get("/oauth2/authorize?" + q.Encode()) })

	told := []golden{
		{"state missing", errors + "test_authorization_params_redirects_errors", start("state", "", "response_type", ""), refusal{302, "invalid_request", "state is missing"}},
		{"response_type missing", policies + "AssignMessage.MissingResponseType.xml", start("response_type", ""), refusal{302, "invalid_request", "response_type is missing"}},
		{"response_type ≠ code", policies + "AssignMessage.InvalidResponseType.xml", start("response_type", "token"),
			refusal{302, "unsupported_response_type", "response_type is invalid"}},
	}
	for _, row := range told {
		t.Run(row.of, func(t *testing.T) {
			got := r.Get("/oauth2/authorize?" + row.form.Encode())
			want := logintest.Callback + "&error=" + row.want.code + "&error_description=" + url.PathEscape(row.want.words)
			if row.form.Has("state") {
				want += "&state=st%201%262"
			}
			assert.Equal(t, row.want.status, got.StatusCode, row.source)
			assert.Equal(t, want, got.Header.Get("Location"), "%s: spaces are %%20, as there", row.source)
			assert.Empty(t, got.Text)
		})
	}
	covers(t, table(t, "### 2.2", "", ""), 1, append(own, told...))
}

// TestAuthorizeGoesOnToTheProvider has what the platform asks of the identity providers (digest §2.2, row "ok").
func TestAuthorizeGoesOnToTheProvider(t *testing.T) {
	r := logintest.New(t, nil)
	for scope, want := range map[string]string{"": "openid nationalrbacaccess", "anything": "openid nationalrbacaccess", "nhs-login": "openid profile"} {
		got := r.Get("/oauth2/authorize?" + start("scope", scope).Encode())
		require.Equal(t, 302, got.StatusCode)
		asked := got.Query(t)
		assert.Equal(t, want, asked.Get("scope"))
		assert.Equal(t, "code", asked.Get("response_type"))
		assert.NotEqual(t, "st 1&2", asked.Get("state"), "the platform's own")
		if scope != "nhs-login" {
			assert.Equal(t, "300", asked.Get("max_age"))
			assert.Equal(t, "AAL3_ANY", asked.Get("acr_values"))
		}
	}
	asked := r.Get("/oauth2/authorize?" + start("acr_values", "AAL2_ANY", "prompt", "login", "max_age", "7").Encode()).Query(t)
	assert.Equal(t, []string{"AAL2_ANY", "login", "7"}, []string{asked.Get("acr_values"), asked.Get("prompt"), asked.Get("max_age")})
}

// TestCallbackWantsItsOwnState (digest §2.2; e2e test_cache_invalidation): unknown, used, another tree's, or somebody else's provider.
func TestCallbackWantsItsOwnState(t *testing.T) {
	r := logintest.New(t, nil)
	want := refusal{400, "invalid_request", "Invalid state parameter."}
	for _, q := range []string{"", "?state=", "?state=guess&code=x", "?code=x"} {
		want.check(t, policies+"AssignMessage.CacheKeyError.xml", r.Get("/oauth2/callback"+q))
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
