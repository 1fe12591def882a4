package nhslogin_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/mockstest/published"
)

// The catalogue of errors is that of research identity-demographics-registers.md §3; upstream is nhsconnect/nhslogin, of whose interface
// specification (EIS) the tables are named, and its guidance.
const eis = "EIS "

// golden is one row of the catalogue.
type golden struct {
	of     string // the parameter, as the digest's table has it; empty for what is no parameter
	source string // upstream
	query  url.Values
	code   string // error that the application is told; "page" for a page and no redirect, "good" for a sign-in that goes on
}

// twice is start with another value for a parameter.
func twice(name, value string) url.Values {
	q := start()
	q.Add(name, value)
	return q
}

// TestAuthorizeCatalogue has what can be wrong with each parameter of /authorize, and brings every published error about.
func TestAuthorizeCatalogue(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "narrow", Redirects: []string{logintest.Callback}, LoginScopes: []string{"profile"}, Vectors: []string{"P9.Cp.Cd"}})
	const ours = "ours: decision= asks for an error that no request brings about"
	rows := []golden{
		{"scope", eis + "Table 1.1", start("scope", ""), "invalid_request"},
		{"scope", eis + "Table 1.1", start("scope", "profile"), "invalid_scope"},
		{"scope", eis + "Table 2", start("scope", "openid address"), "invalid_scope"},
		{"scope", eis + "Table 2.2: IM1 partners only", start("scope", "openid gp_integration_credentials"), "invalid_scope"},
		{"scope", "src/testing-scenarios.md: scope not registered", start("client_id", "narrow", "scope", "openid email"), "invalid_scope"},
		{"scope", "digest §3.4: each excludes the other; src/scopes-and-claims.md", start("scope", "openid profile basic_demographics"), "invalid_scope"},
		{"scope", eis + "Table 5.1: more than once", twice("scope", "openid"), "invalid_request"},
		{"client_id", "RFC 6749 §3.1", twice("client_id", "other"), "page"},
		{"redirect_uri", "RFC 6749 §3.1", twice("redirect_uri", "https://evil.example"), "page"},
		{"response_type", eis + "Table 1.1", start("response_type", ""), "invalid_request"},
		{"response_type", eis + "Table 5.1", start("response_type", "id_token"), "unsupported_response_type"},
		{"client_id", eis + "Table 1.1", start("client_id", ""), "page"},
		{"client_id", eis + "Table 1.1", start("client_id", "x"), "page"},
		{"redirect_uri", eis + "Table 1.1, 3.4.5.2", start("redirect_uri", ""), "page"},
		{"redirect_uri", eis + "Table 1.1, 3.4.5.2", start("redirect_uri", "https://evil.example"), "page"},
		{"redirect_uri", eis + "Table 1.1: no query is added", start("redirect_uri", logintest.Callback+"&y=1"), "page"},
		{"state", "dtos-participant-manager (checks: [])", start("state", ""), "good"},
		{"nonce", "vaccinations-app provider.ts (checks: [state]); the example of EIS 3.4.1.1", start("nonce", ""), "good"},
		{"display", eis + "Table 1.1", start("display", "wap"), "invalid_request"},
		{"display", eis + "Table 1.1", start("display", "touch"), "good"},
		{"prompt", eis + "Table 1.1", start("prompt", "consent"), "invalid_request"},
		{"prompt", eis + "Table 5.2", start("prompt", "none"), "login_required"},
		{"prompt", eis + "Table 1.1", start("prompt", "login"), "good"},
		{"vtr", eis + "5.1", start("vtr", `P9.Cp.Cd`), "invalid_request"},
		{"vtr", eis + "5.1", start("vtr", `[]`), "invalid_request"},
		{"vtr", eis + "5.1: one level", start("vtr", `["P9.P5"]`), "invalid_request"},
		{"vtr", eis + "5.1.3: any level will do", start("vtr", `["Cp.Cd"]`), "good"},
		{"vtr", eis + "5.1.3: any credentials will do", start("vtr", `["P9"]`), "good"},
		{"vtr", eis + "5.1.3, its own example", start("vtr", `["P9.Cp.Cd ", "P9.Ck"]`), "good"},
		{"vtr", eis + "5.1", start("vtr", `["P9.Cx"]`), "invalid_request"},
		{"vtr", eis + "5.1: yet to be implemented", start("vtr", `["P9.Ck"]`), "invalid_request"},
		{"vtr", eis + "5.1: registered for the client", start("client_id", "narrow", "vtr", `["P0.Cp"]`), "invalid_request"},
		{"fido_auth_response", eis + "Table 1.2", start("fido_auth_response", "!"), "invalid_request"},
		{"asserted_login_identity", "src/single-sign-on.md", start("prompt", "none", "asserted_login_identity", "x"), "sso_login_required"},
		{"allow_registration", eis + "Table 1.2: any value but false", start("allow_registration", "maybe"), "good"},
		{"allow_registration", eis + "Table 1.2", start("allow_registration", "false"), "good"},
		{"unsupported", eis + "Table 1.1: not supported, not refused", start("max_age", "x", "ui_locales", "cy", "login_hint", "x", "acr_values", "x", "claims", "{"), "good"},
		{"", eis + "Table 5.2", start("request", "x"), "request_not_supported"},
		{"", eis + "Table 5.2", start("request_uri", "x"), "request_uri_not_supported"},
		{"", eis + "Table 5.2", start("registration", "{}"), "registration_not_supported"},
		{"", "nhsapp-developer-documentation", start("login_as", "9912003071", "decision", "refuse-consent"), "access_denied"},
	}
	for _, code := range []string{"unauthorized_client", "server_error", "temporarily_unavailable", "account_selection_required", "consent_required", "invalid_request_uri",
		"invalid_request_object"} {
		rows = append(rows, golden{"", ours, start("decision", code), code})
	}
	browser := r.Browser() // who is signed in below what is asked for
	browser.Visit("/nhs-login/authorize", start("login_as", "9912003073", "vtr", `["P0.Cp"]`))
	assert.Equal(t, "interaction_required", browser.Visit("/nhs-login/authorize", start("prompt", "none")).Query(t).Get("error"))
	brought := map[string]bool{"interaction_required": true}
	for _, row := range rows {
		t.Run(row.of+" "+row.code, func(t *testing.T) {
			got := r.Get("/nhs-login/authorize?" + row.query.Encode())
			brought[row.code] = true
			switch row.code {
			case "good":
				assert.Equal(t, 200, got.StatusCode, row.source)
				assert.Equal(t, row.query.Get("allow_registration") != "false", strings.Contains(got.Text, "No account yet?"))
			case "page":
				assert.Equal(t, 400, got.StatusCode, row.source)
				assert.Empty(t, got.Header.Get("Location"), "a page, and no redirect")
				assert.Contains(t, got.Text, "not an NHS service")
			default:
				require.Equal(t, 302, got.StatusCode, "%s: %s", row.source, got.Text)
				told := got.Query(t)
				assert.Equal(t, row.code, told.Get("error"), row.source)
				assert.Equal(t, row.query.Get("state"), told.Get("state"), row.source)
				assert.NotEmpty(t, told.Get("error_description"))
				for name := range told {
					assert.Contains(t, []string{"x", "error", "error_description", "state"}, name, "other parameters should not be returned (EIS 3.4.5.2)")
				}
			}
		})
	}
	assert.Equal(t, 200, r.Post("/nhs-login/authorize", start()).StatusCode, "POST is taken too (EIS 3.4.1)")
	assert.Equal(t, 400, r.Do("POST", "/nhs-login/authorize", "{}", "Content-Type", "application/json").StatusCode)

	text := published.Section(t, "### 3.2")
	for _, row := range published.Lines(text) {
		name := strings.Trim(row[0], "`")
		assert.True(t, slices.ContainsFunc(rows, func(g golden) bool { return g.of == name }), "no golden row for the parameter %s", name)
	}
	list := regexp.MustCompile(`(?s)with codes (.*?)\.\nConsent`).FindStringSubmatch(text)
	require.NotNil(t, list)
	codes := regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(list[1], -1)
	require.Len(t, codes, 17)
	for _, code := range codes {
		assert.True(t, brought[code[1]], "nothing brings %s about", code[1])
	}
}

