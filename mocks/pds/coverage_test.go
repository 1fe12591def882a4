package pds_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// person shortens signatures.
type person = world.Person

func decode(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out), w.Body)
	return out
}

const ehic = `{"resourceType":"Coverage","status":"active","subscriber":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"NUMBER"}},
	"identifier":[{"value":"29401395498043123948","assigner":{"identifier":{"system":"urn:iso:std:iso:3166","value":"FRA"}}}],
	"payor":[{"identifier":{"value":"92847ADGJL"}}],"beneficiary":{"identifier":{"value":"178705ABC"}},"period":{"end":"2030-12-31"}}`

func TestCoverageIsReadAndReplaced(t *testing.T) {
	r := newRig(t, 10, false)
	i := subject(t, r)
	me := r.citizen(i)
	path := "/Coverage?subscriber:identifier=" + r.number(i)
	w := me.get(path)
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, `{"resourceType":"Bundle","type":"searchset","timestamp":"2026-04-01T09:00:00+00:00","total":0,"meta":{"versionId":"2"}}`,
		strings.TrimSpace(w.Body.String()), "stubs/coverageResponses/patient_without_coverage.json")
	w = me.send("POST", "/Coverage", strings.Replace(ehic, "NUMBER", r.number(i), 1), "If-Match", w.Header().Get("ETag"), "Content-Type", "application/json")
	require.Equal(t, 201, w.Code, w.Body)
	conforms(t, w)
	assert.Equal(t, `W/"3"`, w.Header().Get("ETag"))
	assert.Contains(t, w.Body.String(), `"display":"France"`)
	assert.Equal(t, w.Body.String(), me.get(path).Body.String())
	assert.Equal(t, "FRA", r.realm.World.Particulars(i).Coverage.Country)
	// Nobody's card lacks its numbers, and one that does is not shown (coverage-get.yaml, "Overview").
	_, err := r.realm.World.By("test").Register(i, 0, func(_ *world.Person, q *world.Particulars) error { q.Coverage.Personal = ""; return nil })
	require.NoError(t, err)
	assert.Contains(t, me.get(path).Body.String(), `"total":0`)
}

