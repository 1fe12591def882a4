package nhslogin_test

import (
	"encoding/base64"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/world"
)

// TestPublishedScenarios are those of digest §3.9: refusing consent; signing in at each level, with more to prove below the one asked for; the vector of
// trust that comes back satisfies the request.
func TestPublishedScenarios(t *testing.T) {
	for _, row := range []struct{ name, user, vtr, vot string }{
		{"P9 is asked for and had", "9912003071", "", "P9.Cp.Cd"},
		{"P5 rises to P9", "9912003072", "", "P9.Cp.Cd"},
		{"P0 rises to P9", "9912003073", "", "P9.Cp.Cd"},
		{"P0 rises to P5", "9912003073", `["P5.Cp.Cd"]`, "P5.Cp.Cd"},
		{"P5 is enough", "9912003072", `["P5.Cp.Cd"]`, "P5.Cp.Cd"},
		{"P9 is more than enough", "9912003071", `["P5.Cp.Cd","P0.Cp"]`, "P9.Cp.Cd"},
		{"P0 is enough", "9912003073", `["P0.Cp"]`, "P0.Cp"},
		{"any level is enough", "9912003073", `["Cp.Cd"]`, "P0.Cp.Cd"},
		{"any credentials are enough, and P5 rises to P9", "9912003072", `["P9"]`, "P9.Cp.Cd"},
		{"of several, the first that can be had", "9912003072", `["P9.Cp.Cd","P5.Cp.Ck","P5.Cp"]`, "P5.Cp"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := logintest.New(t, nil)
			browser := r.Browser()
			page := browser.Visit("/nhs-login/authorize", start("vtr", row.vtr))
			back := browser.Fill(page, "username", row.user)
			if back.StatusCode == 200 {
				assert.Contains(t, row.name, "rises")
				leave := r.Browser()
				left := leave.Fill(leave.Fill(leave.Visit("/nhs-login/authorize", start("vtr", row.vtr)), "username", row.user), "decision", "leave")
				assert.Equal(t, "access_denied", left.Query(t).Get("error"))
				back = browser.Fill(back)
			}
			require.Equal(t, 302, back.StatusCode, back.Text)
			assert.Equal(t, "st", back.Query(t).Get("state"))
			answer := r.Post("/nhs-login/token", redeem(t, "web", back.Query(t).Get("code")))
			_, id := r.Decode(answer.JSON(t)["id_token"].(string), keys)
			assert.Equal(t, row.vot, id["vot"])
			// What was proven stays proven.
			again := r.Browser()
			assert.Equal(t, 302, again.Fill(again.Visit("/nhs-login/authorize", start("vtr", row.vtr)), "username", row.user).StatusCode)
		})
	}
	r := logintest.New(t, nil)
	browser := r.Browser()
	back := browser.Fill(browser.Visit("/nhs-login/authorize", start()), "username", "9912003071", "decision", "refuse-consent")
	assert.Equal(t, "error=access_denied&error_description=ConsentNotGiven&state=st&x=1", back.Query(t).Encode())
}

// TestFIDO: a response of a device is taken, and the vector with Cm preferred (digest §3.2, 3.5).
func TestFIDO(t *testing.T) {
	r := logintest.New(t, nil)
	body := signIn(t, r, "9912003071", "fido_auth_response", base64.StdEncoding.EncodeToString([]byte("a UAF assertion???")))
	_, id := r.Decode(body["id_token"].(string), keys)
	assert.Equal(t, "P9.Cm", id["vot"])
}

// TestSingleSignOn: blank prompt needs no page within half an hour, login always does, none never shows one (digest §3.2).
func TestSingleSignOn(t *testing.T) {
	r := logintest.New(t, nil)
	number := r.Realm.World.Population().Number(11).String()
	browser := r.Browser()
	require.Equal(t, 302, browser.Visit("/nhs-login/authorize", start("login_as", number)).StatusCode)
	assert.Equal(t, 302, browser.Visit("/nhs-login/authorize", start("client_id", "other")).StatusCode)
	assert.NotEmpty(t, browser.Visit("/nhs-login/authorize", start("prompt", "none")).Query(t).Get("code"))
	assert.Equal(t, 200, browser.Visit("/nhs-login/authorize", start("prompt", "login")).StatusCode)
	died := r.Browser()
	require.Equal(t, 302, died.Visit("/nhs-login/authorize", start("login_as", number)).StatusCode)
	r.Realm.World.Amend(11, func(p *world.Person) { p.Died = r.Realm.World.Clock().Now() })
	assert.Equal(t, "login_required", died.Visit("/nhs-login/authorize", start("prompt", "none")).Query(t).Get("error"), "the dead are signed out")
	late := r.Browser()
	require.Equal(t, 302, late.Visit("/nhs-login/authorize", start("login_as", "9912003071")).StatusCode)
	r.Realm.World.Clock().Advance(30 * time.Minute)
	assert.Equal(t, 200, late.Visit("/nhs-login/authorize", start()).StatusCode)
	low := r.Browser()
	require.Equal(t, 302, low.Visit("/nhs-login/authorize", start("login_as", "9912003073", "vtr", `["P0.Cp"]`)).StatusCode)
	assert.Equal(t, "interaction_required", low.Visit("/nhs-login/authorize", start("prompt", "none")).Query(t).Get("error"))
}

