package cis2_test

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
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

const (
	issuer = "http://example.test:80" + cis2.Root
	keys   = cis2.Root + "/connect/jwk_uri"
	digest = "research identity-demographics-registers.md §4"
)

// start is a good authorisation request but for what is changed; an empty value removes one.
func start(more ...string) url.Values {
	q := url.Values{"client_id": {"web"}, "redirect_uri": {logintest.Callback}, "response_type": {"code"}, "state": {"st"}, "nonce": {"no"},
		"scope": {"openid profile email nationalrbacaccess associatedorgs"}}
	for i := 0; i+1 < len(more); i += 2 {
		if q.Set(more[i], more[i+1]); more[i+1] == "" {
			q.Del(more[i])
		}
	}
	return q
}

// redeem is a token request of "web" with its secret.
func redeem(code string, more ...string) url.Values {
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {"web"}, "client_secret": {logintest.Secret}, "redirect_uri": {logintest.Callback}, "code": {code}}
	for i := 0; i+1 < len(more); i += 2 {
		if form.Set(more[i], more[i+1]); more[i+1] == "" {
			form.Del(more[i])
		}
	}
	return form
}

// signIn signs somebody in without a page and is the token answer.
func signIn(t testing.TB, r *logintest.Rig, who string, more ...string) map[string]any {
	t.Helper()
	back := r.Browser().Visit(cis2.Root+"/authorize", start(append([]string{"login_as", who}, more...)...))
	require.NotEmpty(t, back.Query(t).Get("code"), "%d %s %s", back.StatusCode, back.Header.Get("Location"), back.Text)
	answer := r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code")))
	require.Equal(t, 200, answer.StatusCode, "%s %s", answer.Text, answer.Header.Get("X-Sandpiper-Why"))
	return answer.JSON(t)
}

// TestPortIsInIssuer: the port is named even where it goes without saying (digest §4.1).
func TestPortIsInIssuer(t *testing.T) {
	r := logintest.New(t, nil)
	got := r.Get(cis2.Root + "/.well-known/openid-configuration").JSON(t)
	assert.Equal(t, issuer, got["issuer"])
	assert.Equal(t, issuer+"/access_token", got["token_endpoint"])
	assert.Equal(t, issuer+"/connect/jwk_uri", got["jwks_uri"])
	for base, want := range map[string]string{
		"https://am.example":      "https://am.example:443" + cis2.Root,
		"https://am.example:443":  "https://am.example:443" + cis2.Root,
		"https://am.example:8443": "https://am.example:8443" + cis2.Root,
		"http://127.0.0.1:8080":   "http://127.0.0.1:8080" + cis2.Root,
	} {
		service := cis2.Service{PublicURL: base}
		assert.Equal(t, want, service.Issuer(&mocks.Call{Realm: r.Realm}))
	}
}

