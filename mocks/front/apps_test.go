package front_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
	"sandpiper/mocks/login"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

const scope = "urn:nhsd:apim:app:level3:personal-demographics-service"

// private is an RSA key, made once for all tests.
var private = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func public(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// desk is a desk of an estate with the identity service, on one mux as serve has it.
func desk(t testing.TB) (*front.Desk, http.Handler) {
	t.Helper()
	people, err := synthetic.Open(synthetic.DefaultRecipe(200))
	require.NoError(t, err)
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{&login.Service{}}, Wall: clock.Func(time.Now), Apps: []mocks.App{{ID: "from-the-start", Secret: "hush"}},
		Default: &mocks.Realm{World: world.New(people, people.Recipe().AsOf)},
	})
	require.NoError(t, err)
	d := &front.Desk{Estate: estate, Random: rand.Reader, Scopes: []string{scope}}
	pages := http.NewServeMux()
	pages.Handle(front.AppsPath, d)
	pages.Handle(front.AppsPath+"/{rest...}", d)
	pages.Handle("/", estate)
	return d, pages
}

// local is a request from this machine.
func local(method, address, body string) *http.Request {
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func send(h http.Handler, r *http.Request) (int, map[string]any) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var body map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &body)
	return w.Code, body
}

const here = "http://127.0.0.1:8080"

// TestARegisteredAppGetsAToken walks the way of a newcomer: register, sign, get a token; and none once the app is gone.
func TestARegisteredAppGetsAToken(t *testing.T) {
	_, h := desk(t)
	body, err := json.Marshal(map[string]any{"name": "Mine", "key": public(t, private().Public()), "redirect_uris": []string{"http://localhost:3000/back"}})
	require.NoError(t, err)
	code, app := send(h, local("POST", here+front.AppsPath, string(body)))
	require.Equal(t, http.StatusCreated, code, app)
	id := app["id"].(string)
	assert.Regexp(t, `^app-[a-z2-7]{26}$`, id)
	assert.Len(t, app["secret"], 32, "shown once, to whom it was given")
	assert.Equal(t, []any{scope}, app["scopes"])
	tokenURL := app["token_url"].(string)
	assert.Equal(t, here+"/oauth2/token", tokenURL)
	kid := app["kids"].([]any)[0].(string)

	ask := func(jti string) (int, map[string]any) {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: private()}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
		require.NoError(t, err)
		assertion, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: id, Subject: id, Audience: jwt.Audience{tokenURL}, ID: jti,
			Expiry: jwt.NewNumericDate(time.Now().Add(4 * time.Minute))}).Serialize()
		require.NoError(t, err)
		form := url.Values{"grant_type": {"client_credentials"}, "client_assertion": {assertion},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
		r := local("POST", tokenURL, form.Encode())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return send(h, r)
	}
	code, token := ask("one")
	require.Equal(t, http.StatusOK, code, token)
	assert.NotEmpty(t, token["access_token"])

	code, shown := send(h, local("GET", here+front.AppsPath+"/"+id, ""))
	assert.Equal(t, http.StatusOK, code)
	assert.NotContains(t, shown, "secret", "never again")
	assert.Equal(t, true, shown["has_secret"])
	code, list := send(h, local("GET", here+front.AppsPath, ""))
	assert.Equal(t, http.StatusOK, code)
	assert.Len(t, list["apps"], 2)
	assert.NotContains(t, fmt.Sprint(list), "hush")

	code, _ = send(h, local("DELETE", here+front.AppsPath+"/"+id, ""))
	assert.Equal(t, http.StatusNoContent, code)
	code, refused := ask("two")
	assert.Equal(t, http.StatusUnauthorized, code, refused)
	code, _ = send(h, local("DELETE", here+front.AppsPath+"/from-the-start", ""))
	assert.Equal(t, http.StatusForbidden, code, "what serve registered stays")
}

// TestDeskTurnsStrangersAway: other machines, other sites, other names of this machine.
func TestDeskTurnsStrangersAway(t *testing.T) {
	d, h := desk(t)
	good := func() *http.Request { return local("POST", here+front.AppsPath, `{"name":"x"}`) }
	for name, spoil := range map[string]func(*http.Request){
		"another machine":            func(r *http.Request) { r.RemoteAddr = "192.0.2.1:50000" },
		"a name that was rebound":    func(r *http.Request) { r.Host = "evil.example" },
		"a page of another site":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"an origin of another site":  func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"somebody behind a proxy":    func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.1") },
		"behind one that says so":    func(r *http.Request) { r.Header.Set("Forwarded", "for=192.0.2.1") },
		"by way of a proxy":          func(r *http.Request) { r.Header.Set("Via", "1.1 proxy") },
		"a form, which any page can": func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
	} {
		r := good()
		spoil(r)
		code, _ := send(h, r)
		assert.Contains(t, []int{http.StatusForbidden, http.StatusUnsupportedMediaType}, code, name)
	}
	code, _ := send(h, good())
	assert.Equal(t, http.StatusCreated, code)
	code, _ = send(h, local("PUT", here+front.AppsPath, "{}"))
	assert.Equal(t, http.StatusMethodNotAllowed, code)
	d.Anywhere = true
	r := good()
	r.RemoteAddr, r.Host = "192.0.2.1:50000", "nhs:8080"
	code, _ = send(h, r)
	assert.Equal(t, http.StatusCreated, code, "when serve says so")
}

