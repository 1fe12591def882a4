package pds_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
)

// subject is a person whom the updates of these tests are about: everything about them is known, with identifiers of their own.
func subject(t testing.TB, r rig) int {
	t.Helper()
	const i = 3
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	part := func(id string) world.Part { return world.Part{ID: id, From: day} }
	_, err := r.realm.World.By("test").Register(i, 0, func(p *world.Person, q *world.Particulars) error {
		*q = world.Particulars{Usual: part("N1"), Home: part("A1"), Phone: part("T1"), Email: part("T2"), GP: part("G1"), PhoneUse: "mobile", EmailUse: "home",
			Suffix: []string{"MBE", "PhD"}, Names: []world.Name{{Part: part("N2"), Use: "nickname", Name: demography.Name{Given: []string{"Jo"}, Family: "Smith"}}}}
		p.Name = demography.Name{Prefix: "Mrs", Given: []string{"Jane", "Marie"}, Family: "Smith"}
		p.Address = demography.Address{Lines: []string{"1 Trevelyan Square", "Leeds"}, Postcode: "LS1 6AE"}
		p.Phone, p.Email, p.Language, p.Sex = "07700 900001", "jane.smith@example.org", "fr", demography.Female
		p.Died, p.Born = time.Time{}, time.Date(1980, 5, 6, 0, 0, 0, 0, time.UTC)
		return nil
	})
	require.NoError(t, err)
	return i
}

// show is the patient in an answer.
func show(t testing.TB, w *httptest.ResponseRecorder) pds.Patient {
	t.Helper()
	require.Equal(t, 200, w.Code, w.Body)
	var p pds.Patient
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	return p
}

func TestPatchChangesWhatEveryServiceSees(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	w := r.patch(i, `{"op":"replace","path":"/name/0/id","value":"N1"},{"op":"replace","path":"/name/0/family","value":"O'Reilly"},
		{"op":"add","path":"/name/0/given/0","value":"Zoë"},{"op":"replace","path":"/gender","value":"unknown"},
		{"op":"test","path":"/telecom/1/id","value":"T2"},{"op":"remove","path":"/telecom/1"},
		{"op":"add","path":"/telecom/-","value":{"system":"email","use":"work","value":"jane@work.example.org"}},
		{"op":"add","path":"/contact/-","value":{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]}],"telecom":[{"system":"phone","value":"01632960587"}]}},
		{"op":"replace","path":"/multipleBirthInteger","value":2}`)
	require.Equal(t, 400, w.Code, "there is no order of birth to replace: %s", w.Body)
	p, version := r.realm.World.Person(i)
	assert.Equal(t, "Smith", p.Name.Family, "all or nothing")
	assert.Equal(t, 2, version.N)

	w = r.patch(i, `{"op":"replace","path":"/name/0/id","value":"N1"},{"op":"replace","path":"/name/0/family","value":"O'Reilly"},
		{"op":"add","path":"/name/0/given/0","value":"Zoë"},{"op":"replace","path":"/gender","value":"unknown"},
		{"op":"test","path":"/telecom/1/id","value":"T2"},{"op":"remove","path":"/telecom/1"},
		{"op":"add","path":"/telecom/-","value":{"id":"mine","system":"email","use":"work","value":"jane@work.example.org"}},
		{"op":"add","path":"/contact/-","value":{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]}],"telecom":[{"system":"phone","value":"01632960587"}]}},
		{"op":"add","path":"/multipleBirthInteger","value":2}`)
	patient := show(t, w)
	conforms(t, w)
	assert.Equal(t, `W/"3"`, w.Header().Get("ETag"))
	assert.Equal(t, "3", patient.Meta.VersionID)
	assert.Equal(t, []string{"Zoë", "Jane", "Marie"}, patient.Name[0].Given)
	assert.Equal(t, "N1", patient.Name[0].ID)
	assert.Equal(t, "unknown", patient.Gender)
	assert.Equal(t, "2026-04-01", patient.Telecom[1].Period.Start, "what is new begins today")
	assert.Len(t, patient.Telecom[1].ID, 8, "identifiers are the service's to give")
	assert.Equal(t, 2, patient.MultipleBirthInteger)
	assert.Equal(t, w.Body.String(), r.get("/Patient/"+r.number(i)).Body.String(), "the answer is what a read gives")

	p, _ = r.realm.World.Person(i)
	assert.Equal(t, "O'Reilly", p.Name.Family)
	assert.Equal(t, "jane@work.example.org", p.Email)
	log := r.realm.World.Changes()
	assert.Equal(t, "app", log[len(log)-1].Actor)
}

