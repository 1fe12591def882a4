package product_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
	reference "sandpiper/scenarios/library/prescribing/product"
)

// play starts the reference product of the prescribing pack, which lets nobody in without a token of the harness, and
// gives a call that orders amoxicillin for somebody who is allergic to it.
func play(t testing.TB, env product.Env) (product.Adapter, product.Call) {
	t.Helper()
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &env.Signer.Key.PublicKey, KeyID: env.Signer.KID, Algorithm: "ES384"}}})
	}))
	t.Cleanup(keys.Close)
	env.Signer.JWKSURL = keys.URL
	h, err := reference.New(reference.Config{Issuer: env.Issuer, JWKSURL: keys.URL, Wall: time.Now,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	require.NoError(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	call := invoke(map[string]any{"prefetch": "full"})
	call.Fetch = func(_ context.Context, url string) ([]byte, error) {
		switch {
		case strings.Contains(url, "/Patient/"):
			return []byte(`{"resourceType":"Patient","id":"p1","birthDate":"1970-01-01"}`), nil
		case strings.Contains(url, "AllergyIntolerance"):
			return []byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p1"},"code":{"text":"Penicillin"}}}]}`), nil
		}
		return []byte(`{"resourceType":"Bundle","total":0}`), nil
	}
	return product.CDSHooks(server.URL, env), call
}

func TestReferenceProductAndAdapterUnderstandEachOther(t *testing.T) {
	a, call := play(t, producttest.Env(t))
	seen, err := a.Do(t.Context(), call)
	require.NoError(t, err)
	require.Equal(t, product.OK, seen.Outcome, seen.Message)
	assert.Equal(t, 200.0, seen.Value["status"], seen.Value["error"])
	assert.Empty(t, seen.Value["problems"])
	require.Len(t, seen.Value["cards"], 1)
	assert.Equal(t, "critical", seen.Value["cards"].([]any)[0].(map[string]any)["indicator"])

	call.With["auth"] = "none"
	seen, err = a.Do(t.Context(), call)
	require.NoError(t, err)
	assert.Equal(t, 401.0, seen.Value["status"])
}

// BenchmarkInvoke is one hook call with full prefetch, signed and verified, with both sides in this process.
func BenchmarkInvoke(b *testing.B) {
	env := producttest.Env(b)
	a, call := play(b, env)
	for b.Loop() {
		if seen, err := a.Do(b.Context(), call); err != nil || seen.Value["status"] != 200.0 {
			b.Fatal(err, seen.Message)
		}
	}
}
