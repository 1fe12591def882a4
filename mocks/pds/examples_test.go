package pds_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/pds"
)

const exampleFolder = "pds/specification/components/examples/"

// TestEveryExample goes through every example of the specification, wherever it stands, and every file of examples beside it. Somebody of the population is
// made into the patient of Patient.json, so that updates find what they change.
func TestEveryExample(t *testing.T) {
	patient := published.File(t, exampleFolder+"Patient.json")
	doc, err := specification()
	require.NoError(t, err)
	var now rig // of the request that is being sent
	ask := func(s *published.Sample) *http.Request {
		now = newRig(t, 10, false)
		require.NoError(t, pds.Hold(now.realm.World, 3, patient))
		caller, number := now.worker(), now.number(3)
		path, body := s.Path, ""
		switch s.Method + " " + s.Path {
		case "GET /Patient":
			path += "?family=Smith&given=Jane&birthdate=eq2010-10-22"
		case "GET /Coverage":
			path += "?subscriber:identifier=" + number
			caller = now.citizen(3)
		case "POST /Coverage":
			body, caller = strings.Replace(ehic, "NUMBER", number, 1), now.citizen(3)
		case "POST /Patient":
			body = newborn
		case "PATCH /Patient/{id}":
			body = `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`
		}
		id := number
		if s.Parameter != nil && s.Parameter.In == "path" {
			id = s.Texts()[0]
		}
		if s.Kind == published.OfRequest {
			raw, err := json.Marshal(s.Value)
			require.NoError(t, err)
			body = strings.Replace(string(raw), "9000000009", number, 1)
		}
		q := httptest.NewRequest(s.Method, "http://example.test"+pds.Base+strings.Replace(path, "{id}", id, 1), strings.NewReader(body))
		for name, value := range map[string]string{
			"Authorization": "Bearer " + caller.token, "X-Request-ID": uuid.NewString(), "If-Match": `W/"2"`, "Content-Type": "application/json",
		} {
			q.Header.Set(name, value)
		}
		return q
	}
	e := published.Examples{
		Samples: published.Samples(t, doc, "pds/specification"),
		Contradict: map[string]string{
			"GET /Patient death-date rangege example": "a date with a prefix is no date", "GET /Patient death-date rangele example": "likewise",
			"GET /Patient death-date simple example": "likewise", "GET /Patient given example": "one of a list stands alone",
			"components/parameters/DeathDate rangege example": "likewise", "components/parameters/DeathDate rangele example": "likewise",
			"components/parameters/DeathDate simple example": "likewise", "components/parameters/Given example": "likewise",
			"GET /Coverage subscriber:identifier ehic_holder example": "a number where a text belongs", "GET /Coverage subscriber:identifier no_ehic example": "likewise",
			"components/parameters/SubscriberIdentifier ehic_holder example": "likewise", "components/parameters/SubscriberIdentifier no_ehic example": "likewise",
		},
		Ask: ask,
	}
	const patches = "PATCH /Patient/{id} request application/json-patch+json "
	e.Status = map[string]int{
		"GET /Coverage subscriber:identifier ehic_holder example": 403, "GET /Coverage subscriber:identifier no_ehic example": 403, // of another patient
		"POST /Patient request application/json create-patient example": 201, "POST /Patient request application/json single-match example": 201,
		"POST /Patient request application/json multiple-matches example": 201, // nobody of ours is like that
		// The live service's rules, which its sandbox does not hold an update to.
		patches + "add-extension example":                                                    400, // a pharmacy that the directory does not know
		patches + "update-extension example":                                                 403, // the patient's death is known formally
		patches + "add-deceased-date-time example":                                           400, // known already: no change
		patches + "delete-gender example":                                                    403, // not removable
		patches + "delete-name example":                                                      403, // the usual name is not removable
		patches + "delete-name-alternative example":                                          400, // of another version of the patient
		"POST /Coverage request application/json-patch+json add-coverage-to-patient example": 201,
	}
	for i := range e.Samples {
		s := &e.Samples[i]
		switch {
		case s.Path == "" || s.Kind != published.OfParameter:
		case s.Parameter.Name == "Authorization":
			e.Status[s.At] = 401 // the token of the example was never issued
		case s.Parameter.In == "path":
			e.Status[s.At] = 404 // the sandbox's patient is not of the population
		case s.Method == http.MethodPost:
			e.Status[s.At] = 201
		}
	}
	e.Run(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { now.ServeHTTP(w, q) }))

	schemas := doc.Components.Schemas
	e.Loose(t, published.Files(t, "pds/specification", "/examples/"), func(file string, value any) bool {
		resource, _ := value.(map[string]any)
		name, _ := resource["resourceType"].(string)
		if name == "Bundle" {
			name = "PatientSearch"
			if strings.Contains(file, "RelatedPerson") {
				name = "RelatedPersonBundle"
			}
			if strings.Contains(file, "Coverage") {
				name = "CoverageSearch"
			}
		}
		return schemas[name] != nil && !strings.Contains(file, "/requests/") && assert.NoError(t, schemas[name].Value.VisitJSON(value), file)
	})
}

// TestAnswersBothWays holds requests and answers of every operation to the whole specification: paths, parameters, headers and bodies.
func TestAnswersBothWays(t *testing.T) {
	doc, err := specification()
	if err != nil {
		t.Skip("the service's OpenAPI document is not beside the checkout")
	}
	spec := published.Of(t, doc, pds.Base)
	r := newRig(t, 20, false)
	i := subject(t, r)
	worker, citizen, me := r.worker(), r.citizen(i), r.number(i)
	for _, row := range []struct {
		caller             rig
		method, path, body string
		status             int
	}{
		{worker, "GET", "/Patient/" + me, "", 200},
		{worker, "GET", "/Patient/9111231130", "", 404},
		{worker, "GET", "/Patient?family=Smith&given=Jane&birthdate=eq1980-05-06", "", 200},
		{worker, "GET", "/Patient?family=Nobodyatall&birthdate=eq1850-01-01", "", 200},
		{worker, "GET", "/Patient?family=Smith&gender=female", "", 400},
		{worker, "GET", "/Patient/" + me + "/RelatedPerson", "", 200},
		{worker, "PATCH", "/Patient/" + me, `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`, 200},
		{worker, "PATCH", "/Patient/" + me, `{"patches":[{"op":"replace","path":"/gender","value":"female"}]}`, 409},
		{worker, "POST", "/Patient", newborn, 201},
		{worker, "POST", "/Patient", newborn, 200},
		{worker, "POST", "/Patient", `{"name":[]}`, 400},
		{citizen, "GET", "/Coverage?" + url.Values{"subscriber:identifier": {me}}.Encode(), "", 200},
		{citizen, "GET", "/Coverage", "", 400},
		{citizen, "POST", "/Coverage", strings.Replace(ehic, "NUMBER", me, 1), 409},
		{r, "POST", "/Patient", newborn, 403},
	} {
		t.Run(row.method+" "+row.path, func(t *testing.T) {
			q := httptest.NewRequest(row.method, published.Host+pds.Base+row.path, strings.NewReader(row.body))
			q.Header.Set("Authorization", "Bearer "+row.caller.token)
			q.Header.Set("X-Request-ID", uuid.NewString())
			q.Header.Set("If-Match", `W/"2"`)
			if row.body != "" {
				q.Header.Set("Content-Type", map[bool]string{true: "application/json", false: "application/json-patch+json"}[row.method == "POST" && strings.Contains(row.path, "/Patient")])
			}
			w := spec.Exchange(t, row.caller, q)
			assert.Equal(t, row.status, w.Code, w.Body)
		})
	}
}
