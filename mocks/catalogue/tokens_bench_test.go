package catalogue_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"testing"
)

// Sizes of the measurement of tokens. Every request holds an assertion of its own, which takes a millisecond to sign off the clock.
const (
	signedAnew  = 2000  // requests for a code
	signedAgain = 10000 // requests for a refresh token
	grants      = 16    // refresh tokens that take turns
	forACode    = 2     // tokens that NHS login signs for a code: an ID token and an access token. For a refresh token it is the latter alone
)

// measureTokens asks NHS login for RS512 tokens, each time with an assertion that is verified. For a code there are two, signed anew. For a
// refresh token there is one, which says the same within a second, and what was signed already is remembered.
func measureTokens(b *testing.B, t *table, d *door, folder string) {
	other := launch(b, []string{"NODE_ENV=production"}, "node", filepath.Join(folder, "tokens.mjs"), "PORT")
	const path = "/nhs-login/token"
	anew := func() []shot {
		assertions := d.assertions(d.url(path), signedAnew)
		out := make([]shot, len(assertions))
		for i := range out {
			out[i] = posted(b, d.url(path), d.redeem(i, assertions[i]))
		}
		return out
	}
	t.measure(b, []*row{
		{Name: "tokens", Does: "POST nhs-login token for a code: assertion verified (RS512), two RS512 tokens signed", server: d.running, reload: anew},
	}, window)
	refresh := make([]string, grants) // now, since a provider remembers so many sign-ins only
	for i := range refresh {
		refresh[i] = d.post(d.running, path, d.redeem(i, d.assertions(d.url(path), 1)[0]), "refresh_token")
	}
	again := func() []shot {
		assertions := d.assertions(d.url(path), signedAgain)
		out := make([]shot, len(assertions))
		for i := range out {
			out[i] = posted(b, d.url(path), asserting(assertions[i], "grant_type", "refresh_token", "refresh_token", refresh[i%grants]))
		}
		return out
	}
	plain := posted(b, other.url("/token"), url.Values{"grant_type": {"client_credentials"}, "scope": {"bench"}})
	t.measure(b, []*row{
		{Name: "tokens-again", Does: "POST nhs-login token for one of 16 refresh tokens: assertion verified (RS512), an RS512 token that is signed once a second", server: d.running, reload: again},
		{Name: "oauth2-mock-server", Does: "8.2.3, POST token, client_credentials: nothing verified, one RS256 token signed", server: other, shots: []shot{plain}, warm: 2 * warming},
	}, window)
	t.promise("signed tokens anew, for each second of one processor that the server uses", 1e6/t.find("tokens").median(costs)*forACode, 900)
	t.promise("signed tokens a second, where they repeat", t.median("tokens-again"), 10_000)
	t.promise("answers with tokens that repeat are at least five times those of oauth2-mock-server", t.ratio("tokens-again", "oauth2-mock-server"), 5)
}

// redeem is a token request for a new code of somebody's.
func (d *door) redeem(i int, assertion string) url.Values {
	code := d.code(d.running, "/nhs-login/authorize", url.Values{"login_as": {"testuserlive@demo.signin.nhs.uk"}, "scope": {"openid profile"}, "nonce": {strconv.Itoa(i)}})
	return asserting(assertion, "grant_type", "authorization_code", "code", code, "redirect_uri", callback)
}

// posted is a form as a shot.
func posted(b *testing.B, url string, form url.Values) shot {
	return aim(b, http.MethodPost, url, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}
