package servicesearch_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/servicesearch"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

var (
	started   = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	registers = sync.OnceValue(func() *ods.Registers { return new(ods.Registers) })
)

type rig struct {
	*mocks.Estate
	realm    *mocks.Realm
	register *ods.Register
}

func newRig(t testing.TB, service *servicesearch.Service) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	service.Registers = registers()
	realm := &mocks.Realm{World: world.New(population, started)}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{service}, Apps: []mocks.App{{ID: "key"}}, Default: realm})
	require.NoError(t, err)
	return rig{estate, realm, registers().For(population)}
}

// get asks with parameters in pairs; post with a body.
func get(parameters ...string) *http.Request {
	values := url.Values{"api-version": {"3"}}
	for i := 0; i < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	r := httptest.NewRequest(http.MethodGet, published.Host+servicesearch.Base+"/?"+values.Encode(), nil)
	r.Header.Set("apikey", "key")
	return r
}

func post(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, published.Host+servicesearch.Base+"/?api-version=3", strings.NewReader(body))
	r.Header.Set("apikey", "key")
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (r rig) send(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// record is an organisation as JSON has it.
type record map[string]any

func (r record) text(name string) string { s, _ := r[name].(string); return s }

func (r record) code() string { return r.text("ODSCode") }

// items is a member that is a list.
func (r record) items(name string) []record {
	var out []record
	list, _ := r[name].([]any)
	for _, item := range list {
		m, _ := item.(map[string]any)
		out = append(out, m)
	}
	return out
}

type results struct {
	Context string   `json:"@odata.context"`
	Count   *int     `json:"@odata.count"`
	Next    string   `json:"@odata.nextLink"`
	Value   []record `json:"value"`
}

func (r rig) find(t testing.TB, req *http.Request) results {
	t.Helper()
	w := r.send(req)
	require.Equal(t, 200, w.Code, w.Body)
	var out results
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

// codes is every organisation that a filter finds.
func (r rig) codes(t testing.TB, filter string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for skip := 0; ; skip += servicesearch.MostTop {
		page := r.find(t, get("$filter", filter, "$select", "ODSCode", "$top", "1000", "$skip", strconv.Itoa(skip)))
		for _, o := range page.Value {
			out[o.code()] = true
		}
		if len(page.Value) < servicesearch.MostTop {
			return out
		}
	}
}

// everything is every record.
func (r rig) everything(t testing.TB) []record {
	t.Helper()
	var out []record
	for skip := 0; ; skip += servicesearch.MostTop {
		page := r.find(t, get("$top", "1000", "$skip", strconv.Itoa(skip)))
		out = append(out, page.Value...)
		if len(page.Value) < servicesearch.MostTop {
			return out
		}
	}
}

// apart is the distance between two points in kilometres, by the cosine rule and not as the service reckons it.
func apart(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	c := math.Sin(lat1*degree)*math.Sin(lat2*degree) + math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Cos((lon1-lon2)*degree)
	return 6371.0088 * math.Acos(min(1, c))
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
