package dos_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

const odsID = "https://fhir.nhs.uk/Id/ods-organization-code|"

var (
	started   = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	registers = sync.OnceValue(func() *ods.Registers { return new(ods.Registers) })
)

type rig struct {
	*mocks.Estate
	realm    *mocks.Realm
	register *ods.Register
	token    string
}

func newRig(t testing.TB, service *dos.Service) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	service.Registers = registers()
	realm := &mocks.Realm{World: world.New(population, started)}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{service}, Apps: []mocks.App{{ID: "app"}}, Default: realm})
	require.NoError(t, err)
	return rig{estate, realm, registers().For(population), realm.Tokens.Issue("app", []string{dos.AppScope}, started, 1000*24*time.Hour).Value}
}

func (r rig) request(path string, query url.Values) *http.Request {
	req := httptest.NewRequest(http.MethodGet, published.Host+dos.Base+path+"?"+query.Encode(), nil)
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
	req.Header.Set("Version", "1")
	return req
}

func organization(code string) url.Values {
	return url.Values{"identifier": {odsID + code}, "_revinclude": {"Endpoint:organization"}}
}

func services(code string) url.Values { return url.Values{"organization.identifier": {odsID + code}} }

func (r rig) send(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

type bundle struct {
	Total *int
	Entry []struct {
		Resource struct {
			ResourceType, ID, Name, Address string
			Active                          bool
			ManagingOrganization            struct{ Reference string }
			ProvidedBy                      struct{ Reference string }
			Endpoint                        []struct{ Reference string }
		}
		Search struct{ Mode string }
	}
}

func (r rig) find(t testing.TB, path string, query url.Values) bundle {
	t.Helper()
	w := r.send(r.request(path, query))
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
	var b bundle
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &b))
	return b
}

func TestOrganizationWithEndpoints(t *testing.T) {
	r := newRig(t, &dos.Service{})
	b := r.find(t, "/Organization", organization("zx0412"))
	require.Len(t, b.Entry, 4)
	o := b.Entry[0].Resource
	known, _ := r.register.Find("ZX0412", ods.DayOf(started))
	assert.Equal(t, known.Name, o.Name)
	assert.True(t, o.Active)
	assert.Equal(t, "match", b.Entry[0].Search.Mode)
	ids := map[string]bool{}
	for _, e := range b.Entry[1:] {
		assert.Equal(t, "include", e.Search.Mode)
		assert.Equal(t, "Organization/"+o.ID, e.Resource.ManagingOrganization.Reference)
		ids["Endpoint/"+e.Resource.ID] = true
	}
	offered := r.find(t, "/HealthcareService", services("ZX0412"))
	require.Equal(t, 2, *offered.Total)
	for _, e := range offered.Entry {
		assert.Equal(t, "Organization/"+o.ID, e.Resource.ProvidedBy.Reference)
		for _, reference := range e.Resource.Endpoint {
			assert.True(t, ids[reference.Reference], "services lead to the organisation's endpoints")
		}
	}
	assert.Empty(t, r.find(t, "/Organization", organization("NOBODY1")).Entry, "nobody is an empty bundle")
	assert.Zero(t, *r.find(t, "/HealthcareService", services("NOBODY1")).Total)
}

func TestClosedIsClosed(t *testing.T) {
	r := newRig(t, &dos.Service{})
	closed := r.register.Of(ods.FormerPractice)[0].Code
	b := r.find(t, "/Organization", organization(closed))
	require.Len(t, b.Entry, 1, "no endpoints")
	assert.False(t, b.Entry[0].Resource.Active)
	assert.Zero(t, *r.find(t, "/HealthcareService", services(closed)).Total)
	for _, o := range r.register.Of(ods.Pharmacy) {
		if o.Open.To > ods.DayOf(started) {
			assert.True(t, r.find(t, "/Organization", organization(o.Code)).Entry[0].Resource.Active)
			r.realm.World.Clock().AdvanceTo((o.Open.To + 1).Time())
			assert.False(t, r.find(t, "/Organization", organization(o.Code)).Entry[0].Resource.Active)
			return
		}
	}
}

