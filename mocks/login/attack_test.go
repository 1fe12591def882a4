package login_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/login/oidc"
)

// TestForgedAssertions: what a JWT says of its own algorithm never decides how it is verified.
func TestForgedAssertions(t *testing.T) {
	r := logintest.New(t, nil)
	type c = logintest.Claims
	body := c{"iss": "web", "sub": "web", "aud": logintest.Host + "/oauth2/token", "exp": logintest.WallTime.Unix() + 60}
	der, err := x509.MarshalPKIXPublicKey(logintest.Keys()[0].Public())
	require.NoError(t, err)
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	hmacked := func(header c, secret []byte) string {
		signed := logintest.Part(t, header) + "." + logintest.Part(t, body.With(c{"jti": "hmac" + string(secret[:1])}))
		mac := hmac.New(sha512.New, secret)
		_, _ = mac.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	unsigned := func(header c) string {
		return logintest.Part(t, header) + "." + logintest.Part(t, body.With(c{"jti": fmt.Sprint(header)})) + "."
	}
	for name, assertion := range map[string]string{
		"none":                    unsigned(c{"alg": "none", "typ": "JWT", "kid": "key-1"}),
		"None":                    unsigned(c{"alg": "None", "typ": "JWT", "kid": "key-1"}),
		"RS512 without signature": unsigned(c{"alg": "RS512", "typ": "JWT", "kid": "key-1"}),
		"HS512 by public key":     hmacked(c{"alg": "HS512", "typ": "JWT", "kid": "key-1"}, public),
		"RS512 in name only":      hmacked(c{"alg": "RS512", "typ": "JWT", "kid": "key-1"}, public),
		"HS512 by public DER":     hmacked(c{"alg": "HS512", "typ": "JWT", "kid": "key-1"}, der),
		"another's key":           logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS512", "typ": "JWT", "kid": "key-1"}, body.With(c{"jti": "x"})),
		"key in the header": logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS512", "typ": "JWT", "kid": "key-1", "jwk": map[string]string{"kty": "RSA", "e": "AQAB",
			"n": base64.RawURLEncoding.EncodeToString(logintest.Keys()[1].N.Bytes())}}, body.With(c{"jti": "y"})),
		"address in the header": logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS512", "typ": "JWT", "kid": "key-1", "jku": "https://evil.example/keys"}, body.With(c{"jti": "z"})),
		"path in kid":           logintest.Sign(t, logintest.Keys()[1], c{"alg": "RS512", "typ": "JWT", "kid": "../../../etc/passwd"}, body.With(c{"jti": "p"})),
		"crit":                  logintest.Sign(t, logintest.Keys()[0], c{"alg": "RS512", "typ": "JWT", "kid": "key-1", "crit": []string{"b64"}, "b64": false}, body.With(c{"jti": "q"})),
	} {
		t.Run(name, func(t *testing.T) {
			for path, grant := range map[string]string{"/oauth2/token": "client_credentials", "/nhs-login/token": "authorization_code",
				cis2.Root + "/access_token": "authorization_code"} {
				got := r.Post(path, logintest.Asserting(assertion, "grant_type", grant, "code", "x", "redirect_uri", logintest.Callback))
				assert.Contains(t, []int{400, 401}, got.StatusCode, "%s: %s", path, got.Text)
				assert.NotContains(t, got.Text, "access_token")
			}
		})
	}
}

// TestReplayedByMany: of many who send one assertion, or one code, one is given a token.
func TestReplayedByMany(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "machine", Keys: logintest.KeySet(), Scopes: []string{"urn:nhsd:apim:app:level3:x"}})
	assertion := logintest.Asserting(logintest.Assertion(t, "machine", logintest.Host+"/oauth2/token", "once", nil), "grant_type", "client_credentials")
	c := code(t, r, "/oauth2", "656005750104")
	first := r.Post("/oauth2/token", redeem(code(t, r, "/oauth2", "656005750104"))).JSON(t)
	for name, form := range map[string]url.Values{"assertion": assertion, "code": redeem(c), "refresh token": renew(first["refresh_token"].(string))} {
		var given atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if r.Post("/oauth2/token", form).StatusCode == 200 {
					given.Add(1)
				}
			})
		}
		wg.Wait()
		assert.EqualValues(t, 1, given.Load(), name)
	}
}

