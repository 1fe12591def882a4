package pds_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/synthetic/nhs"
)

func TestCreateMakesSomebodyWhomTheServiceKnows(t *testing.T) {
	r := newRig(t, 50, false).worker()
	id := uuid.NewString()
	w := r.send(http.MethodPost, "/Patient", strings.Replace(newborn, `"42405 Bayer Glen"`, `"42405 Bayer Glen","","","Leeds"`, 1), "Content-Type", "application/json", "X-Request-ID", id)
	require.Equal(t, 201, w.Code, w.Body)
	conforms(t, w)
	number := fmt.Sprint(decode(t, w)["id"])
	parsed, err := nhs.ParseNumber(number)
	require.NoError(t, err)
	assert.True(t, parsed.Valid())
	assert.Contains(t, w.Body.String(), `"versionId":"1"`)
	assert.Contains(t, w.Body.String(), `"line":["42405 Bayer Glen","Leeds"]`, "blank lines go (stubs/postPatientResponses)")

	assert.Equal(t, w.Body.String(), r.get("/Patient/"+number).Body.String())
	out := r.find(t, "family", "newcomer", "birthdate", "1989-08-10")
	require.Equal(t, 1, out.Total)
	assert.Equal(t, number, out.Entry[0].Resource.ID)
	assert.Equal(t, 200, r.get("/Patient/"+number+"/RelatedPerson").Code)
	patched := r.send(http.MethodPatch, "/Patient/"+number, `{"patches":[{"op":"add","path":"/name/-","value":{"use":"nickname","family":"Newcomer","given":["Zeb"]}}]}`,
		"If-Match", `W/"1"`, "Content-Type", "application/json-patch+json", "X-Request-ID", uuid.NewString())
	require.Equal(t, 200, patched.Code, patched.Body)
	assert.Equal(t, 1, r.find(t, "family", "newcomer", "given", "zeb", "birthdate", "1989-08-10").Total)

	again := r.send(http.MethodPost, "/Patient", strings.Replace(newborn, `"42405 Bayer Glen"`, `"42405 Bayer Glen","","","Leeds"`, 1), "Content-Type", "application/json", "X-Request-ID", id)
	assert.Equal(t, 201, again.Code, "the same request")
	assert.Equal(t, w.Body.String(), again.Body.String())

	code, _, body := r.post(strings.Replace(newborn, `"42405 Bayer Glen"`, `"Elsewhere"`, 1))
	assert.Equal(t, 200, code)
	assert.JSONEq(t, outcome(t, "error|value|SINGLE_MATCH|Single match found|Unable to create new patient. NHS number "+number+" found for supplied demographic data."),
		body, "stubs/postPatientResponses/SINGLE_MATCH_FOUND.json")
}

func TestCreateFindsSeveral(t *testing.T) {
	r := scene(t, false).worker()
	body := strings.NewReplacer("Zebedee", "Jane", "Newcomer", "Zzsmith", `"male"`, `"female"`, "1989-08-10", "2010-10-22", "ZU1 9UT", "LS1 6AE").Replace(newborn)
	code, _, got := r.post(body)
	require.Equal(t, 200, code, got)
	assert.Contains(t, got, "SINGLE_MATCH")
	first, _ := r.realm.World.Person(0)
	r.realm.World.Amend(7, func(p *person) { p.Name, p.Address, p.Born, p.Sex = first.Name, first.Address, first.Born, first.Sex })
	code, _, got = r.post(body)
	assert.Equal(t, 200, code)
	assert.JSONEq(t, outcome(t, "error|value|MULTIPLE_MATCHES|Multiple matches found|Unable to create new patient. Multiple matches found for supplied demographic data."),
		got, "stubs/postPatientResponses/MULTIPLE_MATCHES_FOUND.json")
}

