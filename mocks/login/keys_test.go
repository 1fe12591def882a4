package login_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
)

// TestKeysByAddress: a key set is fetched from the address that is registered, kept for an hour of the world's time, and bounded (research §2.3).
func TestKeysByAddress(t *testing.T) {
	var asked atomic.Int64
	var mode atomic.Value
	mode.Store("good")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		switch mode.Load() {
		case "good":
			mocks.Answer(w, "application/json", 200, logintest.KeySet())
		case "empty":
			mocks.Answer(w, "application/json", 200, map[string]any{"keys": []any{}})
		case "endless":
			for range 100 {
				_, _ = w.Write(make([]byte, 1<<16))
			}
		case "redirect":
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusFound)
		case "text":
			_, _ = io.WriteString(w, "no keys here")
		}
	}))
	defer server.Close()
	set := base64.RawURLEncoding.EncodeToString([]byte(mustJSON(t, logintest.KeySet())))
	app := []string{"urn:nhsd:apim:app:level3:x"}
	r := logintest.New(t, server.Client(), mocks.App{ID: "far", KeysURL: server.URL + "/jwks", Scopes: app}, mocks.App{ID: "nowhere", KeysURL: "http://127.0.0.1:1/", Scopes: app},
		mocks.App{ID: "own", KeysURL: logintest.Host + "/mock-jwks/" + set, Scopes: app}, mocks.App{ID: "broken", KeysURL: logintest.Host + "/mock-jwks/e30", Scopes: app})
	n := 0
	ask := func(app string) logintest.Reply {
		n++
		return r.Post("/oauth2/token", logintest.Asserting(logintest.Assertion(t, app, logintest.Host+"/oauth2/token", fmt.Sprint(n), nil), "grant_type", "client_credentials"))
	}
	unreachable := refusal{403, "public_key error", "The JWKS endpoint, for your client_assertion can't be reached"}
	for _, bad := range []string{"endless", "redirect", "text"} {
		mode.Store(bad)
		unreachable.check(t, bad, ask("far"))
	}
	unreachable.check(t, "nowhere", ask("nowhere"))
	unreachable.check(t, "broken", ask("broken"))
	mode.Store("good")
	assert.Equal(t, 200, ask("far").StatusCode)
	assert.Equal(t, 200, ask("own").StatusCode)
	before := asked.Load()
	mode.Store("empty")
	assert.Equal(t, 200, ask("far").StatusCode)
	assert.Equal(t, before, asked.Load(), "kept")
	r.Realm.World.Clock().Advance(time.Hour)
	refusal{401, "invalid_request", "Invalid 'kid' header in client_assertion JWT - no matching public key"}.check(t, "after an hour", ask("far"))
	assert.Equal(t, before+1, asked.Load())
	unreachable.check(t, "without a client", logintest.New(t, nil, mocks.App{ID: "far", KeysURL: server.URL, Scopes: app}).Post("/oauth2/token",
		logintest.Asserting(logintest.Assertion(t, "far", logintest.Host+"/oauth2/token", "x", nil), "grant_type", "client_credentials")))
}

// TestWeakKeys: what would not be registered is not believed from an address either (RFC 7518 §3.3; CWE-326).
func TestWeakKeys(t *testing.T) {
	for bits, want := range map[int]int{1024: 401, 2048: 200} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		require.NoError(t, err)
		set := mustJSON(t, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "key-1", Algorithm: "RS512", Use: "sig"}}})
		r := logintest.New(t, nil, mocks.App{ID: "far", KeysURL: logintest.Host + "/mock-jwks/" + base64.RawURLEncoding.EncodeToString([]byte(set)), Scopes: []string{"urn:nhsd:apim:app:level3:x"}})
		assertion := func(audience string) string {
			return logintest.Sign(t, key, logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"},
				logintest.Claims{"iss": "far", "sub": "far", "aud": audience, "jti": audience, "exp": logintest.WallTime.Unix() + 60})
		}
		got := r.Post("/oauth2/token", logintest.Asserting(assertion(logintest.Host+"/oauth2/token"), "grant_type", "client_credentials"))
		assert.Equal(t, want, got.StatusCode, got.Text)
		if want != 200 {
			assert.Contains(t, got.Header.Get("X-Sandpiper-Why"), "1024 bits")
		}
		theirs := r.Post("/nhs-login/token", logintest.Asserting(assertion(logintest.Host+"/nhs-login/token"), "grant_type", "authorization_code", "code", "x", "redirect_uri", "x"))
		assert.Equal(t, 400, theirs.StatusCode)
		assert.Equal(t, want == 200, !strings.Contains(theirs.Text, "invalid_client"), theirs.Text)
	}
}

// TestOddKeySets (CWE-209): what is wrong with a key set that is written in an address is said without the names of Go's types.
func TestOddKeySets(t *testing.T) {
	r := logintest.New(t, nil)
	for _, set := range []string{`1`, `{"keys":1}`, `{"keys":[1]}`, `{"keys":[{"kty":1}]}`} {
		got := r.Get("/mock-jwks/" + base64.RawURLEncoding.EncodeToString([]byte(set)))
		assert.Equal(t, 404, got.StatusCode, set)
		assert.NotRegexp(t, `Go (struct|value)|jose\.`, got.Header.Get("X-Sandpiper-Why"), set)
	}
}
