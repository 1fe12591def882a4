package cis2_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
)

// keyed is a JWT that a secret makes with HS256, written by hand.
func keyed(t *testing.T, secret string, header, claims logintest.Claims) string {
	t.Helper()
	signed := logintest.Part(t, logintest.Claims{"alg": "HS256", "typ": "JWT"}.With(header)) + "." + logintest.Part(t, claims)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// long is a secret that HS256 may be used with.
const long = "an s3cret of some length, as one should have it"

// TestClientAuthentication has the three methods of digest §4.3, and what is said when one fails (digest §4.1: "JWT is not valid").
func TestClientAuthentication(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "secretless", Keys: logintest.KeySet(), Redirects: []string{logintest.Callback}},
		mocks.App{ID: "hs", Secret: long, Redirects: []string{logintest.Callback}}, mocks.App{ID: "hs2", Secret: long + "2", Redirects: []string{logintest.Callback}})
	code := func(app string) string {
		return r.Browser().Visit(cis2.Root+"/authorize", start("login_as", "656005750108", "client_id", app)).Query(t).Get("code")
	}
	n := 0
	claims := func(app string, more logintest.Claims) logintest.Claims {
		n++
		return logintest.Claims{"iss": app, "sub": app, "aud": issuer + "/access_token", "jti": string(rune('a' + n)), "exp": logintest.WallTime.Unix() + 60}.With(more)
	}
	form := func(code, assertion string) url.Values {
		return logintest.Asserting(assertion, "grant_type", "authorization_code", "redirect_uri", logintest.Callback, "code", code)
	}
	rs := func(key int, alg, app string, more logintest.Claims) string {
		return logintest.Sign(t, logintest.Keys()[key], logintest.Claims{"alg": alg, "typ": "JWT", "kid": "key-1"}, claims(app, more))
	}
	for name, ask := range map[string]func() url.Values{
		"client_secret_post":         func() url.Values { return redeem(code("web")) },
		"client_secret_jwt":          func() url.Values { return form(code("hs"), keyed(t, long, nil, claims("hs", nil))) },
		"private_key_jwt with RS256": func() url.Values { return form(code("web"), rs(0, "RS256", "web", nil)) },
		"private_key_jwt with RS512": func() url.Values { return form(code("web"), rs(0, "RS512", "web", nil)) },
	} {
		got := r.Post(cis2.Root+"/access_token", ask())
		assert.Equal(t, 200, got.StatusCode, "%s: %s %s", name, got.Text, got.Header.Get("X-Sandpiper-Why"))
	}
	good := code("web")
	replayed := keyed(t, long, nil, claims("hs", nil))
	require.Equal(t, 200, r.Post(cis2.Root+"/access_token", form(code("hs"), replayed)).StatusCode)
	keyable := code("hs")
	for name, row := range map[string]struct {
		words string
		form  url.Values
	}{
		"a short secret":             {"JWT is not valid", form(good, keyed(t, logintest.Secret, nil, claims("web", nil)))},
		"another app's secret":       {"JWT is not valid", form(keyable, keyed(t, long+"2", nil, claims("hs", nil)))},
		"no secret, and none known":  {"JWT is not valid", form(code("secretless"), keyed(t, "", nil, claims("secretless", nil)))},
		"aud without the port":       {"JWT is not valid", form(keyable, keyed(t, long, nil, claims("hs", logintest.Claims{"aud": logintest.Host + cis2.Root + "/access_token"})))},
		"aud is the issuer":          {"JWT is not valid", form(good, rs(0, "RS256", "web", logintest.Claims{"aud": issuer}))},
		"expired":                    {"JWT is not valid", form(keyable, keyed(t, long, nil, claims("hs", logintest.Claims{"exp": 1})))},
		"used before":                {"JWT is not valid", form(keyable, replayed)},
		"another key":                {"JWT is not valid", form(good, rs(1, "RS256", "web", nil))},
		"HS256 in name only":         {"JWT is not valid", form(good, logintest.Sign(t, logintest.Keys()[0], logintest.Claims{"alg": "HS256"}, claims("web", nil)))},
		"HS512":                      {"JWT is not valid", form(keyable, keyed(t, long, logintest.Claims{"alg": "HS512"}, claims("hs", nil)))},
		"wrong secret":               {"Client authentication failed", redeem(good, "client_secret", "x")},
		"a secret where none is set": {"Client authentication failed", redeem(good, "client_id", "secretless", "client_secret", "x")},
	} {
		got := r.Post(cis2.Root+"/access_token", row.form)
		assert.Equal(t, 401, got.StatusCode, name)
		assert.Equal(t, map[string]any{"error": "invalid_client", "error_description": row.words}, got.JSON(t), name)
		assert.NotEmpty(t, got.Header.Get("X-Sandpiper-Why"), name)
	}
	assert.Equal(t, 200, r.Post(cis2.Root+"/access_token", redeem(good)).StatusCode, "none of them has used the code up")
}

