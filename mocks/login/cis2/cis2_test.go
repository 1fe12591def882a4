package cis2_test

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
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
