package product_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios/library/prescribing/product"
)

func TestOnlyTheKnownClientMayCall(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	stranger, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		write(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "ehr-1", Algorithm: "ES384", Use: "sig"}}})
	}))
	t.Cleanup(keys.Close)
	now := time.Now()
	h, err := product.New(product.Config{Issuer: "https://ehr.example.org", JWKSURL: keys.URL, Wall: func() time.Time { return now },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	require.NoError(t, err)
	const path = "/cds-services/choose-safely/feedback"
	good := map[string]any{"iss": "https://ehr.example.org", "aud": "http://product.example.org" + path,
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "jti": "1"}
	with := func(more map[string]any) map[string]any {
		out := map[string]any{}
		maps.Copy(out, good)
		maps.Copy(out, more)
		return out
	}
	sign := func(by *ecdsa.PrivateKey, kid, jku string, claims map[string]any) string {
		options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid).WithHeader("jku", jku)
		s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: by}, options)
		require.NoError(t, err)
		text, err := json.Marshal(claims)
		require.NoError(t, err)
		signed, err := s.Sign(text)
		require.NoError(t, err)
		out, err := signed.CompactSerialize()
		require.NoError(t, err)
		return "Bearer " + out
	}
	none := "Bearer eyJhbGciOiJub25lIn0." + strings.TrimSuffix("e30", "=") + "."
	tests := []struct {
		name, token string
		want        int
	}{
		{"good", sign(key, "ehr-1", keys.URL, good), 200},
		{"used before", sign(key, "ehr-1", keys.URL, good), 401},
		{"none at all", "", 401},
		{"alg none", none, 401},
		{"garbage", "Bearer x.y.z", 401},
		{"somebody else's key", sign(stranger, "ehr-1", keys.URL, with(map[string]any{"jti": "2"})), 401},
		{"unknown kid", sign(key, "ehr-9", keys.URL, with(map[string]any{"jti": "3"})), 401},
		{"keys from elsewhere", sign(key, "ehr-1", "http://192.0.2.1/jwks", with(map[string]any{"jti": "4"})), 401},
		{"another issuer", sign(key, "ehr-1", keys.URL, with(map[string]any{"jti": "5", "iss": "https://other.example.org"})), 401},
		{"another service", sign(key, "ehr-1", keys.URL, with(map[string]any{"jti": "6", "aud": "http://product.example.org/cds-services/sign-safely"})), 401},
		{"expired", sign(key, "ehr-1", keys.URL, with(map[string]any{"jti": "7", "exp": now.Add(-time.Minute).Unix()})), 401},
		{"for an hour", sign(key, "ehr-1", keys.URL, with(map[string]any{"jti": "8", "exp": now.Add(time.Hour).Unix()})), 401},
		{"no jti", sign(key, "ehr-1", keys.URL, with(map[string]any{"jti": ""})), 401},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "http://product.example.org"+path, strings.NewReader(`{"feedback":[]}`))
			if test.token != "" {
				r.Header.Set("Authorization", test.token)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			assert.Equal(t, test.want, w.Code, w.Body.String())
		})
	}
}

func TestRunServesUntilItIsToldToStop(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	at := l.Addr().String()

	config := product.Config{Listen: at, Wall: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	err = product.Run(t.Context(), config)
	assert.ErrorContains(t, err, "listen on "+at, "the port is taken")
	require.NoError(t, l.Close())

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- product.Run(ctx, config) }()
	require.Eventually(t, func() bool {
		res, err := http.Get("http://" + at + "/cds-services")
		return err == nil && res.Body.Close() == nil && res.StatusCode == 200
	}, 5*time.Second, 10*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
}

func TestConfigFromTheEnvironment(t *testing.T) {
	env := map[string]string{"SANDPIPER_LISTEN": "127.0.0.1:9", "SANDPIPER_CLIENT_ID": "app", "SANDPIPER_CLIENT_KEY_FILE": "/key",
		"SANDPIPER_BUG": "no-dose-check", "SANDPIPER_CDS_ISSUER": ""}
	lookup := func(k string) (string, bool) { v, ok := env[k]; return v, ok }
	read := func(string) ([]byte, error) { return []byte("a key"), nil }
	c, err := product.Config{KID: "k", Issuer: "kept"}.FromEnv(lookup, read)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:9", c.Listen)
	assert.Equal(t, "app", c.ClientID)
	assert.Equal(t, "a key", string(c.KeyPEM))
	assert.Equal(t, product.NoDoseCheck, c.Bug)
	assert.Equal(t, "k", c.KID)
	assert.Equal(t, "kept", c.Issuer)

	env["SANDPIPER_BUG"] = "no-such-bug"
	_, err = product.Config{}.FromEnv(lookup, read)
	assert.ErrorContains(t, err, "SANDPIPER_BUG")
}