// TestWithoutStateOrNonce: people are signed in for an application that sends neither, as live services do; a developer is told, and a provider that
// keeps to the letter of EIS Table 1.1 refuses.
func TestWithoutStateOrNonce(t *testing.T) {
	r := logintest.New(t, nil)
	for _, missing := range []string{"state", "nonce"} {
		got := r.Get("/nhs-login/authorize?" + start(missing, "", "login_as", "9912003071").Encode())
		require.Equal(t, 302, got.StatusCode, got.Text)
		assert.Contains(t, got.Header.Get("X-Sandpiper-Why"), missing+" is missing")
		assert.Equal(t, missing != "state", got.Query(t).Has("state"))
		body := r.Post("/nhs-login/token", redeem(t, "web", got.Query(t).Get("code"))).JSON(t)
		_, id := r.Decode(body["id_token"].(string), keys)
		assert.Equal(t, missing != "nonce", id["nonce"] != nil)
	}
	whole := r.Get("/nhs-login/authorize?" + start("login_as", "9912003071").Encode())
	assert.Empty(t, whole.Header.Get("X-Sandpiper-Why"))

	strict, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{&nhslogin.Service{Keys: new(oidc.KeySets), Mandatory: true}},
		Default:  &mocks.Realm{World: r.Realm.World}, Apps: []mocks.App{{ID: "web", Redirects: []string{logintest.Callback}}},
	})
	require.NoError(t, err)
	r.Estate = strict
	for _, missing := range []string{"state", "nonce"} {
		told := r.Get("/nhs-login/authorize?" + start(missing, "", "login_as", "9912003071").Encode()).Query(t)
		assert.Equal(t, "invalid_request", told.Get("error"))
		assert.Equal(t, missing+" is missing", told.Get("error_description"))
	}
}

