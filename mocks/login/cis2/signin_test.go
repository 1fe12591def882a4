package cis2_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/synthetic/nhs"
)

// TestAssuranceLevels: who reaches AAL3 satisfies AAL2, not the other way round (digest §4.2).
func TestAssuranceLevels(t *testing.T) {
	r := logintest.New(t, nil)
	for _, row := range []struct {
		user, acr, level, amr string
		in                    bool
	}{
		{"656005750108", "", "3", "N3_SMARTCARD", true},
		{"656005750108", "AAL2_OR_AAL3_ANY", "3", "N3_SMARTCARD", true},
		{"656005750108", "AAL2_ANY", "3", "N3_SMARTCARD", true},
		{"656005750108", "AAL3_FIDO2", "3", "FIDO2", true},
		{"656005750109", "AAL3_ANY", "", "", false},
		{"656005750109", "AAL2_OR_AAL3_ANY", "2", "TOTP", true},
		{"656005750109", "nonsense AAL2_ANY", "2", "TOTP", true},
		{"656005750110", "AAL2_ANY", "", "", false},
		{"656005750110", "AAL1_USERPASS", "1", "pwd", true},
	} {
		browser := r.Browser()
		got := browser.Fill(browser.Visit(cis2.Root+"/authorize", start("acr_values", row.acr)), "username", row.user)
		if !row.in {
			assert.Equal(t, 200, got.StatusCode, "%v", row)
			assert.Contains(t, got.Text, "Your authenticator reaches AAL")
			continue
		}
		_, id := r.Decode(r.Post(cis2.Root+"/access_token", redeem(got.Query(t).Get("code"))).JSON(t)["id_token"].(string), keys)
		assert.Equal(t, row.level, id["authentication_assurance_level"], "%v", row)
		assert.Equal(t, []any{row.amr}, id["amr"], "%v", row)
	}
}

// TestRoleSelection: selected_roleid comes with the scope selectedrole; a page asks those who have several roles (digest §4.2, 4.6).
func TestRoleSelection(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	page := browser.Fill(browser.Visit(cis2.Root+"/authorize", start("scope", "openid selectedrole nationalrbacaccess")), "username", "656005750104")
	require.Contains(t, page.Text, "Choose your role")
	_, fields := browser.Form(page)
	picked := fields.Get("role") // the last of the radio buttons
	back := browser.Fill(page, "role", picked)
	require.Equal(t, 302, back.StatusCode, back.Text)
	body := r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"))).JSON(t)
	_, id := r.Decode(body["id_token"].(string), keys)
	assert.Equal(t, picked, id["selected_roleid"])

	other := r.Browser()
	page = other.Fill(other.Visit(cis2.Root+"/authorize", start("scope", "openid selectedrole")), "username", "656005750104")
	assert.Contains(t, other.Fill(page, "role", "998000000001").Text, "Choose your role", "a role of somebody else")
	_, id = r.Decode(signIn(t, r, "787807429512", "scope", "openid selectedrole")["id_token"].(string), keys)
	assert.Regexp(t, `^998\d{9}$`, id["selected_roleid"], "an only role needs no page")
	_, id = r.Decode(signIn(t, r, "656005750104")["id_token"].(string), keys)
	assert.NotContains(t, id, "selected_roleid", "nobody asked")
}

// TestSessions: a session serves other applications, prompt=login and max_age want a new one (digest §4.2).
func TestSessions(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	first := browser.Visit(cis2.Root+"/authorize", start("login_as", "656005750108"))
	sid := func(code string, app, secret string) any {
		_, id := r.Decode(r.Post(cis2.Root+"/access_token", redeem(code, "client_id", app, "client_secret", secret)).JSON(t)["id_token"].(string), keys)
		return id["sid"]
	}
	one := sid(first.Query(t).Get("code"), "web", logintest.Secret)
	second := browser.Visit(cis2.Root+"/authorize", start("client_id", "other"))
	assert.Equal(t, one, sid(second.Query(t).Get("code"), "other", "0ther"))
	assert.Equal(t, 200, browser.Visit(cis2.Root+"/authorize", start("prompt", "login")).StatusCode)
	r.Realm.World.Clock().Advance(10 * time.Minute)
	assert.Equal(t, 302, browser.Visit(cis2.Root+"/authorize", start("max_age", "600")).StatusCode)
	assert.Equal(t, 200, browser.Visit(cis2.Root+"/authorize", start("max_age", "599")).StatusCode)
	r.Realm.World.Clock().Advance(12 * time.Hour)
	assert.Equal(t, 200, browser.Visit(cis2.Root+"/authorize", start()).StatusCode)
}