// TestIDTokensByHS256: an application that is registered so gets them made with its own secret, which ends sessions as well and opens nothing at
// the platform (digest §4.3).
func TestIDTokensByHS256(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "hs", Secret: long, IDTokenAlg: "HS256", Redirects: []string{logintest.Callback}})
	back := r.Browser().Visit(cis2.Root+"/authorize", start("login_as", "656005750108", "client_id", "hs"))
	body := r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"), "client_id", "hs", "client_secret", long)).JSON(t)
	id := body["id_token"].(string)
	claims := logintest.Claims{}
	header := r.Unverified(id, &claims)
	assert.Equal(t, "HS256", header["alg"])
	assert.Equal(t, "656005750108", claims["sub"])
	assert.NotEmpty(t, claims["at_hash"])

	// Signed by hand with the same secret it is the same, so that the secret made it.
	signed := id[:len(id)-44]
	mac := hmac.New(sha256.New, []byte(long))
	_, _ = mac.Write([]byte(signed))
	assert.Equal(t, id, signed+"."+base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))

	assert.Equal(t, 401, r.Post("/oauth2/token", logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2/token", "hs", nil),
		"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type", "urn:ietf:params:oauth:token-type:id_token", "subject_token",
		keyed(t, long, logintest.Claims{"kid": "x"}, claims))).StatusCode)
	forged := keyed(t, long+"2", nil, claims)
	assert.Equal(t, 400, r.Get(cis2.Root+"/connect/endSession?id_token_hint="+forged).StatusCode)
	assert.Equal(t, 204, r.Get(cis2.Root+"/connect/endSession?id_token_hint="+id).StatusCode)
	assert.Equal(t, 401, r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+body["access_token"].(string)).StatusCode)
}

// TestCardRemoved: a test pulls somebody's smartcard out; each application of each of their sessions is told at its own address, plain http on this
// machine included (digest §4.5).
func TestCardRemoved(t *testing.T) {
	told := make(chan url.Values, 8)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		assert.NoError(t, request.ParseForm())
		told <- request.PostForm
	}))
	defer server.Close()
	r := logintest.New(t, server.Client(), mocks.App{ID: "a", Secret: logintest.Secret, Redirects: []string{logintest.Callback}, LogoutURL: server.URL},
		mocks.App{ID: "gone", Secret: logintest.Secret, Redirects: []string{logintest.Callback}, LogoutURL: "http://127.0.0.1:1/"})
	access := map[string]string{}
	for _, who := range []string{"656005750108", "656005750108", "656005750107"} {
		browser := r.Browser()
		back := browser.Visit(cis2.Root+"/authorize", start("login_as", who, "client_id", "a"))
		access[who] = r.Post(cis2.Root+"/access_token", redeem(back.Query(t).Get("code"), "client_id", "a")).JSON(t)["access_token"].(string)
		if who == "656005750108" && len(access) == 1 {
			browser.Visit(cis2.Root+"/authorize", start("client_id", "gone"))
		}
	}
	got := r.Post(cis2.Root+"/card-removed", url.Values{"username": {"656005750108"}})
	require.Equal(t, 200, got.StatusCode, got.Text)
	assert.Len(t, got.JSON(t)["ended"], 2, "both browsers")
	assert.Len(t, got.JSON(t)["not_told"], 2, "nobody listens at the other application")
	require.Len(t, told, 2)
	sids := []any{}
	for range 2 {
		_, claims := r.Decode((<-told).Get("logout_token"), keys)
		assert.Equal(t, "656005750108", claims["sub"])
		sids = append(sids, claims["sid"])
	}
	assert.ElementsMatch(t, got.JSON(t)["ended"], sids)
	assert.Equal(t, 401, r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+access["656005750108"]).StatusCode)
	assert.Equal(t, 200, r.Get(cis2.Root+"/userinfo", "Authorization", "Bearer "+access["656005750107"]).StatusCode, "another's session goes on")
	assert.Equal(t, map[string]any{"ended": []any{}, "not_told": []any{}}, r.Post(cis2.Root+"/card-removed", url.Values{"username": {"656005750108"}}).JSON(t))
	assert.Equal(t, 400, r.Post(cis2.Root+"/card-removed", nil).StatusCode)
}