// TestDeskShowsNothingOfItself (CWE-209): what is wrong with a registration is said without the names of Go's types.
func TestDeskShowsNothingOfItself(t *testing.T) {
	_, h := desk(t)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	other, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: curve.Public(), KeyID: "a"}}})
	require.NoError(t, err)
	for _, body := range []string{`[]`, `{"name":1}`, `{"scopes":"x"}`, `{"per_minute":1e30}`, `{"jwks":1}`, `{"jwks":{"keys":1}}`, `{"jwks":{"keys":[1]}}`, `{"jwks":{"keys":[{"kty":1}]}}`,
		`{"jwks":` + string(other) + `}`} {
		code, answer := send(h, local("POST", here+front.AppsPath, body))
		assert.Equal(t, http.StatusBadRequest, code, body)
		assert.NotRegexp(t, `Go (struct|value)|front\.|jose\.|ecdsa|posted`, fmt.Sprint(answer), body)
	}
}

// TestDeskIsBounded: a body that does not end, and more apps than anybody needs.
func TestDeskIsBounded(t *testing.T) {
	d, h := desk(t)
	code, _ := send(h, local("POST", here+front.AppsPath, `{"name":"`+strings.Repeat("x", 1<<20)+`"}`))
	assert.Equal(t, http.StatusBadRequest, code)
	code, _ = send(h, local("POST", here+front.AppsPath, strings.Repeat(`{"jwks":`, 20_000)))
	assert.Equal(t, http.StatusBadRequest, code)
	var waiting sync.WaitGroup
	codes := make([]int, 300)
	for i := range codes {
		waiting.Go(func() { codes[i], _ = send(h, local("POST", here+front.AppsPath, `{}`)) })
	}
	waiting.Wait()
	made := 0
	for _, code := range codes {
		if code == http.StatusCreated {
			made++
		}
	}
	assert.Equal(t, 256, made)
	assert.Len(t, d.Estate.Enrolled(), 257)
}

// TestRegistrationsThatCannotBe names the field and says what would be right.
func TestRegistrationsThatCannotBe(t *testing.T) {
	_, h := desk(t)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		require.NoError(t, err)
		return string(b)
	}
	secret := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private())}))
	whole, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: private(), KeyID: "a"}}})
	require.NoError(t, err)
	for _, c := range []struct{ body, field, want string }{
		{`{"id":"mine"}`, "id", "given here"},
		{`{"nmae":"x"}`, "", `did you mean "name"?`},
		{`{} {}`, "", "something follows"},
		{`[]`, "", "read the registration"},
		{`{"key":"x"}`, "key", "no PEM block"},
		{`{"key":` + quoted(secret) + `}`, "key", "private key"},
		{`{"key":` + quoted(public(t, curve.Public())) + `}`, "key", "RSA"},
		{`{"key_file":"/etc/passwd"}`, "key_file", "no file can be named"},
		{`{"jwks":` + string(whole) + `}`, "jwks", "is private"},
		{`{"jwks":{"keys":[]}}`, "jwks", "0 keys"},
		{`{"jwks":{"keys":[{"kty":"oct","k":"AAAA","kid":"a"}]}}`, "jwks", "private"},
		{`{"jwks_url":"file:///etc/passwd"}`, "jwks_url", "https:// or http://"},
		{`{"redirect_uris":["/relative"]}`, "redirect_uris[0]", "whole address"},
		{`{"redirect_uris":["https://a.example/#x"]}`, "redirect_uris[0]", "no fragment"},
		{`{"redirect_uris":["javascript:alert(1)"]}`, "redirect_uris[0]", "not a place to return to"},
		{`{"scopes":["a b"]}`, "scopes[0]", "not a scope"},
		{`{"per_minute":-1}`, "per_minute", "0 or more"},
		{`{"sandbox":true}`, "sandbox", "start serve with --compat"},
		{`{"name":"a\nb"}`, "name", "one line"},
		{`{"organisation":"a/b"}`, "organisation", "ODS code"},
	} {
		code, got := send(h, local("POST", here+front.AppsPath, c.body))
		assert.Equal(t, http.StatusBadRequest, code, c.body)
		assert.Contains(t, got["error"], c.want, c.body)
		if c.field != "" {
			assert.Equal(t, c.field, got["field"], c.body)
		}
	}
}

// FuzzDesk: whatever is posted, the answer is a 4xx with a reason or an app that is there.
func FuzzDesk(f *testing.F) {
	f.Add(`{"name":"x","scopes":["a"],"redirect_uris":["http://a/b"],"jwks":{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"k"}]}}`)
	f.Add(`{"key":"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}`)
	d, h := desk(f)
	f.Fuzz(func(t *testing.T, body string) {
		code, got := send(h, local("POST", here+front.AppsPath, body))
		switch {
		case code == http.StatusCreated:
			id, _ := got["id"].(string)
			if _, ok := d.Estate.App(id); !ok {
				t.Fatal("an app that is not there")
			}
			send(h, local("DELETE", here+front.AppsPath+"/"+id, ""))
		case code >= 500 || got["error"] == "":
			t.Fatalf("%d %v", code, got)
		}
	})
}