// TestPatchWords compares what a wrong patch is answered with to the words of the service. Each row names where they come from:
// karate-tests/src/test/java/patients/…, or the specification, or nothing where the words are ours.
func TestPatchWords(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	const update = "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - "
	const value = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - "
	const missing = "error|required|MISSING_VALUE|Required value is missing|Missing value - "
	for _, row := range []struct{ name, source, patches, issue string }{
		{"not told which", "replaceErrors.feature", `{"op":"replace","path":"/address/0/line/0","value":"2 Whitehall Quay"}`,
			update + "no id or url found for path with root /address/0"},
		{"told wrongly", "replaceErrors.feature", `{"op":"replace","path":"/address/0/id","value":"123456"},{"op":"replace","path":"/address/0/line/0","value":"x"}`,
			update + "no 'address' resources with object id '123456'"},
		{"told wrongly and nothing else", "replaceErrors.feature", `{"op":"replace","path":"/address/0/id","value":"123456"}`,
			update + "no 'address' resources with object id '123456'"},
		{"no such item", "replaceErrors.feature", `{"op":"replace","path":"/contact/0/id","value":"456"}`, update + "Invalid patch - index '0' is out of bounds"},
		{"no such member", "replaceErrors.feature", `{"op":"replace","path":"/name/1/id","value":"N2"},{"op":"replace","path":"/name/1/suffix","value":["MBE"]}`,
			update + "Invalid patch - can't replace non-existent object 'suffix'"},
		{"removal without a test", "removeErrors.feature", `{"op":"remove","path":"/name/1"}`,
			update + "removal '/name/1' is not immediately preceded by equivalent test - instead it is the first item"},
		{"removal after another test", "", `{"op":"test","path":"/name/0/id","value":"N1"},{"op":"remove","path":"/name/1"}`,
			update + "removal '/name/1' is not immediately preceded by equivalent test - instead it is preceded by test of '/name/0/id'"},
		{"removal of what is not", "removeErrors.feature", `{"op":"test","path":"/name/2/id","value":"123456"},{"op":"remove","path":"/name/2"}`,
			update + "Invalid patch - index '2' is out of bounds"},
		{"removal of a part that is not", "removeErrors.feature", `{"op":"test","path":"/name/1/id","value":"N2"},{"op":"remove","path":"/name/1/suffix/0"}`,
			update + "Invalid patch - can't remove non-existent object '0'"},
		{"failed test", "patientAccess/updatePatient.feature, form", `{"op":"test","path":"/name/1","value":{"use":"old","given":["A",1,true,null]}}`,
			update + "Invalid patch - {'id': 'N2', 'use': 'nickname', 'period': {'start': '2020-01-01'}, 'given': ['Jo'], 'family': 'Smith'} (<class 'dict'>) is not equal to tested value " +
				"{'use': 'old', 'given': ['A', 1, True, None]} (<class 'dict'>)"},
		{"failed test of a text", "form as above", `{"op":"test","path":"/gender","value":"male"}`,
			update + "Invalid patch - female (<class 'str'>) is not equal to tested value male (<class 'str'>)"},
		{"unknown member", "patient-patch.yaml, 4XX example", `{"op":"add","path":"/pets","value":"cat"}`, update + "Update unsupported for resource - 'pets'"},
		{"the number", "form as above", `{"op":"replace","path":"/id","value":"9000000009"}`, update + "Update unsupported for resource - 'id'"},
		{"odd op", "requestErrors.feature", `{"op":"bad_value","path":"not a path"}`, value + "'bad_value' in field '0/op'"},
		{"odd path", "", `{"op":"remove","path":"not a path"}`, value + "'not a path' in field '0/path'"},
		{"no path", "", `{"op":"remove"}`, missing + "'0/path'"},
		{"no value", "", `{"op":"test","path":"/gender"}`, missing + "'0/value'"},
		{"indexed addition", "patient-patch.yaml, Addition", `{"op":"add","path":"/name/0","value":{"use":"old","family":"X"}}`,
			update + "no id or url found for path with root /name/0"},
		{"whole list", "", `{"op":"replace","path":"/name","value":[]}`, update + "no id or url found for path with root /name"},
		{"more of an object", "ADDITIONAL_PROPERTIES.json", `{"op":"add","path":"/name/-","value":{"use":"old","family":"X","model":"a","year":1}}`,
			"error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('model', 'year' were unexpected)"},
		{"two usual names", "addErrors.feature", `{"op":"add","path":"/name/-","value":{"use":"usual","family":"Bloggs"}}`,
			"information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - multiple usual names cannot be added"},
		{"something else for the interpreter", "updatePatientDetails/replace.feature", `{"op":"replace","path":"/extension/0/extension/1","value":{"url":" ","valueBoolean":true}}`,
			update + "interpreterRequired cannot be removed"},
		{"no usual name", "identity-demographics-registers §5.7", `{"op":"test","path":"/name/0/id","value":"N1"},{"op":"remove","path":"/name/0"}`,
			"information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - not permitted to remove usual name"},
		{"no birth date", "identity-demographics-registers §5.7", `{"op":"remove","path":"/birthDate"}`,
			"information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - source not permitted to remove 'birthDate'"},
		{"no gender", "patient-patch.yaml, Gender", `{"op":"remove","path":"/gender"}`,
			"information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - source not permitted to remove 'gender'"},
		{"too many given names", "HumanName.yaml; TOO_MANY_VALUES_SUBMITTED.json", `{"op":"add","path":"/name/-","value":{"use":"old","family":"X","given":["a","b","c","d","e","f"]}}`,
			"error|value|TOO_MANY_VALUES_SUBMITTED|Too many values submitted|Too many values submitted - ['a', 'b', 'c', 'd', 'e', 'f'] in field 'name/2/given'"},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := r.get("/Patient/" + r.number(i)).Body.String()
			w := r.patch(i, row.patches)
			assert.JSONEq(t, outcome(t, row.issue), w.Body.String(), row.source)
			assert.Equal(t, map[bool]int{true: 403, false: 400}[strings.Contains(row.issue, "FORBIDDEN")], w.Code)
			assert.Equal(t, before, r.get("/Patient/"+r.number(i)).Body.String(), "nothing has changed")
			conforms(t, w)
		})
	}
}