// TestCoverageWords: karate patientAccess/{get,update}CoverageDetailsErrors.feature.
func TestCoverageWords(t *testing.T) {
	r := newRig(t, 10, false)
	i := subject(t, r)
	me, number := r.citizen(i), r.number(i)
	const missing = "error|required|MISSING_VALUE|Required value is missing|Missing value - "
	const invalid = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - "
	const format = "error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'Coverage search request must follow the format /Coverage?subscriber:identifier=NHS_NUMBER'"
	for _, row := range []struct {
		name, method, path, old, to string
		headers                     []string
		status                      int
		issue                       string
	}{
		{"another form", "GET", "/Coverage?subscriber:identifier=" + number + "&year=2003", "", "", nil, 400, format},
		{"no question", "GET", "/Coverage", "", "", nil, 400, format},
		{"odd number", "GET", "/Coverage?subscriber:identifier=9000000000", "", "", nil, 400, "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"no card number", "POST", "/Coverage", `"value":"29401395498043123948",`, "", nil, 400, missing + "'identifier/0/value'"},
		{"no status", "POST", "/Coverage", `"status":"active",`, "", nil, 400, missing + "'status'"},
		{"no subscriber", "POST", "/Coverage", `,"value":"NUMBER"`, "", nil, 400, missing + "'subscriber/identifier/value'"},
		{"no beneficiary", "POST", "/Coverage", `"value":"178705ABC"`, "", nil, 400, missing + "'beneficiary/identifier/value'"},
		{"no period", "POST", "/Coverage", `,"period":{"end":"2030-12-31"}`, "", nil, 400, missing + "'period'"},
		{"long ago", "POST", "/Coverage", "2030-12-31", "1860-12-15", nil, 400, invalid + "'1860-12-15' in field 'period/end'"},
		{"empty institution", "POST", "/Coverage", "92847ADGJL", "", nil, 400, invalid + "'' in field 'payor/0/identifier/value'"},
		{"cancelled", "POST", "/Coverage", `"active"`, `"cancelled"`, nil, 400, invalid + "'cancelled' in field 'status'"},
		{"no country of ISO 3166", "POST", "/Coverage", `"FRA"`, `"XYZ"`, nil, 400, invalid + "'XYZ' in field 'identifier/0/assigner/identifier/value'"},
		{"two payors", "POST", "/Coverage", `"payor":[`, `"payor":[{"identifier":{"value":"DE98765"}},`, nil, 400,
			"error|value|TOO_MANY_VALUES_SUBMITTED|Too many values submitted|Too many values submitted - [{'identifier': {'value': 'DE98765'}}, {'identifier': {'value': '92847ADGJL'}}] in field 'payor'"},
		{"no If-Match", "POST", "/Coverage", "", "", []string{"If-Match", ""}, 412,
			"error|structure|PRECONDITION_FAILED|Required condition was not fulfilled|Invalid request with error - If-Match header must be supplied to update this resource"},
		{"old version", "POST", "/Coverage", "", "", []string{"If-Match", `W/"1"`}, 409, "error|conflict|RESOURCE_VERSION_MISMATCH|Resource version supplied does not match actual version|"},
		{"odd subscriber", "POST", "/Coverage", "NUMBER", "9000000000", nil, 400, "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"not JSON", "POST", "/Coverage", "{", "", nil, 400, missing + "'identifier/0/value'"},
	} {
		t.Run(row.name, func(t *testing.T) {
			body := strings.Replace(strings.Replace(ehic, row.old, row.to, 1), "NUMBER", number, 1)
			w := me.send(row.method, row.path, body, append([]string{"If-Match", `W/"2"`, "Content-Type", "application/json", "X-Request-ID", uuid.NewString()}, row.headers...)...)
			require.Equal(t, row.status, w.Code, w.Body)
			assert.JSONEq(t, outcome(t, row.issue), w.Body.String())
		})
	}
}

func TestRelatedPeopleAreThoseOfTheHousehold(t *testing.T) {
	r := newRig(t, 500, true)
	byNumber, byDetails, guardians, without := 0, 0, 0, 0
	for i := range 500 {
		w := r.get("/Patient/" + r.number(i) + "/RelatedPerson")
		require.Equal(t, 200, w.Code)
		conforms(t, w)
		assert.NotEmpty(t, w.Header().Get("ETag"))
		p, _ := r.realm.World.Person(i)
		related := r.realm.World.Related(i)
		if len(related) == 0 {
			without++
			assert.NotContains(t, w.Body.String(), "entry")
		}
		for _, one := range related {
			other, _ := r.realm.World.Person(one.Person)
			assert.Equal(t, p.Household.ID, other.Household.ID)
			if one.Guardian {
				guardians++
				assert.Contains(t, w.Body.String(), `"code":"Guardian"`)
			}
			if number := other.Number.String(); one.ByNumber && !r.realm.World.Particulars(i).Access.Hidden() {
				byNumber++
				assert.Contains(t, w.Body.String(), number)
			} else {
				byDetails++
			}
		}
	}
	for name, n := range map[string]int{"by number": byNumber, "by details": byDetails, "guardians": guardians, "without": without} {
		assert.Greater(t, n, 20, name)
	}
	switched, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{Quirks: pds.Quirks{RelatedNone404: true}}}, Default: r.realm})
	require.NoError(t, err)
	alone := somebody(t, r, func(p *world.Person, _ *world.Particulars) bool { return len(r.realm.World.Related(p.Index)) == 0 })
	r.Estate = switched
	w := r.get("/Patient/" + r.realm.World.Number(alone).String() + "/RelatedPerson")
	assert.Equal(t, 404, w.Code)
	assert.JSONEq(t, outcome(t, "information|not-found|RESOURCE_NOT_FOUND|Resource not found|"), w.Body.String(), "relatedpersons-get.yaml, 4XX")
}