// TestSigningInAgainIsANewSession: whoever had to sign in since max_age was over has an auth_time of now, to which clients hold max_age (OpenID Connect
// Core §3.1.2.1 and §3.1.3.7; digest §4.2), and so has who was asked to by prompt=login. Picking a role is no sign-in.
func TestSigningInAgainIsANewSession(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	told := func(back logintest.Reply) map[string]any {
		require.Equal(t, 302, back.StatusCode, back.Text)
		_, id := r.Decode(r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"))).JSON(t)["id_token"].(string), keys)
		return id
	}
	later := func() {
		r.Realm.World.Clock().Advance(time.Minute)
		r.Wall.Advance(time.Minute)
	}
	first := told(browser.Fill(browser.Visit(cis2.Root+"/authorize", start()), "username", "656005750104"))
	later()
	second := told(browser.Fill(browser.Visit(cis2.Root+"/authorize", start("max_age", "30")), "username", "656005750104"))
	assert.Equal(t, first["auth_time"].(float64)+60, second["auth_time"])
	assert.NotEqual(t, first["sid"], second["sid"])
	assert.Equal(t, second["sid"], told(browser.Visit(cis2.Root+"/authorize", start("max_age", "30", "prompt", "none")))["sid"])
	later()
	third := told(browser.Fill(browser.Visit(cis2.Root+"/authorize", start("prompt", "login")), "username", "656005750104"))
	assert.Equal(t, second["auth_time"].(float64)+60, third["auth_time"])
	later()
	role := told(browser.Fill(browser.Visit(cis2.Root+"/authorize", start("scope", "openid selectedrole"))))
	assert.Equal(t, third["auth_time"], role["auth_time"])
	assert.Equal(t, third["sid"], role["sid"])
}

// TestSessionMustSatisfyTheContext: acr and amr of an ID token never contradict each other (digest §4.2, 4.3).
func TestSessionMustSatisfyTheContext(t *testing.T) {
	r := logintest.New(t, nil)
	browser := r.Browser()
	require.Equal(t, 302, browser.Visit(cis2.Root+"/authorize", start("login_as", "656005750108")).StatusCode)
	for acr, in := range map[string]bool{"AAL3_ANY": true, "AAL2_ANY": true, "AAL1_USERPASS": true, "AAL3_N3_SMARTCARD": true, "AAL3_SMARTCARD": true,
		"AAL3_FIDO2": false, "AAL3_IOS": false, "AAL3_CIS2_SMARTCARD": false, "AAL2_TOTP": false} {
		silent := browser.Visit(cis2.Root+"/authorize", start("acr_values", acr, "prompt", "none"))
		assert.Equal(t, in, silent.Query(t).Get("code") != "", acr)
	}
	back := browser.Fill(browser.Visit(cis2.Root+"/authorize", start("acr_values", "AAL3_CIS2_SMARTCARD")), "username", "656005750108")
	_, id := r.Decode(r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"))).JSON(t)["id_token"].(string), keys)
	assert.Equal(t, []any{"CIS2_SMARTCARD"}, id["amr"])
	assert.Equal(t, 302, browser.Visit(cis2.Root+"/authorize", start("acr_values", "AAL3_SMARTCARD")).StatusCode)
}

// TestLogoutIsToldToEveryApplication of the session that has an address (digest §4.5; OpenID Connect Back-Channel Logout 1.0 §2.4).
func TestLogoutIsToldToEveryApplication(t *testing.T) {
	var mu sync.Mutex
	told := map[string]string{}
	status := 200
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		told[request.URL.Path] = request.PostFormValue("logout_token")
		w.WriteHeader(status)
	}))
	defer server.Close()
	app := func(id string) mocks.App {
		return mocks.App{ID: id, Secret: logintest.Secret, Redirects: []string{logintest.Callback}, LogoutURL: server.URL + "/" + id}
	}
	r := logintest.New(t, server.Client(), app("a"), app("b"), app("c"))
	browser := r.Browser()
	back := browser.Visit(cis2.Root+"/authorize", start("client_id", "a", "login_as", "656005750108"))
	body := r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"), "client_id", "a")).JSON(t)
	browser.Visit(cis2.Root+"/authorize", start("client_id", "b"))
	_, id := r.Decode(body["id_token"].(string), keys)

	for _, hint := range []string{"", "x", body["id_token"].(string)[:100]} {
		assert.Equal(t, 400, r.Get(cis2.Root+"/connect/endSession?id_token_hint="+hint).StatusCode)
	}
	assert.Equal(t, 204, r.Get(cis2.Root+"/connect/endSession?id_token_hint="+body["id_token"].(string)).StatusCode)
	require.Len(t, told, 2, "not those outside the session")
	for _, path := range []string{"/a", "/b"} {
		_, claims := r.Decode(told[path], keys)
		assert.Equal(t, path[1:], claims["aud"])
		assert.Equal(t, id["sid"], claims["sid"])
		assert.Equal(t, issuer, claims["iss"])
		assert.Contains(t, claims["events"], cis2.LogoutEvent)
		assert.NotContains(t, claims, "nonce")
		assert.NotEmpty(t, claims["jti"])
		assert.InDelta(t, 120, claims["exp"].(float64)-claims["iat"].(float64), 0, "an exp (errata set 1), which NHSDigital/dtos-manage-breast-screening insists on")
	}
	assert.Equal(t, 401, r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).StatusCode)
	assert.Equal(t, 200, browser.Visit(cis2.Root+"/authorize", start()).StatusCode, "nobody is signed in")

	status = 500
	body = r.Post(cis2.Root+"/access_token", redeem(r.Browser().Visit(cis2.Root+"/authorize", start("client_id", "a", "login_as", "656005750108")).Query(t).Get("code"), "client_id", "a")).JSON(t)
	ended := r.Get(cis2.Root + "/connect/endSession?id_token_hint=" + body["id_token"].(string))
	assert.Equal(t, 204, ended.StatusCode)
	assert.Contains(t, ended.Header.Get("X-Sandpiper-Why"), "tell a of the logout: status 500")

	// A session that runs out is told of too, when the provider is next called.
	status = 200
	lapsed := r.Post(cis2.Root+"/access_token", redeem(r.Browser().Visit(cis2.Root+"/authorize", start("client_id", "b", "login_as", "656005750107")).Query(t).Get("code"), "client_id", "b")).JSON(t)
	_, id = r.Decode(lapsed["id_token"].(string), keys)
	clear(told)
	r.Realm.World.Clock().Advance(12*time.Hour - 1)
	r.Get(cis2.Root + "/authorize")
	assert.Empty(t, told)
	r.Realm.World.Clock().Advance(1)
	r.Get(cis2.Root + "/authorize")
	require.Len(t, told, 1)
	_, claims := r.Decode(told["/b"], keys)
	assert.Equal(t, id["sid"], claims["sid"])
	r.Get(cis2.Root + "/authorize")
	assert.Len(t, told, 1, "once")
}