// repeated gives a parameter of a form once more (EIS Table 10: repeats a parameter).
func repeated(form url.Values, name string) url.Values {
	form.Add(name, form.Get(name))
	return form
}

// TestTokenCatalogue has the errors of /token: 400, a code and no store (digest §3.3; EIS 3.5.3.2, Table 10).
func TestTokenCatalogue(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "keyless"}, mocks.App{ID: "nowhere", Keys: logintest.KeySet()})
	back := r.Browser().Visit("/nhs-login/authorize", start("login_as", "9912003071"))
	code := back.Query(t).Get("code")
	held := signIn(t, r, "9912003072", "vtr", `["P5.Cp.Cd"]`)["refresh_token"].(string)
	n := 0
	form := func(claims logintest.Claims, more ...string) url.Values {
		n++
		f := logintest.Asserting(logintest.Assertion(t, "web", issuer+"/token", "n"+string(rune('a'+n)), claims),
			"grant_type", "authorization_code", "code", code, "redirect_uri", logintest.Callback)
		for i := 0; i+1 < len(more); i += 2 {
			if f.Set(more[i], more[i+1]); more[i+1] == "" {
				f.Del(more[i])
			}
		}
		return f
	}
	type c = logintest.Claims
	brought := map[string]bool{}
	for name, row := range map[string]struct {
		code string
		form url.Values
	}{
		"no grant":               {"invalid_request", form(nil, "grant_type", "")},
		"two grants":             {"invalid_request", repeated(form(nil), "grant_type")},
		"two codes":              {"invalid_request", repeated(form(nil), "code")},
		"wrong grant":            {"unsupported_grant_type", form(nil, "grant_type", "client_credentials")},
		"no assertion":           {"invalid_client", form(nil, "client_assertion", "")},
		"a secret instead":       {"invalid_client", form(nil, "client_assertion", "", "client_assertion_type", "", "client_id", "web", "client_secret", logintest.Secret)},
		"wrong assertion type":   {"invalid_client", form(nil, "client_assertion_type", "x")},
		"stranger":               {"invalid_client", form(c{"iss": "x", "sub": "x"})},
		"without a key":          {"invalid_client", form(c{"iss": "keyless", "sub": "keyless"})},
		"the platform itself":    {"invalid_client", form(c{"iss": "sandpiper-api-platform", "sub": "sandpiper-api-platform"})},
		"wrong audience":         {"invalid_client", form(c{"aud": issuer})},
		"expired":                {"invalid_client", form(c{"exp": 1})},
		"no jti":                 {"invalid_client", form(c{"jti": nil})},
		"client_id of another":   {"invalid_client", form(nil, "client_id", "other")},
		"no address of its own":  {"unauthorized_client", form(c{"iss": "nowhere", "sub": "nowhere"})},
		"no code":                {"invalid_request", form(nil, "code", "")},
		"no address":             {"invalid_request", form(nil, "redirect_uri", "")},
		"wrong code":             {"invalid_grant", form(nil, "code", "x")},
		"another address":        {"invalid_grant", form(nil, "redirect_uri", "https://app.example/other")},
		"another application":    {"invalid_grant", form(c{"iss": "other", "sub": "other"})},
		"no refresh token":       {"invalid_request", form(nil, "grant_type", "refresh_token")},
		"wrong refresh token":    {"invalid_grant", form(nil, "grant_type", "refresh_token", "refresh_token", "x")},
		"another's":              {"invalid_grant", form(c{"iss": "other", "sub": "other"}, "grant_type", "refresh_token", "refresh_token", held)},
		"more than was given":    {"invalid_scope", form(nil, "grant_type", "refresh_token", "refresh_token", held, "scope", "openid email")},
		"something that is none": {"invalid_scope", form(nil, "grant_type", "refresh_token", "refresh_token", held, "scope", "x")},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.Post("/nhs-login/token", row.form)
			assert.Equal(t, 400, got.StatusCode)
			assert.JSONEq(t, `{"error":"`+row.code+`"}`, got.Text, got.Header.Get("X-Sandpiper-Why"))
			assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
			assert.Equal(t, "no-store", got.Header.Get("Cache-Control"))
			assert.Equal(t, "no-cache", got.Header.Get("Pragma"))
			assert.NotEmpty(t, got.Header.Get("X-Sandpiper-Why"))
			brought[row.code] = true
		})
	}
	json := r.Do("POST", "/nhs-login/token", "{}", "Content-Type", "application/json")
	assert.Equal(t, 400, json.StatusCode)
	// Neither kid nor a near exp is wanted, and all those refusals have not used the code up.
	hours := logintest.Sign(t, logintest.Keys()[0], c{"alg": "RS512"}, c{"iss": "web", "sub": "web", "aud": issuer + "/token", "jti": "hours", "exp": logintest.WallTime.Unix() + 2*86400})
	good := form(nil)
	good.Set("client_assertion", hours)
	assert.Equal(t, 200, r.Post("/nhs-login/token", good).StatusCode)
	assert.Contains(t, r.Post("/nhs-login/token", good).Header.Get("X-Sandpiper-Why"), "jti was used before")
	assert.Equal(t, "invalid_grant", r.Post("/nhs-login/token", form(nil)).JSON(t)["error"], "a code is used once")

	list := regexp.MustCompile(`"error":"([a-z_|]+)"\[,`).FindStringSubmatch(published.Section(t, "### 3.3"))
	require.NotNil(t, list)
	codes := strings.Split(list[1], "|")
	require.Len(t, codes, 6)
	for _, code := range codes {
		assert.True(t, brought[code], "nothing brings %s about", code)
	}
}
