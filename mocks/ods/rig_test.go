package ods_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

var update = flag.Bool("update", false, "write golden files anew")

const (
	ordRoot  = "/ORD/2-0-0"
	ordPath  = ordRoot + "/organisations"
	fhirRoot = "/organisation-data-terminology-api/fhir"
	orgPath  = fhirRoot + "/Organization"
)

var started = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// shared is one cache of registers for all tests.
var shared = sync.OnceValue(func() *ods.Registers { return new(ods.Registers) })

// rig is an estate with both interfaces and one application, whose id is its API key.
type rig struct {
	*mocks.Estate
	realm    *mocks.Realm
	register *ods.Register
	today    ods.Day
}

func newRig(t testing.TB, services ...mocks.Service) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, started)}
	if services == nil {
		services = []mocks.Service{&ods.Directory{Registers: shared()}, &ods.Terminology{Registers: shared()}}
	}
	estate, err := mocks.NewEstate(mocks.Setup{Services: services, Apps: []mocks.App{{ID: "key"}}, Default: realm})
	require.NoError(t, err)
	return rig{estate, realm, shared().For(population), ods.DayOf(started)}
}

func request(path string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, published.Host+path, nil)
	r.Header.Set("apikey", "key")
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Set(headers[i], headers[i+1]); headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	return r
}

func (r rig) get(path string, headers ...string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request(path, headers...))
	return w
}

// first is the first organisation of a kind that a test wants.
func (r rig) first(t testing.TB, k ods.Kind, wanted func(*ods.Organisation) bool) *ods.Organisation {
	t.Helper()
	for _, o := range r.register.Of(k) {
		if wanted(o) {
			return o
		}
	}
	require.Fail(t, "no such organisation", "%s", k)
	return nil
}

// golden compares an answer with a file.
func golden(t *testing.T, name string, body []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if strings.HasSuffix(name, ".json") {
		var out bytes.Buffer
		require.NoError(t, json.Indent(&out, body, "", "  "))
		body = append(bytes.TrimSpace(out.Bytes()), '\n')
	}
	if *update {
		require.NoError(t, os.WriteFile(path, body, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(body))
}

// record sends a request.
func record(h http.Handler, req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func number(n int) string { return strconv.Itoa(n) }

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
