package registers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/registers"
)

// Where a status comes from.
const (
	spec     = "v1 and v2 rest-api, Codes"
	java     = "openregister-java (MIT), resources and paginations"
	rfc21    = "v1 and v2 rest-api, Serialisation"
	ours     = "ours: no source says"
	v2Record = "v2 record-resource, Query string parameters"
)

func TestErrors(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}, Mirrors: []*registers.Mirror{{Register: "far-away", URL: "http://127.0.0.1:1"}}})
	for _, c := range []struct {
		path, accept string
		status       int
		source       string
	}{
		{"/nowhere/records", "", 404, spec},
		{"/country/nowhere", "", 404, spec},
		{"/country/records/XX", "", 404, spec},
		{"/country/records/XX/entries", "", 404, java},
		{"/country/records/GB.nt", "", 404, "v2 key-def: a key may hold full stops"},
		{"/country/entries/0", "", 404, spec},
		{"/country/entries/4", "", 404, spec},
		{"/country/entries/one", "", 404, java},
		{"/country/entries/-1", "", 404, java},
		{"/country/entries/99999999999999999999", "", 404, java},
		{"/country/entries?start=x", "", 400, java},
		{"/country/entries?start=0", "", 400, ours},
		{"/country/entries?limit=0", "", 400, ours},
		{"/country/entries?limit=5001", "", 400, ours},
		{"/country/entries?start=", "", 400, ours},
		{"/country/records?page-size=0", "", 400, java},
		{"/country/records?page-size=5001", "", 400, java},
		{"/country/records?page-index=0", "", 400, java},
		{"/country/records?page-index=x", "", 400, java},
		{"/country/records?page-index=2", "", 404, java},
		{"/country/records/nmae/Foo", "", 404, spec},
		{"/country/items/sha-256:00", "", 404, spec},
		{"/country/items/sha-256:FF95571405DFCC466929577ED4ACB48FE7E0FCCA163B115B1A3F971ED3116412", "", 404, ours},
		{"/country/items?cursor=x", "", 400, ours},
		{"/country/proof/register/merkle:sha-512", "", 404, spec},
		{"/country/proof/entries/0/3/merkle:sha-256", "", 400, java},
		{"/country/proof/entries/3/2/merkle:sha-256", "", 400, java},
		{"/country/proof/entries/3/4/merkle:sha-256", "", 400, java},
		{"/country/proof/entries/x/3/merkle:sha-256", "", 404, java},
		{"/country/proof/consistency/0/3/merkle:sha-256", "", 400, java},
		{"/country/proof/consistency/3/2/merkle:sha-256", "", 400, java},
		{"/country/proof/consistency/1/4/merkle:sha-256", "", 400, java},
		{"/country/next/proofs/entries/4/4", "", 400, java},
		{"/country/next/proofs/consistency/2/1", "", 400, java},
		{"/country/download-rsf/2/1", "", 400, java},
		{"/country/download-rsf/0/4", "", 400, java},
		{"/country/download-rsf/x/1", "", 404, java},
		{"/country/next/blobs/sha-256:00", "", 404, spec},
		{"/country/next/snapshots/4", "", 404, spec},
		{"/country/next/snapshots/1/DD", "", 404, spec},
		{"/country/next/records?name=name", "", 400, v2Record},
		{"/country/next/records?value=x", "", 400, v2Record},
		{"/country/next/items", "", 404, "v2 changelog: items became blobs"},
		{"/country/next/download-rsf", "", 404, ours},
		{"/country/records", "application/xml", 406, rfc21},
		{"/country/records", "application/json;q=0", 406, "RFC 9110 §12.4.2"},
		{"/country/records/GB.ttl", "", 406, rfc21},
		{"/country/records.xlsx", "", 406, rfc21},
		{"/country/records.ttl", "application/json", 406, rfc21},
		{"/country/register.csv", "", 406, ours},
		{"/country/next/records.yaml", "", 406, "v2 changelog, Serialisation formats"},
		{"/country/next/context.csv", "", 406, ours},
		{"/country/proof/register/merkle:sha-256", "text/csv", 406, java},
		{"/far-away/records", "", 503, ours},
	} {
		t.Run(c.path+" "+c.accept, func(t *testing.T) {
			var headers []string
			if c.accept != "" {
				headers = []string{"Accept", c.accept}
			}
			w := r.get(c.path, headers...)
			require.Equal(t, c.status, w.Code, "%s: %s", c.source, w.Body)
			var body struct {
				Code    int
				Message string
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			assert.Equal(t, c.status, body.Code)
			assert.NotEmpty(t, body.Message)
			assert.NotEmpty(t, w.Header().Get("X-Sandpiper-Why"))
			assert.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"))
		})
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(method, "http://example.test/registers/country/records", nil))
		assert.Equal(t, http.StatusMethodNotAllowed, w.Code, spec)
		assert.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	}
}

// The singular names of the first drafts have moved for good (v1 rest-api, Codes: 301; the paths are the reference implementation's).
func TestMoved(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}})
	for old, now := range map[string]string{
		"/country/entry/1":                                  "/country/entries/1",
		"/country/record/GB.csv":                            "/country/records/GB.csv",
		"/country/record/GB/entries":                        "/country/records/GB/entries",
		"/country/item/sha-256:ff":                          "/country/items/sha-256:ff",
		"/country/proof/entry/1/2/merkle:sha-256?x=1&y=%2F": "/country/proof/entries/1/2/merkle:sha-256?x=1&y=%2F",
	} {
		w := r.get(old)
		assert.Equal(t, http.StatusMovedPermanently, w.Code, old)
		assert.Equal(t, "/registers"+now, w.Header().Get("Location"), old)
	}
}