// TestIDToken has the claims of the real one with their types: levels are strings (digest §4.3).
func TestIDToken(t *testing.T) {
	r := logintest.New(t, nil)
	body := signIn(t, r, "656005750104")
	access := body["access_token"].(string)
	assert.Equal(t, map[string]any{"access_token": access, "id_token": body["id_token"], "scope": "openid profile email nationalrbacaccess associatedorgs",
		"token_type": "Bearer", "expires_in": 3599.0, "nonce": "no"}, body)
	header, id := r.Decode(body["id_token"].(string), keys)
	assert.Equal(t, "RS256", header["alg"])
	sum := sha256.Sum256([]byte(access))
	state := sha256.Sum256([]byte("st"))
	iat := float64(logintest.WallTime.Unix())
	for _, name := range []string{"sid", "auditTrackingId", "c_hash", "org.forgerock.openidconnect.ops"} {
		assert.NotEmpty(t, id[name])
		delete(id, name)
	}
	assert.Equal(t, map[string]any{"iss": issuer, "sub": "656005750104", "subname": "656005750104", "aud": "web", "azp": "web", "iat": iat, "exp": iat + 3600, "auth_time": iat,
		"nonce": "no", "acr": "AAL3_ANY", "amr": []any{"N3_SMARTCARD"}, "authentication_assurance_level": "3", "id_assurance_level": "3", "idassurancelevel": "3",
		"realm": "/NHSIdentity/Healthcare", "tokenName": "id_token", "tokenType": "JWTToken",
		"at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]), "s_hash": base64.RawURLEncoding.EncodeToString(state[:16])}, id)
}

// TestUserinfoByScope has the members of digest §4.4 and specs/identity-service/derived-response-bank.json.
func TestUserinfoByScope(t *testing.T) {
	r := logintest.New(t, nil)
	practice, _ := r.Realm.World.Population().Practice("ZX0007")
	who := r.Realm.World.Population().Practitioner("ZX0007", 0)
	info := func(scope string) map[string]any {
		body := signIn(t, r, who.SDSUser, "scope", "openid "+scope)
		got := r.Get(cis2.Root+"/userinfo?schema=openid", "Authorization", "Bearer "+body["access_token"].(string))
		require.Equal(t, 200, got.StatusCode)
		out := got.JSON(t)
		assert.Equal(t, who.SDSUser, out["sub"])
		assert.Equal(t, who.SDSUser, out["nhsid_useruid"])
		delete(out, "sub")
		delete(out, "nhsid_useruid")
		return out
	}
	given, family := who.Name.Given[0], who.Name.Family
	assert.Empty(t, info(""))
	assert.Equal(t, map[string]any{"name": given + " " + family, "given_name": given, "family_name": family, "uid": who.SDSUser}, info("profile"))
	assert.Contains(t, info("email")["email"], "@example.org")
	assert.Equal(t, map[string]any{"title": "Dr", "display_name": given + " " + family, "initials": given[:1], "idassurancelevel": "3"}, info("nhsperson"))
	assert.Equal(t, map[string]any{"gmc_id": "ZX0007-00"}, info("professionalmemberships"))
	role := info("nationalrbacaccess")["nhsid_nrbac_roles"].([]any)[0].(map[string]any)
	assert.Equal(t, "ZX0007", role["org_code"])
	assert.Equal(t, "S8000:G8000:R8000", role["role_code"])
	assert.Equal(t, `"Clinical":"Clinical Provision":"Clinical Practitioner Access Role"`, role["role_name"])
	assert.Regexp(t, `^\d{12}$`, role["person_roleid"])
	assert.Regexp(t, `^\d{12}$`, role["person_orgid"])
	assert.Equal(t, len(role["activities"].([]any)), len(role["activity_codes"].([]any)))
	assert.NotContains(t, role, "workgroups")
	org := info("associatedorgs")["nhsid_user_orgs"].([]any)[0].(map[string]any)
	assert.Equal(t, "ZX0007", org["org_code"])
	assert.NotEmpty(t, practice.Name)
	assert.Contains(t, info("organisationalmemberships"), "nhsid_org_roles")
	for _, value := range []string{"", "Bearer x", "Basic x"} {
		got := r.Get(cis2.Root+"/userinfo", "Authorization", value)
		assert.Equal(t, 401, got.StatusCode)
		assert.Equal(t, "invalid_token", got.JSON(t)["error"])
	}
}

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

// TestAuthorizeErrors and the answer's iss and client_id (digest §4.1, 4.2; words recalled).
func TestAuthorizeErrors(t *testing.T) {
	r := logintest.New(t, nil)
	for name, row := range map[string]struct {
		code  string
		query url.Values
	}{
		"no response type": {"invalid_request", start("response_type", "")},
		"implicit":         {"unsupported_response_type", start("response_type", "id_token token")},
		"no openid":        {"invalid_scope", start("scope", "profile")},
		"unknown scope":    {"invalid_scope", start("scope", "openid everything")},
		"unknown acr":      {"invalid_request", start("acr_values", "AAL4")},
		"prompt":           {"invalid_request", start("prompt", "maybe")},
		"max_age":          {"invalid_request", start("max_age", "old")},
		"plain PKCE":       {"invalid_request", start("code_challenge", "x")},
		"request object":   {"request_not_supported", start("request", "x")},
		"nobody there":     {"login_required", start("prompt", "none")},
	} {
		got := r.Get(cis2.Root + "/authorize?" + row.query.Encode())
		require.Equal(t, 302, got.StatusCode, name)
		assert.Equal(t, row.code, got.Query(t).Get("error"), name)
		assert.Equal(t, issuer, got.Query(t).Get("iss"), digest+".1")
		assert.Equal(t, "web", got.Query(t).Get("client_id"))
		assert.Equal(t, "st", got.Query(t).Get("state"))
	}
	for _, q := range []url.Values{start("client_id", "x"), start("redirect_uri", "https://evil.example")} {
		got := r.Get(cis2.Root + "/authorize?" + q.Encode())
		assert.Equal(t, 400, got.StatusCode)
		assert.Empty(t, got.Header.Get("Location"))
	}
}

// TestTokenErrors (digest §4.3; words and statuses recalled).
func TestTokenErrors(t *testing.T) {
	r := logintest.New(t, nil)
	code := func(more ...string) string {
		return r.Browser().Visit(cis2.Root+"/authorize", start(append([]string{"login_as", "656005750108"}, more...)...)).Query(t).Get("code")
	}
	good := code()
	assertion := func(aud string) url.Values {
		form := redeem(good, "client_secret", "")
		maps.Copy(form, logintest.Asserting(logintest.Assertion(t, "web", aud, "cis2 "+aud, nil)))
		return form
	}
	for name, row := range map[string]struct {
		status int
		code   string
		form   url.Values
	}{
		"no grant":             {400, "invalid_request", redeem(good, "grant_type", "")},
		"refresh":              {400, "unsupported_grant_type", redeem(good, "grant_type", "refresh_token")},
		"wrong secret":         {401, "invalid_client", redeem(good, "client_secret", "x")},
		"no secret":            {401, "invalid_client", redeem(good, "client_secret", "")},
		"stranger":             {401, "invalid_client", redeem(good, "client_id", "x")},
		"the platform":         {401, "invalid_client", redeem(good, "client_id", "sandpiper-api-platform", "client_secret", "")},
		"aud without the port": {401, "invalid_client", assertion("http://example.test" + cis2.Root + "/access_token")},
		"no code":              {400, "invalid_request", redeem("")},
		"wrong code":           {400, "invalid_grant", redeem("x")},
		"another address":      {400, "invalid_grant", redeem(good, "redirect_uri", "https://app.example/other")},
		"another application":  {400, "invalid_grant", redeem(good, "client_id", "other", "client_secret", "0ther")},
		"verifier":             {400, "invalid_grant", redeem(code("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256"), "code_verifier", "x")},
	} {
		got := r.Post(cis2.Root+"/access_token", row.form)
		assert.Equal(t, row.status, got.StatusCode, name)
		assert.Equal(t, row.code, got.JSON(t)["error"], name)
		assert.NotEmpty(t, got.JSON(t)["error_description"])
	}
	assert.Equal(t, 400, r.Do("POST", cis2.Root+"/access_token", "{}", "Content-Type", "application/json").StatusCode)
	assert.Equal(t, 200, r.Post(cis2.Root+"/access_token", assertion(issuer+"/access_token")).StatusCode)
	// The verifier of RFC 7636 appendix B.
	c := code("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256")
	assert.Equal(t, 200, r.Post(cis2.Root+"/access_token", redeem(c, "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).StatusCode)
	late := code()
	r.Realm.World.Clock().Advance(2 * time.Minute)
	assert.Equal(t, 400, r.Post(cis2.Root+"/access_token", redeem(late)).StatusCode)
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
	}
	assert.Equal(t, 401, r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).StatusCode)
	assert.Equal(t, 200, browser.Visit(cis2.Root+"/authorize", start()).StatusCode, "nobody is signed in")

	status = 500
	body = r.Post(cis2.Root+"/access_token", redeem(r.Browser().Visit(cis2.Root+"/authorize", start("client_id", "a", "login_as", "656005750108")).Query(t).Get("code"), "client_id", "a")).JSON(t)
	ended := r.Get(cis2.Root + "/connect/endSession?id_token_hint=" + body["id_token"].(string))
	assert.Equal(t, 204, ended.StatusCode)
	assert.Contains(t, ended.Header.Get("X-Sandpiper-Why"), "tell a of the logout: status 500")
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
