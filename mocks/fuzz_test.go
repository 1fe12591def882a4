package mocks_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
)

// FuzzEstate sends strange methods, paths and headers: whatever they are, there is an answer and it is no server error.
func FuzzEstate(f *testing.F) {
	f.Add("GET", "/clinic/FHIR/R4/Patient/3", "Bearer x")
	f.Add("PUT", "/@r/clinic/FHIR/R4/metadata", "")
	f.Add("OPTIONS", "/@/..//%2f/clinic", "Basic  ")
	f.Add("HEAD", "//@r/@r/Ab", " Bearer \t")
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{clinic{}}})
	require.NoError(f, err)
	var last mocks.Exchange
	root := world.New(newPopulation(f, 4), start)
	estate.Open(&mocks.Realm{World: root, Record: func(x mocks.Exchange) { last = x }})
	estate.Open(&mocks.Realm{Name: "r", World: root})
	f.Fuzz(func(t *testing.T, method, path, authorization string) {
		r := &http.Request{Method: method, URL: &url.URL{Path: path}, Header: http.Header{"Authorization": {authorization}}, Body: http.NoBody, Host: "h"}
		last = mocks.Exchange{}
		w := httptest.NewRecorder()
		estate.ServeHTTP(w, r)
		if len(path) > 11 && path[:11] == "/clinic/odd" {
			return // these routes go wrong on purpose
		}
		assert.GreaterOrEqual(t, w.Code, 200)
		assert.Less(t, w.Code, 500, "%s %s", method, path)
		for _, c := range w.Header().Get("X-Sandpiper-Why") {
			assert.True(t, c >= ' ' && c <= '~')
		}
		if last.Status != 0 {
			assert.Equal(t, w.Code, last.Status)
		}
	})
}