func TestPatchGuards(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	number := r.number(i)
	const body = `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`
	for _, row := range []struct {
		name, path, body string
		headers          []string
		status           int
		issue            string
	}{
		{"no If-Match", number, body, []string{"If-Match", ""}, 412,
			"error|structure|PRECONDITION_FAILED|Required condition was not fulfilled|Invalid request with error - If-Match header must be supplied to update this resource"},
		{"odd If-Match", number, body, []string{"If-Match", "2"}, 412,
			"error|structure|PRECONDITION_FAILED|Required condition was not fulfilled|Invalid request with error - If-Match header must be supplied to update this resource"},
		{"old version", number, body, []string{"If-Match", `W/"1"`}, 409, "error|conflict|RESOURCE_VERSION_MISMATCH|Resource version supplied does not match actual version|"},
		{"version nought", number, body, []string{"If-Match", `W/"0"`}, 409, "error|conflict|RESOURCE_VERSION_MISMATCH|Resource version supplied does not match actual version|"},
		{"odd content type", number, body, []string{"Content-Type", "application/bananas"}, 400, "error|processing|UNSUPPORTED_SERVICE|Unsupported Service|"},
		{"no content type", number, body, []string{"Content-Type", ""}, 400, "error|processing|UNSUPPORTED_SERVICE|Unsupported Service|"},
		{"no patches", number, `{}`, nil, 400, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"a bare list", number, `[{"op":"remove","path":"/gender"}]`, nil, 400, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"not JSON", number, `{"patches":`, nil, 400, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"too deep", number, `{"patches":` + strings.Repeat("[", 1e5), nil, 400, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"no patches before the version", number, `{}`, []string{"If-Match", `W/"9"`}, 400, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"odd number before If-Match", "9000000000", body, []string{"If-Match", ""}, 400, "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"If-Match before existence", "9111231130", body, []string{"If-Match", ""}, 412,
			"error|structure|PRECONDITION_FAILED|Required condition was not fulfilled|Invalid request with error - If-Match header must be supplied to update this resource"},
		{"nobody", "9111231130", body, nil, 404, "information|not-found|RESOURCE_NOT_FOUND|Resource not found|"},
		{"odd request id", number, body, []string{"X-Request-ID", "12345"}, 400, "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '12345' in header 'X-Request-ID'"},
		{"no request id", number, body, []string{"X-Request-ID", ""}, 400,
			"error|required|MISSING_VALUE|Required value is missing|Invalid request with error - X-Request-ID header must be supplied to access this resource"},
	} {
		t.Run(row.name, func(t *testing.T) {
			headers := append([]string{"If-Match", `W/"2"`, "Content-Type", "application/json-patch+json"}, row.headers...)
			w := r.send("PATCH", "/Patient/"+row.path, row.body, headers...)
			require.Equal(t, row.status, w.Code, w.Body)
			assert.JSONEq(t, outcome(t, row.issue), w.Body.String())
			conforms(t, w)
		})
	}
	assert.Equal(t, "female", show(t, r.get("/Patient/"+number)).Gender)
}
