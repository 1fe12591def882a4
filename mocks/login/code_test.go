package login_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
)

// TestCodeAndRefreshCatalogue has the errors of the two grants for users, in the order API key, rate limit, secret, address, code.
func TestCodeAndRefreshCatalogue(t *testing.T) {
	const (
		codes   = proxy + " Flow.PostTokenAuthorizationCode; " + e2e + "test_authorization_code.py test_token_error_conditions"
		renewal = proxy + " Flow.PostRefreshToken; " + e2e + "test_authorization_code.py test_refresh_token_error_conditions"
	)
	r := quotaSpent(t)
	send := func(form url.Values) logintest.Reply { return r.Post("/oauth2/token", form) }
	good := code(t, r, "/oauth2", "656005750104")
	narrow := code(t, r, "/oauth2", "656005750104", "client_id", "p9 only")
	used := send(redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)["refresh_token"].(string)
	over := send(redeem(code(t, r, "/oauth2", "656005750104"), "_refresh_tokens_validity_ms", "1")).JSON(t)["refresh_token"].(string)
	require.Equal(t, 200, send(renew(used)).StatusCode)
	lost := refusal{401, "invalid_client", "client_id or client_secret is invalid"}
	wrongCode := refusal{400, "invalid_grant", "authorization_code is invalid"}
	wrongRenewal := refusal{401, "invalid_grant", "refresh_token is invalid"}
	rows := []golden{
		{"grant_type missing", codes, redeem(good, "grant_type", ""), refusal{400, "invalid_request", "grant_type is missing"}},
		{"grant_type invalid", codes, redeem(good, "grant_type", "password"), refusal{400, "unsupported_grant_type", "grant_type is invalid"}},
		{"client_id missing", codes, redeem(good, "client_id", "", "client_secret", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"client_id wrong, or client_secret wrong", codes, redeem(good, "client_id", "x", "client_secret", ""), lost},
		{"client_id wrong, or client_secret wrong", codes, redeem(good, "client_secret", "S3cret", "redirect_uri", ""), lost},
		{"", codes + ": registered without a secret", redeem(good, "client_id", "machine"), lost},
		{"", policies + "AssignMessage.InvalidClientAppNotApproved.xml", redeem(good, "client_id", "revoked", "client_secret", ""), refusal{401, "access_denied", unapproved}},
		{"", policies + "AssignMessage.InvalidApiKeyForGivenResource.xml", redeem(good, "client_id", "nothing", "client_secret", ""), refusal{401, "access_denied", unsubscribed}},
		{"", policies + "AssignMessage.RatelimitExceeded.xml", redeem(good, "client_id", "limited", "client_secret", ""), overQuota},
		{"client_secret missing", codes, redeem(good, "client_secret", "", "redirect_uri", ""), refusal{401, "invalid_request", "client_secret is missing"}},
		{"redirect_uri missing / mismatched", codes, redeem(good, "redirect_uri", "", "code", ""), refusal{400, "invalid_request", "redirect_uri is missing"}},
		{"redirect_uri missing / mismatched", codes, redeem(good, "redirect_uri", "https://evil.example", "code", ""), refusal{400, "invalid_request", "redirect_uri is invalid"}},
		{"code missing", codes, redeem(good, "code", ""), refusal{400, "invalid_request", "authorization_code is missing"}},
		{"code wrong, used or expired", codes, redeem("guess"), wrongCode},
		{"", codes + ": another address of the application", redeem(good, "redirect_uri", "https://app.example/other"), wrongCode},
		{"", codes + ": another application", redeem(good, "client_id", "other", "client_secret", "0ther"), wrongCode},
		{"", renewal, renew("x", "client_id", ""), refusal{401, "invalid_request", "client_id is missing"}},
		{"", renewal, renew("x", "client_secret", ""), refusal{401, "invalid_request", "client_secret is missing"}},
		{"", renewal, renew("x", "client_secret", "no"), lost},
		{"", policies + "AssignMessage.RatelimitExceeded.xml", renew("x", "client_id", "limited"), overQuota},
		{"refresh_token missing", renewal, renew(""), refusal{400, "invalid_request", "refresh_token is missing"}},
		{"refresh_token wrong or already used", renewal, renew("guess"), wrongRenewal},
		{"refresh_token wrong or already used", renewal, renew(used), wrongRenewal},
		{"refresh window over", policies + "AssignMessage.ExpiredRefreshToken.xml", renew(over), refusal{401, "invalid_grant", "refresh token refresh period has expired"}},
		{"app has no scope for this mode", "proxies/live/apiproxy/resources/jsc/filter-user-restricted-scopes.js", redeem(narrow, "client_id", "p9 only", "client_secret", "p"),
			refusal{401, "unauthorized_client", noScopes}},
	}
	r.Realm.World.Clock().Advance(time.Second) // over is over, and no more than that
	run(t, rows, send)
	covers(t, table(t, "### 2.3", "", "client_assertion errors"), 0, rows)

	require.Equal(t, 200, send(redeem(good)).StatusCode, "nobody who was refused has used the code up")
	wrongCode.check(t, "a code is used once", send(redeem(good)))
	late := code(t, r, "/oauth2", "656005750104")
	r.Realm.World.Clock().Advance(10 * time.Minute)
	wrongCode.check(t, "a code lapses", send(redeem(late)))
}