// open reads the specification; its security scheme lies on a server of the platform.
func open(t testing.TB) published.Spec {
	t.Helper()
	return published.Open(t, "dos-search/dos-search.yaml", dos.Base,
		"$ref: https://proxygen.prod.api.platform.nhs.uk/components/securitySchemes/app-level3", "{type: http, scheme: bearer}",
		`format: '^Bearer\ [[:ascii:]]+$'`, "format: bearer", "            one: \n", "            x-one: \n", "        one:\n", "        x-one:\n")
}

func TestPublishedSchemas(t *testing.T) {
	spec := open(t)
	r := newRig(t, &dos.Service{})
	for _, k := range []ods.Kind{ods.Practice, ods.Pharmacy, ods.Urgent, ods.Dentist, ods.Trust, ods.FormerPractice, ods.Appliance} {
		code := r.register.Of(k)[0].Code
		assert.Equal(t, 200, spec.Exchange(t, r, r.request("/Organization", organization(code))).Code)
		assert.Equal(t, 200, spec.Exchange(t, r, r.request("/HealthcareService", services(code))).Code)
	}
	assert.Equal(t, 200, spec.Exchange(t, r, r.request("/Organization", organization("ABC123"))).Code)
}

// TestPublishedErrors holds each refusal to the example of the specification that shows it, to the letter.
func TestPublishedErrors(t *testing.T) {
	spec := open(t)
	r := newRig(t, &dos.Service{})
	examples := map[string]any{}
	for _, status := range []string{"400", "401", "403", "429", "500"} {
		for _, e := range spec.Examples(t, "/Organization", http.MethodGet, status) {
			examples[status+" "+e.Name] = e.Value
		}
	}
	change := func(req *http.Request, set func(*http.Request)) *http.Request { set(req); return req }
	good := func() *http.Request { return r.request("/Organization", organization("ABC123")) }
	seen := 0
	for name, req := range map[string]*http.Request{
		"400 missing-headers":           change(good(), func(q *http.Request) { q.Header.Del("Version"); q.Header.Del("X-Request-ID") }),
		"400 missing-query-parameters":  r.request("/Organization", nil),
		"400 invalid-version-header":    change(good(), func(q *http.Request) { q.Header.Set("Version", "2") }),
		"400 invalid-identifier-value":  r.request("/Organization", organization("ABC")),
		"400 invalid-identifier-system": r.request("/Organization", url.Values{"identifier": {"foo|ABC123"}, "_revinclude": {"Endpoint:organization"}}),
		"400 unexpected-header":         change(good(), func(q *http.Request) { q.Header.Set("Foo", "1") }),
		"400 unexpected-query-param":    change(good(), func(q *http.Request) { q.URL.RawQuery += "&foo=1" }),
		"401 example":                   change(good(), func(q *http.Request) { q.Header.Del("Authorization") }),
		"403 example": change(good(), func(q *http.Request) {
			q.Header.Set("Authorization", "Bearer "+r.realm.Tokens.Issue("app", []string{"other"}, started, time.Hour).Value)
		}),
	} {
		w := r.send(req)
		assert.Equal(t, name[:3], w.Result().Status[:3], name)
		require.NotNil(t, examples[name], name)
		want, err := json.Marshal(examples[name])
		require.NoError(t, err)
		assert.JSONEq(t, string(want), w.Body.String(), name)
		seen++
	}
	for _, status := range []int{429, 500} {
		w := httptest.NewRecorder()
		(&dos.Service{}).Deny(w, good(), mocks.Denial{Status: status})
		want, err := json.Marshal(examples[w.Result().Status[:3]+" example"])
		require.NoError(t, err)
		assert.JSONEq(t, string(want), w.Body.String())
		seen++
	}
	assert.Len(t, examples, seen, "every published example is held to")
	for _, e := range spec.Examples(t, "/HealthcareService", http.MethodGet, "400") {
		query := map[string]url.Values{"invalid-identifier-value": services("ABC"), "invalid-identifier-system": {"organization.identifier": {"foo|ABC123"}}}[e.Name]
		want, err := json.Marshal(e.Value)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), r.send(r.request("/HealthcareService", query)).Body.String(), e.Name)
	}
}

