package records_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/records"
	"sandpiper/synthetic/fhir"
)

// TestScopesOpenWhatTheySay has a row for each scope and what it opens; lacks is the scope that the refusal names.
func TestScopesOpenWhatTheySay(t *testing.T) {
	r := newRig(t, 4)
	patient := r.patient(0)
	made := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "first"))
	require.Equal(t, 201, made.Code)
	allergy, err := fhir.ParseResource(made.Body.Bytes())
	require.NoError(t, err)
	const (
		national = "urn:nhsd:apim:app:level3:personal-demographics-service"
		form     = "application/x-www-form-urlencoded"
	)
	for _, row := range []struct {
		scopes       string
		method, path string
		status       int
		lacks        string
	}{
		{records.DefaultScope, "GET", "/Observation?patient=" + patient, 200, ""},
		{records.DefaultScope, "POST", "/AllergyIntolerance", 201, ""},
		{national, "GET", "/Patient/" + patient, 403, "system/Patient.r"},
		{national, "GET", "/Patient/nobody", 403, "system/Patient.r"},
		{"system/Observation.rs", "GET", "/Observation?patient=" + patient, 200, ""},
		{"system/Observation.rs", "GET", "/Patient/" + patient, 403, "system/Patient.r"},
		{"system/Patient.rs", "GET", "/Observation?patient=" + patient, 403, "system/Observation.s"},
		{"system/Observation.r", "GET", "/Observation?patient=" + patient, 403, "system/Observation.s"},
		{"system/Observation.s", "POST", "/Observation/_search?patient=" + patient, 200, ""},
		{"system/Observation.r", "POST", "/Observation/_search?patient=" + patient, 403, "system/Observation.s"},
		{"system/Observation.s", "GET", "/Patient/" + patient + "/Observation", 200, ""},
		{"system/Patient.rs", "GET", "/Patient/" + patient + "/Observation", 403, "system/Observation.s"},
		{"system/AllergyIntolerance.r", "GET", "/AllergyIntolerance/" + allergy.ID, 200, ""},
		{"system/AllergyIntolerance.r", "GET", "/AllergyIntolerance/" + allergy.ID + "/_history", 200, ""},
		{"system/AllergyIntolerance.r", "GET", "/AllergyIntolerance/" + allergy.ID + "/_history/1", 200, ""},
		{"system/AllergyIntolerance.s", "GET", "/AllergyIntolerance/" + allergy.ID, 403, "system/AllergyIntolerance.r"},
		{"system/AllergyIntolerance.s", "GET", "/AllergyIntolerance/" + allergy.ID + "/_history/1", 403, "system/AllergyIntolerance.r"},
		{"system/AllergyIntolerance.c", "POST", "/AllergyIntolerance", 201, ""},
		{"system/AllergyIntolerance.rs", "POST", "/AllergyIntolerance", 403, "system/AllergyIntolerance.c"},
		{"system/Condition.c", "POST", "/AllergyIntolerance", 403, "system/AllergyIntolerance.c"},
		{"system/AllergyIntolerance.write", "POST", "/AllergyIntolerance", 201, ""},
		{"system/AllergyIntolerance.read", "GET", "/AllergyIntolerance?patient=" + patient, 200, ""},
		{"system/AllergyIntolerance.read", "POST", "/AllergyIntolerance", 403, "system/AllergyIntolerance.c"},
		{"system/*.read", "GET", "/Patient/" + patient, 200, ""},
		{records.SMARTScope, "GET", "/Patient/" + patient, 200, ""},
		{records.SMARTScope, "POST", "/AllergyIntolerance", 403, "system/AllergyIntolerance.c"},
		{records.SMARTCreate, "POST", "/AllergyIntolerance", 201, ""},
		{"system/Observation.rs?category=laboratory", "GET", "/Observation?patient=" + patient, 403, "system/Observation.s"},
		{records.SMARTScope, "POST", "/Patient", 405, ""},
		{"system/Patient.r", "GET", "/Thing/1", 404, ""},
	} {
		t.Run(row.scopes+" "+row.method+" "+row.path, func(t *testing.T) {
			caller := r
			caller.token = r.realm.Tokens.Issue("app", strings.Fields(row.scopes), worldTime, time.Hour).Value
			body, media := "", ""
			switch {
			case strings.Contains(row.path, "_search"):
				media = form
			case row.method == "POST":
				body = r.allergy(0, "more")
			}
			w := caller.do(row.method, records.Base+row.path, body, "Content-Type", media)
			require.Equal(t, row.status, w.Code, w.Body)
			if row.lacks == "" {
				assert.NotContains(t, w.Header().Get("X-Sandpiper-Why"), "the token of app")
				return
			}
			assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), "the token of app app holds ("+row.scopes+"); needed is "+row.lacks)
			var outcome fhir.OperationOutcome
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &outcome))
			assert.Equal(t, "forbidden", outcome.Issue[0].Code)
			assert.Equal(t, "The token does not hold the scope "+row.lacks, outcome.Issue[0].Diagnostics)
		})
	}
}

func TestConditionalCreateMustBeAllowedToSearch(t *testing.T) {
	r := newRig(t, 2)
	condition := "patient=" + r.patient(0) + "&code:text=Nuts"
	r.token = r.realm.Tokens.Issue("app", []string{"system/AllergyIntolerance.c"}, worldTime, time.Hour).Value
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "Nuts"), "If-None-Exist", condition)
	require.Equal(t, 403, w.Code)
	assert.Contains(t, w.Body.String(), "system/AllergyIntolerance.cs")
	r.token = r.realm.Tokens.Issue("app", []string{"system/AllergyIntolerance.cs"}, worldTime, time.Hour).Value
	assert.Equal(t, 201, r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "Nuts"), "If-None-Exist", condition).Code)
}

func TestOpenAccessAsksForNoScope(t *testing.T) {
	r := newRig(t, 2)
	r.realm.OpenAccess = true
	r.token = r.realm.Tokens.Issue("app", []string{"system/Observation.r"}, worldTime, time.Hour).Value
	assert.Equal(t, 200, r.get("/Patient/"+r.patient(0)).Code)
	assert.Equal(t, 200, r.get("/Patient/"+r.patient(0), "Authorization", "").Code)
}
