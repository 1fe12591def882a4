package ledger_test

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/ledger"
)

// TestLedgerIsTrue holds every operation that the ledger calls answered to a route that the service mounts, and wants a row for every
// service of the catalogue.
func TestLedgerIsTrue(t *testing.T) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: catalogue.Services()})
	require.NoError(t, err)
	routes := estate.Routes()
	services := ledger.Services()
	require.Len(t, services, len(catalogue.Table()))
	for _, s := range services {
		assert.NotEmpty(t, s.Specification, "data/specifications.csv needs a row for %s", s.Name)
		assert.NotEmpty(t, s.Source, "%s: where the specification was read", s.Name)
		assert.NotEmpty(t, s.Operations, "data/operations.csv needs the operations of %s", s.Name)
		assert.NotEmpty(t, s.Faults, s.Name)
		seen := map[string]bool{}
		for _, o := range s.Operations {
			key := o.Method + " " + o.Path + " " + o.Route
			assert.False(t, seen[key], "%s: %s stands there twice", s.Name, key)
			seen[key] = true
			if o.Route == "" {
				continue
			}
			assert.True(t, slices.ContainsFunc(routes, func(r mocks.Route) bool {
				return r.Service == s.Name && r.Template == o.Route && (r.Methods == nil || slices.Contains(r.Methods, o.Method))
			}), "%s: no route %s %s", s.Name, o.Method, o.Route)
		}
		for _, q := range s.Quirks {
			assert.NotEmpty(t, q.Source, "%s: %s", s.Name, q.Name)
			assert.NotEmpty(t, q.What, "%s: %s", s.Name, q.Name)
		}
		assert.LessOrEqual(t, s.Answered, s.Of)
	}
}

func TestPageAndJSONSayTheSame(t *testing.T) {
	page, raw := httptest.NewRecorder(), httptest.NewRecorder()
	ledger.Serve(page, httptest.NewRequest("GET", ledger.Path, nil))
	ledger.ServeJSON(raw, httptest.NewRequest("GET", ledger.Path+".json", nil))
	assert.Contains(t, page.Header().Get("Content-Security-Policy"), "default-src 'none'")
	html := page.Body.String()
	assert.Contains(t, html, "Not an NHS service")
	assert.NotContains(t, html, "<script")
	var got struct {
		Services []ledger.Service `json:"services"`
	}
	require.NoError(t, json.Unmarshal(raw.Body.Bytes(), &got))
	assert.Equal(t, ledger.Services(), got.Services)
	for _, s := range got.Services {
		assert.Contains(t, html, `id="`+s.Name+`"`)
		for _, q := range s.Quirks {
			assert.Contains(t, html, q.Name)
		}
	}
	negotiated := httptest.NewRecorder()
	r := httptest.NewRequest("GET", ledger.Path, nil)
	r.Header.Set("Accept", "application/json")
	ledger.Serve(negotiated, r)
	assert.True(t, strings.HasPrefix(negotiated.Body.String(), "{"))
}
