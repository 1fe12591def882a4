package worker_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/worker"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/nhs"
)

type rig struct {
	*mocks.Estate
	realm      *mocks.Realm
	population *synthetic.Population
}

func newRig(t testing.TB) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{&worker.Service{}}, Apps: []mocks.App{{ID: "key"}}, Default: realm})
	require.NoError(t, err)
	return rig{estate, realm, population}
}

func request(identifier string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, published.Host+worker.Base+"/Worker?identifier="+url.QueryEscape(identifier), nil)
	r.Header.Set("apikey", "key")
	r.Header.Set("X-Correlation-Id", "6d3d3674-7ce5-11ec-90d6-0242ac120003")
	return r
}

func (r rig) send(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func TestWorker(t *testing.T) {
	r := newRig(t)
	two := 0
	for n := range 40 {
		code := fmt.Sprintf("ZX%04d", n*150)
		practice, ok := r.population.Practice(nhs.ODS(code))
		require.True(t, ok)
		for k := range practice.Practitioners {
			who := r.population.Practitioner(practice.Code, k)
			w := r.send(request(who.SDSUser))
			require.Equal(t, 200, w.Code, w.Body)
			var body struct {
				Person struct {
					ID, Forename, Surname, Title string
					OrgPersons                   []struct {
						ID, DateOpened, OrgName, OrgID string
						RoleProfiles                   []struct{ ID, RoleName, RoleCode string }
					}
				}
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			p := body.Person
			require.Equal(t, who.SDSUser, p.ID)
			require.Equal(t, who.Name.Family, p.Surname)
			require.NotEmpty(t, p.OrgPersons)
			require.Equal(t, string(practice.Code), p.OrgPersons[0].OrgID)
			require.Equal(t, strings.ToUpper(practice.Name), p.OrgPersons[0].OrgName)
			require.Regexp(t, `^20[0-9]{6}$`, p.OrgPersons[0].DateOpened)
			require.Regexp(t, `^R[0-9]{4}$`, p.OrgPersons[0].RoleProfiles[0].RoleCode)
			require.NotContains(t, p.OrgPersons[0].RoleProfiles[0].RoleName, ":")
			if len(p.OrgPersons) > 1 {
				two++
			}
		}
	}
	assert.Positive(t, two, "some work at two practices")
}

// TestPublishedSchema holds answers to the specification, whose server and security scheme are yet to come or lie on the platform.
func TestPublishedSchema(t *testing.T) {
	spec := published.Open(t, "healthcare-worker/healthcare-worker-api.yaml", worker.Base,
		"$ref: https://proxygen.prod.api.platform.nhs.uk/components/securitySchemes/app-level3", "{type: http, scheme: bearer}")
	r := newRig(t)
	for k := range 3 {
		who := r.population.Practitioner("ZX0412", k)
		w := spec.Exchange(t, r, request(who.SDSUser))
		require.Equal(t, 200, w.Code)
		schema := spec.Doc.Components.Schemas["Worker"].Value
		ours := published.Decode(t, w.Body.Bytes()).(map[string]any)["person"].(map[string]any)
		assert.Len(t, ours, len(schema.Properties))
		for name := range schema.Properties {
			assert.Contains(t, ours, name)
		}
	}
	practice, _ := r.population.Practice("ZX0412")
	assert.Equal(t, 410, spec.Exchange(t, r, request(fmt.Sprintf("999%09d", 412*64+practice.Practitioners))).Code)
}

// TestErrors has a row for each status of the specification (healthcare-worker-api.yaml, responses); the words of those are its descriptions, of the others
// those of the service's public source, as far as it is known. It is held to the digest's list (research identity-demographics-registers §8.3).
func TestErrors(t *testing.T) {
	r := newRig(t)
	practice, _ := r.population.Practice("ZX0412")
	good := r.population.Practitioner("ZX0412", 0).SDSUser
	change := func(set func(*http.Request)) *http.Request { q := request(good); set(q); return q }
	failing := func(status int) rig {
		failing := newRig(t)
		estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{&worker.Service{UpstreamFails: status}}, Apps: []mocks.App{{ID: "key"}}, Default: failing.realm})
		require.NoError(t, err)
		failing.Estate = estate
		return failing
	}
	struck := newRig(t)
	struck.realm.Faults = fault.NewPlan(1, []fault.Rule{{ID: "f", On: fault.On{Service: "worker"}, Do: fault.Status{Code: 500}}})
	met := map[string]bool{}
	for _, row := range []struct {
		rig     rig
		name    string
		request *http.Request
		status  int
		body    string
	}{
		{r, "no identifier", request(""), 400, `{"error":"Missing or invalid identifier query parameter"}`},
		{r, "short identifier", request("123"), 400, `{"error":"Missing or invalid identifier query parameter"}`},
		{r, "no correlation id", change(func(q *http.Request) { q.Header.Del("X-Correlation-Id") }), 400, `{"error":"Missing or invalid X-Correlation-Id header"}`},
		{r, "nobody", request("123456789012"), 404, `{"error":"User not found"}`},
		{r, "nobody of a practice", request("999000026431"), 404, `{"error":"User not found"}`},
		{r, "closed", request(fmt.Sprintf("999%09d", 412*64+practice.Practitioners)), 410, `{"error":"User is no longer active"}`},
		{r, "path", change(func(q *http.Request) { q.URL.Path = worker.Base + "/Nurse" }), 404, `{"error":"Invalid endpoint path"}`},
		{r, "method", change(func(q *http.Request) { q.Method = http.MethodPut }), 405, `{"error":"Unsupported HTTP method"}`},
		{struck, "failed", request(good), 500, `{"error":"Unhandled internal server error"}`},
		{failing(502), "upstream", request(good), 502, `{"error":"Upstream system returned an unsupported response"}`},
		{failing(504), "upstream too late", request(good), 504, `{"error":"Upstream server request has timed out"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := row.rig.send(row.request)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, row.body, strings.TrimSpace(w.Body.String()))
		})
		met[strconv.Itoa(row.status)] = true
	}
	assert.Equal(t, 401, r.send(change(func(q *http.Request) { q.Header.Del("apikey") })).Code)
	_, list, _ := strings.Cut(published.Section(t, "### 8.3"), "}}`; ")
	list, _, _ = strings.Cut(list, ". ")
	statuses := regexp.MustCompile(`[45][0-9]{2}`).FindAllString(list, -1)
	assert.Len(t, statuses, 7)
	for _, status := range statuses {
		assert.True(t, met[status], "no test meets %s of the digest", status)
	}
}

func FuzzIdentifier(f *testing.F) {
	r := newRig(f)
	f.Add("999000000012")
	f.Add("99999999999999999999")
	f.Fuzz(func(t *testing.T, identifier string) {
		w := r.send(request(identifier))
		require.Less(t, w.Code, 500)
		published.Decode(t, w.Body.Bytes())
	})
}