// TestSignInIsBoundToItsBrowser: a page of somebody else's cannot sign a victim in, nor send an answer to a sign-in that the victim began.
func TestSignInIsBoundToItsBrowser(t *testing.T) {
	r := logintest.New(t, nil)
	for _, scope := range []string{"nhs-login", "nhs-cis2"} {
		mine := r.Browser()
		action, fields := mine.Form(mine.Visit("/oauth2-mock/authorize", start("scope", scope)))
		fields.Set("username", map[string]string{"nhs-login": "9912003071", "nhs-cis2": "656005750104"}[scope])
		forged := r.Browser().Send(action, fields)
		assert.Equal(t, 400, forged.StatusCode)
		assert.Empty(t, forged.Header.Get("Location"))
		assert.Contains(t, forged.Text, "began in another browser")
		assert.Contains(t, mine.Send(action, fields).Text, "expired", "the sign-in that was tampered with is over")
		// An old value of the cookie has no session after signing in: no fixation.
		page := mine.Visit("/oauth2-mock/authorize", start("scope", scope))
		before := page.Request.Header.Get("Cookie")
		require.Equal(t, 302, mine.Fill(page, "username", fields.Get("username")).StatusCode)
		issuer := map[string]string{"nhs-login": "/nhs-login", "nhs-cis2": cis2.Root}[scope]
		got := r.Get(issuer+"/authorize?"+start("prompt", "none", "scope", "openid", "nonce", "n").Encode(), "Cookie", before)
		assert.Equal(t, "login_required", got.Query(t).Get("error"), got.Text)
	}
}

// TestNothingIsSentToStrangers: no provider redirects to an address that is not registered, and no value becomes a header.
func TestNothingIsSentToStrangers(t *testing.T) {
	r := logintest.New(t, nil)
	for _, path := range []string{"/oauth2/authorize", "/oauth2-mock/authorize", "/nhs-login/authorize", cis2.Root + "/authorize"} {
		for _, address := range []string{"https://evil.example", logintest.Callback + "#f", logintest.Callback + "%0d%0aX: y", "//evil.example", "javascript:alert(1)",
			"https://app.example@evil.example/callback?x=1", "https://app.example/callback?x=1 ", "data:text/html,x", "http://app.example/callback?x=1"} {
			got := r.Get(path + "?" + start("redirect_uri", address, "login_as", "656005750104", "scope", "openid").Encode())
			assert.Equal(t, 400, got.StatusCode, "%s %s", path, address)
			assert.Empty(t, got.Header.Get("Location"))
		}
		got := r.Get(path + "?" + start("state", "a\r\nSet-Cookie: x=y", "response_type", "wrong\r\nX-Evil: 1", "nonce", "<script>").Encode())
		assert.Equal(t, 302, got.StatusCode)
		assert.Empty(t, got.Header.Get("X-Evil"))
		assert.Empty(t, got.Header.Values("Set-Cookie"))
		assert.NotContains(t, got.Header.Get("Location"), "\n")
	}
}

// TestPagesShowNoMarkupOfStrangers.
func TestPagesShowNoMarkupOfStrangers(t *testing.T) {
	r := logintest.New(t, nil, mocks.App{ID: "<script>alert(1)</script>", Name: `"><img src=x>`, Redirects: []string{logintest.Callback}, Scopes: logintest.Scopes})
	for _, path := range []string{"/nhs-login/authorize", cis2.Root + "/authorize"} {
		browser := r.Browser()
		page := browser.Visit(path, start("client_id", "<script>alert(1)</script>", "scope", "openid", "nonce", "n"))
		require.Equal(t, 200, page.StatusCode)
		assert.NotContains(t, page.Text, "<img")
		again := browser.Fill(page, "username", "<script>alert(2)</script>")
		assert.NotContains(t, again.Text, "alert(2)<")
		assert.Contains(t, page.Header.Get("Content-Security-Policy"), "default-src 'none'")
		posted := r.Get(path + "?" + start("response_mode", "form_post", "state", `"><script>alert(3)</script>`, "login_as", "656005750104", "scope", "openid", "prompt", "none").Encode())
		assert.NotContains(t, posted.Text, "<script>alert(3)")
	}
}