// TestWayBackFromLogout: a browser goes on to one of the application's addresses, and to no other (ForgeRock AM, recalled).
func TestWayBackFromLogout(t *testing.T) {
	r := logintest.New(t, nil)
	hint := signIn(t, r, "656005750108")["id_token"].(string)
	end := func(back string) logintest.Reply {
		q := url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {back}, "state": {"a b"}}
		return r.Get(cis2.Root + "/connect/endSession?" + q.Encode())
	}
	for _, back := range []string{"https://evil.example", logintest.Callback + "/", "//app.example/other", "/"} {
		got := end(back)
		assert.Equal(t, 400, got.StatusCode, back)
		assert.Equal(t, "redirect_uri_mismatch", got.JSON(t)["error"])
	}
	got := end("https://app.example/other")
	assert.Equal(t, 302, got.StatusCode)
	assert.Equal(t, "https://app.example/other?state=a%20b", got.Header.Get("Location"))
}

// TestEveryClinicianCanSignIn at a practice that exists, some of them at two.
func TestEveryClinicianCanSignIn(t *testing.T) {
	r := logintest.New(t, nil)
	population := r.Realm.World.Population()
	for n := range 12 {
		practice, ok := population.Practice(nhs.ODS("ZX0" + strconv.Itoa(100+n*7)))
		require.True(t, ok)
		who := population.Practitioner(practice.Code, n%practice.Practitioners)
		body := signIn(t, r, who.SDSUser)
		info := r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).JSON(t)
		for _, role := range info["nhsid_nrbac_roles"].([]any) {
			_, exists := population.Practice(nhs.ODS(role.(map[string]any)["org_code"].(string)))
			assert.True(t, exists)
		}
	}
	browser := r.Browser()
	page := browser.Visit(cis2.Root+"/authorize", start())
	assert.Contains(t, browser.Fill(page, "username", "999999999999").Text, "Nobody can sign in")
}
