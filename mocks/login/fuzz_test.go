package login_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
)

// sane wants an answer that no stranger's bytes have bent: nothing of ours broke, and no one was sent to an address that is not registered.
func sane(t *testing.T, w *httptest.ResponseRecorder, asked string) {
	t.Helper()
	if w.Code == http.StatusNotImplemented {
		require.Contains(t, w.Body.String(), "SID not found")
		return
	}
	require.Less(t, w.Code, 500, "%s: %s", asked, w.Body)
	location := w.Header().Get("Location")
	if w.Code == http.StatusFound && !strings.HasPrefix(location, logintest.Host) {
		require.True(t, strings.HasPrefix(location, logintest.Callback+"&") || strings.HasPrefix(location, "https://app.example/other?"), location)
		require.NotContains(t, location, "\n")
	}
}

// FuzzAuthorize sends queries to each authorisation endpoint and callback.
func FuzzAuthorize(f *testing.F) {
	r := logintest.New(f, nil)
	for _, more := range [][]string{nil, {"scope", "openid", "nonce", "n"}, {"vtr", `["P9.Cp.Cd"]`, "scope", "openid profile", "nonce", "n", "login_as", "9912003071"},
		{"scope", "openid selectedrole", "acr_values", "AAL2_ANY", "max_age", "3", "login_as", "656005750107", "role", "x"}, {"redirect_uri", "https://evil.example"},
		{"response_mode", "form_post", "prompt", "none", "asserted_login_identity", "a.b.c", "scope", "openid", "nonce", "n"}, {"code_challenge", "x"}} {
		f.Add(start(more...).Encode())
	}
	f.Add("%zz&;=&client_id=web&client_id=other")
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range []string{"/oauth2/authorize", "/oauth2-mock/callback", "/nhs-login/authorize", cis2.Root + "/authorize", cis2.Root + "/connect/endSession"} {
			request := httptest.NewRequest(http.MethodGet, logintest.Host+path, nil)
			request.URL.RawQuery = query
			w := httptest.NewRecorder()
			r.ServeHTTP(w, request)
			sane(t, w, path+"?"+query)
		}
	})
}

// FuzzForms sends bodies to each endpoint that takes a form.
func FuzzForms(f *testing.F) {
	r := logintest.New(f, nil)
	f.Add(redeem("x").Encode())
	f.Add(renew("x").Encode())
	f.Add(logintest.Asserting("e30.e30.AA", "grant_type", "client_credentials", "scope", "system/*.rs").Encode())
	f.Add(exchange(f, "e30.e30.AA", "fuzz", "actor_token", "x").Encode())
	f.Add("logout_token=e30.e30.AA&username=656005750104&decision=leave&id_token_hint=e30.e30.AA")
	f.Add("grant_type=%zz&;")
	f.Add("%zz;&=&&grant_type=authorization_code&_access_token_expiry_ms=99999999999999999999")
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"/oauth2/token", "/oauth2/backchannel_logout", "/nhs-login/token", "/nhs-login/sign-in?session_code=x", cis2.Root + "/access_token",
			cis2.Root + "/sign-in", cis2.Root + "/connect/endSession", "/nhs-login/authorize"} {
			request := httptest.NewRequest(http.MethodPost, logintest.Host+path, strings.NewReader(body))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			r.ServeHTTP(w, request)
			sane(t, w, path+" "+body)
			if w.Code == http.StatusOK && strings.HasSuffix(path, "token") {
				form, err := url.ParseQuery(body)
				require.True(t, err != nil || form.Get("client_assertion") != "", "a token for nothing: %s", body)
			}
		}
	})
}

// FuzzAssertion puts a stranger's JSON into the two parts of an assertion that is otherwise in order.
func FuzzAssertion(f *testing.F) {
	r := logintest.New(f, nil)
	f.Add(`{"alg":"RS512","kid":"key-1","typ":"JWT"}`, `{"iss":"web","sub":"web","exp":1,"jti":"x"}`)
	f.Add(`{"alg":"RS512","kid":1,"typ":null}`, `{"exp":1e400,"aud":[1]}`)
	f.Fuzz(func(t *testing.T, header, body string) {
		compact := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(body)) + ".AA"
		request := httptest.NewRequest(http.MethodPost, logintest.Host+"/oauth2/token", strings.NewReader(logintest.Asserting(compact, "grant_type", "client_credentials").Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		require.GreaterOrEqual(t, w.Code, 400)
		require.Less(t, w.Code, 500)
	})
}
