package product_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios/library/signing-in/product"
)

func key(t testing.TB) []byte {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})
}

// website is the product before an NHS login that is somebody else's.
func website(t testing.TB, login http.HandlerFunc, bug product.Bug) http.Handler {
	t.Helper()
	provider := httptest.NewServer(login)
	t.Cleanup(provider.Close)
	h, err := product.New(product.Config{Listen: "127.0.0.1:1", Issuer: provider.URL, ClientID: "us", KID: "k", KeyPEM: key(t), Bug: bug, Wall: time.Now})
	require.NoError(t, err)
	return h
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestParseBug(t *testing.T) {
	for _, b := range product.Bugs() {
		got, err := product.ParseBug(string(b))
		require.NoError(t, err)
		assert.Equal(t, b, got)
	}
	_, err := product.ParseBug("none-such")
	assert.ErrorContains(t, err, "skips-state")
}

func TestConfigFromEnv(t *testing.T) {
	env := map[string]string{"SANDPIPER_LISTEN": "127.0.0.1:7", "SANDPIPER_NHS_LOGIN": "http://login", "SANDPIPER_CLIENT_ID": "c", "SANDPIPER_CLIENT_KID": "k",
		"SANDPIPER_CLIENT_KEY_FILE": "key.pem", "SANDPIPER_BUG": "follows-next"}
	look := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	c, err := product.Config{}.FromEnv(look, func(file string) ([]byte, error) { return []byte(file), nil })
	require.NoError(t, err)
	assert.Equal(t, product.Config{Listen: "127.0.0.1:7", Issuer: "http://login", ClientID: "c", KID: "k", KeyPEM: []byte("key.pem"), Bug: product.FollowsNext}, c)
	_, err = product.Config{}.FromEnv(look, func(string) ([]byte, error) { return nil, errors.New("gone") })
	require.ErrorContains(t, err, "gone")
	env["SANDPIPER_BUG"] = "none-such"
	_, err = product.Config{}.FromEnv(look, nil)
	assert.ErrorContains(t, err, "none-such")
}

func TestWhatTheWebsiteCannotStartWith(t *testing.T) {
	for says, c := range map[string]product.Config{
		"a clock": {Issuer: "http://login", ClientID: "us"},
		"not PEM": {Issuer: "http://login", ClientID: "us", Wall: time.Now, KeyPEM: []byte("x")},
		"neither PKCS": {Issuer: "http://login", ClientID: "us", Wall: time.Now,
			KeyPEM: pem.EncodeToMemory(&pem.Block{Type: "X", Bytes: []byte("x")})},
	} {
		_, err := product.New(c)
		assert.ErrorContains(t, err, says)
	}
}

// Without a sign-in nothing is shown, whatever NHS login does or does not answer.
func TestNothingIsShownToStrangers(t *testing.T) {
	for name, login := range map[string]http.HandlerFunc{
		"nothing there": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"garbage":       func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{") },
		"redirects": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/")
			w.WriteHeader(http.StatusFound)
		},
	} {
		h := website(t, login, "")
		for _, path := range []string{"/my-record", "/my-details", "/newsletter", "/my-surgery", "/sign-in?for=/my-record"} {
			w := get(h, path)
			assert.Equal(t, http.StatusServiceUnavailable, w.Code, "%s %s", name, path)
			assert.Contains(t, w.Body.String(), "not available")
		}
		w := get(h, "/callback?code=x&state=y")
		assert.Equal(t, http.StatusBadRequest, w.Code)
		assert.Contains(t, w.Body.String(), "did not begin in this browser")
		w = get(h, "/")
		assert.Equal(t, http.StatusOK, w.Code)
		assert.Contains(t, w.Body.String(), "not an NHS service")
		assert.Contains(t, w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'")
		assert.Equal(t, http.StatusNotFound, get(h, "/none").Code)
	}
}

// What stands in an address never becomes part of a page as markup.
func FuzzCallback(f *testing.F) {
	for _, s := range []string{"", "code=a&state=b", "error=access_denied&state=b", "error=%3Cscript%3E&state=%00", "state=b&state=c&code=%zz"} {
		f.Add(s)
	}
	h := website(f, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, "")
	f.Fuzz(func(t *testing.T, query string) {
		req := httptest.NewRequest(http.MethodGet, "/callback", nil)
		req.URL.RawQuery = query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		require.Less(t, w.Code, 500)
		require.False(t, strings.Contains(w.Body.String(), "<script"))
	})
}