// TestOtherErrors has what the service's public source shows and the specification does not (organization_headers.py, organization_query_params.py).
func TestOtherErrors(t *testing.T) {
	r := newRig(t, &dos.Service{})
	query := organization("AB")
	query.Set("_revinclude", "x")
	query.Set("a", "1")
	body := r.send(r.request("/Organization", query)).Body.String()
	for _, text := range []string{"ODS code 'AB' must follow format", "The request is missing the '_revinclude=Endpoint:organization' parameter", "Unexpected query parameter(s): a."} {
		assert.Contains(t, body, text, "every mistake has its issue")
	}
	bad := r.request("/HealthcareService", services("ZX0412"))
	bad.Header.Set("X-Request-ID", "1")
	assert.Contains(t, r.send(bad).Body.String(), "X-Request-ID must be set and be a UUID v4")
	assert.Equal(t, 404, r.send(r.request("/Nowhere", nil)).Code)
	lax := newRig(t, &dos.Service{AnyHeaders: true})
	odd := lax.request("/Organization", organization("ZX0412"))
	odd.Header.Set("Traceparent", "00-1")
	assert.Equal(t, 200, lax.send(odd).Code)
	strict := r.request("/Organization", organization("ZX0412"))
	strict.Header.Set("Traceparent", "00-1")
	assert.Contains(t, r.send(strict).Body.String(), "Unexpected header(s): traceparent.")
}

// TestDigest meets every text of errors that the digest quotes (research identity-demographics-registers §8.2; dos-search.yaml).
func TestDigest(t *testing.T) {
	r := newRig(t, &dos.Service{})
	good := func(change func(*http.Request)) *http.Request {
		q := r.request("/Organization", organization("ABC123"))
		change(q)
		return q
	}
	var said strings.Builder
	for _, q := range []*http.Request{
		r.request("/Organization", nil), r.request("/Organization", organization("ABC")),
		r.request("/Organization", url.Values{"identifier": {"foo|ABC123"}, "_revinclude": {"Endpoint:organization"}}),
		good(func(q *http.Request) { q.URL.RawQuery += "&foo=1" }), good(func(q *http.Request) { q.Header.Set("Foo", "1") }),
		good(func(q *http.Request) { q.Header.Set("Version", "2") }), good(func(q *http.Request) { q.Header.Del("Authorization") }),
	} {
		w := r.send(q)
		require.GreaterOrEqual(t, w.Code, 400)
		var body struct {
			Issue []struct {
				Code, Diagnostics string
				Details           struct {
					Coding []struct{ Code, Display string }
				}
			}
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		for _, i := range body.Issue {
			said.WriteString("\n" + i.Code + "\n" + i.Diagnostics)
			for _, c := range i.Details.Coding {
				said.WriteString("\n" + c.Code + "\n" + c.Display)
			}
		}
	}
	section := published.Section(t, "### 8.2")
	_, errors, _ := strings.Cut(section, "\nErrors 400")
	errors, _, _ = strings.Cut(errors, "\nSandbox:")
	texts := regexp.MustCompile(`"([^"]+)"|\b([A-Z]+_[A-Z_]+)\b|issue .([a-z-]+).`).FindAllStringSubmatch(errors, -1)
	assert.Greater(t, len(texts), 8)
	for _, m := range texts {
		assert.Contains(t, said.String(), m[1]+m[2]+m[3])
	}
	assert.Contains(t, said.String(), "Invalid version found in supplied headers: version must be '1'")
	assert.Contains(t, said.String(), "UNAUTHORIZED")
}

func FuzzQuery(f *testing.F) {
	r := newRig(f, &dos.Service{})
	f.Add("identifier="+odsID+"ZX0412&_revinclude=Endpoint:organization", "1")
	f.Add("organization.identifier=|&identifier=a&identifier=b", "")
	f.Fuzz(func(t *testing.T, query, version string) {
		for _, path := range []string{"/Organization", "/HealthcareService"} {
			req := r.request(path, nil)
			req.URL.RawQuery = query
			req.Header.Set("Version", version)
			w := r.send(req)
			require.Less(t, w.Code, 500)
			published.Decode(t, w.Body.Bytes())
		}
	})
}