// TestPathsLeadNowhere: encoded dots and slashes find nothing outside the services' own routes.
func TestPathsLeadNowhere(t *testing.T) {
	r := logintest.New(t, nil)
	for _, path := range []string{"/oauth2/../oauth2/token", "/oauth2/%2e%2e/nhs-login/token", "/mock-jwks/..%2f..%2fetc%2fpasswd", "/mock-jwks/" + strings.Repeat("A", 60000),
		"/nhs-login/.well-known/../../oauth2/_status", "/openam/oauth2/realms/root/realms/../realms/NHSIdentity/realms/Healthcare/userinfo", "/oauth2//token", "/oauth2/token/"} {
		got := r.Get(path)
		assert.GreaterOrEqual(t, got.StatusCode, 300, path)
		assert.Less(t, got.StatusCode, 500, path)
	}
}

// TestGreedyRequestsAreRefused: deep and long JSON in a JWT, long queries, huge forms, many parameters.
func TestGreedyRequestsAreRefused(t *testing.T) {
	r := logintest.New(t, nil)
	deep := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000)))
	wide := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS512","x":"` + strings.Repeat("x", 1<<20) + `"}`))
	for name, assertion := range map[string]string{"deep": deep + "." + deep + ".AA", "wide": wide + "." + wide + ".AA", "dots": strings.Repeat(".", 1<<20), "long": strings.Repeat("A", 1<<20)} {
		for _, form := range []url.Values{logintest.Asserting(assertion, "grant_type", "client_credentials"), exchange(t, assertion, name)} {
			got := r.Post("/oauth2/token", form)
			assert.Equal(t, 400, got.StatusCode, name)
			assert.Contains(t, got.Text, "Malformed JWT in ", name)
		}
	}
	assert.Equal(t, 400, r.Get("/oauth2/authorize?"+start("state", strings.Repeat("s", 9000)).Encode()).StatusCode)
	assert.Equal(t, 400, r.Get("/nhs-login/authorize?"+start("state", strings.Repeat("s", 9000)).Encode()).StatusCode)
	assert.Equal(t, 400, r.Get(cis2.Root+"/authorize?"+start("state", strings.Repeat("s", 9000)).Encode()).StatusCode)
	huge := r.Do("POST", "/oauth2/token", "a="+strings.Repeat("x", 6<<20), "Content-Type", "application/x-www-form-urlencoded")
	assert.Equal(t, 413, huge.StatusCode)
	many := r.Do("POST", "/oauth2/token", strings.Repeat("a=b&", 200000), "Content-Type", "application/x-www-form-urlencoded")
	assert.Equal(t, 400, many.StatusCode)
}

// TestMemoryIsBounded begins many sign-ins that nobody ends.
func TestMemoryIsBounded(t *testing.T) {
	r := logintest.New(t, nil)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	begin := func(n int) {
		for range n {
			for _, path := range []string{"/oauth2/authorize", "/nhs-login/authorize", cis2.Root + "/authorize"} {
				q := path + "?" + start("scope", "openid", "nonce", "n", "state", strings.Repeat("s", 500)).Encode()
				w := httptest.NewRecorder()
				r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, logintest.Host+q, nil))
			}
		}
	}
	if testing.Short() {
		t.Skip("thousands of sign-ins, which a race detector makes slow")
	}
	begin(oidc.MostHeld + 500)
	full := heap()
	begin(oidc.MostHeld + 500)
	assert.Less(t, heap(), full+full/4+(4<<20), "as many again take no more room")
}