// TestOpenedFromAnotherApplication is the jump-off of digest §3.2 and 3.6: asserted_login_identity with prompt=none.
func TestOpenedFromAnotherApplication(t *testing.T) {
	r := logintest.New(t, nil)
	_, id := r.Decode(signIn(t, r, "9912003071")["id_token"].(string), keys)
	now := logintest.WallTime.Unix()
	assert1 := func(more logintest.Claims) string {
		return logintest.Sign(t, logintest.Keys()[0], logintest.Claims{"alg": "RS512", "typ": "JWT"},
			logintest.Claims{"code": id["jti"], "iss": "web", "jti": "j1", "iat": now, "exp": now + 60}.With(more))
	}
	open := func(jwt string) url.Values {
		return r.Get("/nhs-login/authorize?" + start("client_id", "other", "prompt", "none", "asserted_login_identity", jwt).Encode()).Query(t)
	}
	good := assert1(nil)
	code := open(good).Get("code")
	require.NotEmpty(t, code)
	assert.Equal(t, 200, r.Post("/nhs-login/token", redeem(t, "other", code)).StatusCode)
	assert.Equal(t, "sso_login_required", open(good).Get("error"), "used once")
	for name, more := range map[string]logintest.Claims{
		"more than a minute": {"exp": now + 61, "jti": "2"}, "expired": {"iat": now - 100, "exp": now - 40, "jti": "3"}, "another's code": {"code": "x", "jti": "4"},
		"another's token": {"iss": "other", "jti": "5"}, "stranger": {"iss": "x", "jti": "6"}, "no jti": {"jti": nil}, "no exp": {"exp": nil, "jti": "7"},
		"from the future": {"iat": now + 3600, "exp": now + 3660, "jti": "8"},
	} {
		assert.Equal(t, "sso_login_required", open(assert1(more)).Get("error"), name)
	}
	forged := logintest.Sign(t, logintest.Keys()[1], logintest.Claims{"alg": "RS512"}, logintest.Claims{"code": id["jti"], "iss": "web", "jti": "9", "iat": now, "exp": now + 60})
	assert.Equal(t, "sso_login_required", open(forged).Get("error"))
}

// TestStepUp takes somebody from P5 to P9 by an asserted_login_identity, with nothing to sign in to once more (src/step-up-p5-p9.md); with prompt=none
// there is no page to prove anything on (digest §3.2), and a session by itself is not enough (EIS 5.1.6.4).
func TestStepUp(t *testing.T) {
	r := logintest.New(t, nil)
	_, id := r.Decode(signIn(t, r, "9912003072", "vtr", `["P5.Cp.Cd"]`)["id_token"].(string), keys)
	now := logintest.WallTime.Unix()
	asserted := func(jti string) string {
		return logintest.Sign(t, logintest.Keys()[0], logintest.Claims{"alg": "RS512", "typ": "JWT"},
			logintest.Claims{"code": id["jti"], "iss": "web", "jti": jti, "iat": now, "exp": now + 60})
	}
	browser := r.Browser()
	page := browser.Visit("/nhs-login/authorize", start("asserted_login_identity", asserted("one")))
	require.Equal(t, 200, page.StatusCode, page.Text)
	assert.Contains(t, page.Text, "Prove who you are")
	assert.NotContains(t, page.Text, `name="username"`)
	silent := r.Get("/nhs-login/authorize?" + start("prompt", "none", "asserted_login_identity", asserted("two")).Encode())
	assert.Equal(t, "interaction_required", silent.Query(t).Get("error"))
	low := r.Browser()
	require.Equal(t, 302, low.Visit("/nhs-login/authorize", start("login_as", "9912003072", "vtr", `["P5.Cp.Cd"]`)).StatusCode)
	assert.Contains(t, low.Visit("/nhs-login/authorize", start()).Text, `name="username"`)

	back := browser.Fill(page)
	require.Equal(t, 302, back.StatusCode, back.Text)
	_, id = r.Decode(r.Post("/nhs-login/token", redeem(t, "web", back.Query(t).Get("code"))).JSON(t)["id_token"].(string), keys)
	assert.Equal(t, "P9.Cp.Cd", id["vot"])
	assert.Equal(t, "P9", id["identity_proofing_level"])
}

// TestFormPost is what .NET clients ask for (digest §3.2).
func TestFormPost(t *testing.T) {
	r := logintest.New(t, nil)
	page := r.Get("/nhs-login/authorize?" + start("response_mode", "form_post", "login_as", "9912003071").Encode())
	assert.Equal(t, 200, page.StatusCode)
	assert.Contains(t, page.Text, `<form method="post" action="https://app.example/callback?x=1">`)
	assert.Regexp(t, `<input type="hidden" name="code" value="[\w-]{32}"><input type="hidden" name="state" value="st">`, page.Text)
	assert.Contains(t, page.Text, "<button")
	assert.Equal(t, "invalid_request", r.Get("/nhs-login/authorize?"+start("response_mode", "fragment").Encode()).Query(t).Get("error"))
}

// TestWhoCannotSignIn: the dead, strangers, and published users with another password.
func TestWhoCannotSignIn(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	page := browser.Visit("/nhs-login/authorize", start())
	r.Realm.World.Amend(4, func(p *world.Person) { p.Died = r.Realm.World.Clock().Now() })
	for _, with := range [][]string{{"username", r.Realm.World.Population().Number(4).String()}, {"username", "x"}, {"username", ""},
		{"username", "testuserlive@demo.signin.nhs.uk", "password", "wrong"}} {
		page = browser.Fill(page, with...)
		assert.Equal(t, 200, page.StatusCode)
		assert.Contains(t, page.Text, "Nobody can sign in with that name and password.")
	}
	assert.Equal(t, 302, browser.Fill(page, "username", "testuserlive@demo.signin.nhs.uk", "password", "Passw0rd$1").StatusCode)
	// Who dies while they are signed in is nobody any more to the application.
	number := r.Realm.World.Population().Number(8).String()
	body := signIn(t, r, number)
	r.Realm.World.Amend(8, func(p *world.Person) { p.Died = r.Realm.World.Clock().Now() })
	assert.Equal(t, 401, r.Get("/nhs-login/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).StatusCode)
}