// TestCreateWords: karate healthcareWorker/createPatient/postPatient.feature and mocks/sandbox/post-patient.js, or the specification.
func TestCreateWords(t *testing.T) {
	r := newRig(t, 10, false).worker()
	const missing = "error|required|MISSING_VALUE|Required value is missing|Missing value - "
	const invalid = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - "
	const create = "error|value|INVALID_CREATE|Patient create data is invalid|Invalid patient create data provided - "
	swap := func(old, to string) string {
		require.Contains(t, newborn, old)
		return strings.Replace(newborn, old, to, 1)
	}
	for _, row := range []struct{ name, body, issue string }{
		{"nothing", `{"bananas":"in pyjamas"}`, missing + "'name'"},
		{"no body", ``, missing + "'name'"},
		{"no address", `{"name":{"family":"Smith"}}`, missing + "'address'"},
		{"no gender", `{"name":{"family":"Smith"},"address":[{"line":["1"]}]}`, missing + "'gender'"},
		{"no birth date", `{"name":{"family":"Smith"},"address":[{"line":["1"]}],"gender":"male"}`, missing + "'birthDate'"},
		{"no period", swap(`,"period":{"start":"2024-05-02"}`, ""), missing + "'address/0/period'"},
		{"no authority", swap("RegisteringAuthority", "Other"), missing + "'extension'"},
		{"given name not a list", swap(`["Zebedee"]`, `"not an array"`), invalid + "'not an array' in field 'name/0/given'"},
		{"address not an object", swap(`{"use":"home"`, `"not",{"use":"home"`), invalid + "'not' in field 'address/0'"},
		{"odd gender", swap(`"male"`, `"notAValidOption"`), invalid + "'notAValidOption' in field 'gender'"},
		{"gender other", swap(`"male"`, `"other"`), invalid + "'other' in field 'gender'"},
		{"odd birth date", swap("1989-08-10", "not-a-date"), invalid + "'not-a-date' in field 'birthDate'"},
		{"more than there is", swap(`"gender"`, `"pets":[],"gender"`), "error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('pets' was unexpected)"},
		{"odd e-mail", swap("zebedee@example.org", "nobody"), create + "'email format is invalid'"},
		{"name that ends", swap(`"prefix":["Mr"]`, `"period":{"start":"2020-01-01","end":"2021-01-01"}`), create + "'An end date can not be provided on usual name'"},
		{"lines out of place", swap(`["42405 Bayer Glen"]`, `["1","","Leeds",""]`), create + "'address lines 1 and 4 or 2 and 4 must be completed as a minimum'"},
		{"born tomorrow", swap("1989-08-10", "2026-04-02"), create + "'birthDate cannot be in the future'"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, _, body := r.post(row.body)
			require.Equal(t, 400, code, body)
			assert.JSONEq(t, outcome(t, row.issue), body)
		})
	}
}

func TestCreatesAreLimitedWhereTheSwitchSaysSo(t *testing.T) {
	r := newRig(t, 10, false)
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{Quirks: pds.Quirks{CreatesPerSecond: 3}}}, Apps: []mocks.App{{ID: "app"}}, Default: r.realm})
	require.NoError(t, err)
	r.Estate = estate
	r = r.worker()
	create := func(k int) (int, string) {
		code, _, body := r.post(strings.NewReplacer("Newcomer", fmt.Sprintf("Newcomer%d", k)).Replace(newborn))
		return code, body
	}
	for k := range 3 {
		code, body := create(k)
		require.Equal(t, 201, code, body)
	}
	code, body := create(3)
	assert.Equal(t, 429, code)
	assert.JSONEq(t, outcome(t, "error|value|TOO_MANY_REQUESTS|Too many requests|There have been too many Create Patient requests. Please try again later."), body, "identity-demographics-registers §5.4")
	r.realm.World.Clock().Advance(time.Second)
	code, _ = create(4)
	assert.Equal(t, 201, code)
}

func TestManyCreateAtOnceAndEachGetsANumber(t *testing.T) {
	r := newRig(t, 10, false).worker()
	var wg sync.WaitGroup
	numbers := make(chan string, 32)
	for k := range 32 {
		wg.Go(func() {
			code, out, body := r.post(strings.NewReplacer("Newcomer", fmt.Sprintf("Newcomer%d", k)).Replace(newborn))
			if assert.Equal(t, 201, code, body) {
				numbers <- fmt.Sprint(out["id"])
			}
		})
	}
	wg.Wait()
	close(numbers)
	seen := map[string]bool{}
	for n := range numbers {
		assert.False(t, seen[n])
		seen[n] = true
		assert.Equal(t, 200, r.get("/Patient/"+n).Code)
	}
	assert.Len(t, seen, 32)
}
