package records_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

const (
	host = "http://example.test"
	base = host + records.Base
)

var worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// rig is an estate with the record server, and a token that opens it.
type rig struct {
	*mocks.Estate
	realm *mocks.Realm
	token string
}

func newRig(t testing.TB, people int) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, worldTime)}
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{&records.Service{}}, Apps: []mocks.App{{ID: "app"}}, Default: realm,
	})
	require.NoError(t, err)
	token := realm.Tokens.Issue("app", []string{records.DefaultScope}, worldTime, 24*time.Hour)
	return rig{estate, realm, token.Value}
}

// do sends a request; headers come in pairs.
func (r rig) do(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, host+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+r.token)
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

// get reads a path below the server's root.
func (r rig) get(path string, headers ...string) *httptest.ResponseRecorder {
	return r.do(http.MethodGet, records.Base+path, "", headers...)
}

// bundle reads a path and expects a Bundle.
func (r rig) bundle(t testing.TB, path string) fhir.Bundle {
	t.Helper()
	w := r.get(path)
	require.Equal(t, 200, w.Code, "%s: %s", path, w.Body)
	var out fhir.Bundle
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

// patient is the id of a person.
func (r rig) patient(i int) string { return r.realm.World.IDs().PatientID(i) }

// withMost finds the person who has the most entries of a kind, and how many are shown.
func (r rig) withMost(kind chart.Kind) (person, entries int) {
	for i := range r.realm.World.Population().Len() {
		if n := len(r.realm.World.View().Chart(i, kind)); n > entries {
			person, entries = i, n
		}
	}
	return person, entries
}

// ids are the ids of a bundle's resources.
func ids(t testing.TB, b fhir.Bundle) []string {
	t.Helper()
	out := []string{}
	for _, entry := range b.Entry {
		resource, err := fhir.ParseResource(entry.Resource)
		require.NoError(t, err)
		out = append(out, resource.ID)
	}
	return out
}

// allergy is a resource as a client would send it, with an element and a number that a server must keep as they are.
func (r rig) allergy(person int, words string) string {
	return `{"resourceType":"AllergyIntolerance","_note":[{"id":"kept"}],"extension":[{"url":"http://example.org/x","valueDecimal":1.50}],` +
		`"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},` +
		`"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]},` +
		`"code":{"text":"` + words + `"},"patient":{"reference":"Patient/` + r.patient(person) + `"},"recordedDate":"2031-01-01"}`
}
