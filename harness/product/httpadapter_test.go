package product_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

func TestHTTPSends(t *testing.T) {
	var got struct{ method, url, kind, extra, run, body string }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.method, got.url, got.kind, got.extra, got.run, got.body =
			r.Method, r.URL.String(), r.Header.Get("Content-Type"), r.Header.Get("X-Extra"), r.Header.Get("X-Sandpiper-Run"), string(body)
		w.Header().Set("Content-Type", "application/fhir+json")
		w.Header().Add("X-Many", "b")
		w.Header().Add("X-Many", "a")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"n": 1}`)
	}))
	t.Cleanup(server.Close)
	a := product.HTTP(server.URL+"/api/", producttest.Env(t))
	tests := []struct {
		name, verb        string
		with              map[string]any
		method, url, kind string
		body              string
	}{
		{"get", "get", map[string]any{"path": "/things", "query": map[string]any{"n": int64(5), "q": "a b"}}, "GET", "/api/things?n=5&q=a+b", "", ""},
		{"send", "send", map[string]any{"method": "delete", "path": "things/1?x=1"}, "DELETE", "/api/things/1?x=1", "", ""},
		{"json", "post", map[string]any{"path": "/things", "json": map[string]any{"a": int64(1)}}, "POST", "/api/things", "application/json", `{"a":1}`},
		{"body that is no text", "put", map[string]any{"path": "/things", "body": []any{int64(1)}}, "PUT", "/api/things", "application/json", `[1]`},
		{"text", "patch", map[string]any{"path": "/things", "body": "plain"}, "PATCH", "/api/things", "text/plain; charset=utf-8", "plain"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.with["headers"] = map[string]any{"X-Extra": true}
			seen, err := a.Do(t.Context(), product.Call{Verb: test.verb, With: test.with, RunID: "r1", Timeout: 5 * time.Second})
			require.NoError(t, err)
			assert.Equal(t, []string{test.method, test.url, test.kind, test.body, "true", "r1"}, []string{got.method, got.url, got.kind, got.body, got.extra, got.run})
			assert.Equal(t, 201.0, seen.Value["status"])
			assert.Equal(t, map[string]any{"n": 1.0}, seen.Value["json"])
			assert.Equal(t, `{"n": 1}`, seen.Value["body"])
			assert.Equal(t, map[string]any{"content-type": "application/fhir+json", "content-length": "8", "x-many": "a, b"}, seen.Value["headers"], "without Date")
		})
	}
}

func TestHTTPCallsThatMakeNoSense(t *testing.T) {
	a := product.HTTP("http://127.0.0.1:1", producttest.Env(t))
	for says, with := range map[string]map[string]any{
		`with has no "pth"`: {"pth": "/"},
		"path must be text": {"path": int64(1)},
		"headers must be":   {"headers": "x"},
		"query.a must be":   {"query": map[string]any{"a": []any{}}},
		"make no request":   {"method": "B AD"},
		"no length of time": {"timeout": "-PT1S"},
	} {
		_, err := a.Do(t.Context(), product.Call{Verb: "send", With: with, Timeout: time.Second})
		assert.ErrorContains(t, err, says)
	}
	seen, err := a.Do(t.Context(), product.Call{Verb: "send", With: map[string]any{"path": "/"}, Timeout: time.Second})
	require.NoError(t, err)
	assert.Equal(t, product.Unreachable, seen.Outcome)
	assert.Equal(t, "nothing answers at its address (GET http://127.0.0.1:1)", seen.Message)
	seen, err = a.Do(t.Context(), product.Call{Verb: "post", With: map[string]any{"path": "/x?token=secret"},
		Settings: map[string]any{"base": "http://me:pw@127.0.0.1:1/" + strings.Repeat("long/", 99)}, Timeout: time.Second})
	require.NoError(t, err)
	assert.Regexp(t, `^nothing answers at its address \(POST http://127\.0\.0\.1:1/(long/)+.*…\)$`, seen.Message)
	assert.Less(t, len(seen.Message), 220)
	assert.NotContains(t, seen.Message, "secret")
}
