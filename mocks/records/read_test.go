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
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

func TestReadPatient(t *testing.T) {
	r := newRig(t, 20)
	w := r.get("/Patient/" + r.patient(3))
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
	assert.Equal(t, `W/"1"`, w.Header().Get("ETag"))
	assert.Equal(t, "Wed, 01 Apr 2026 00:00:00 GMT", w.Header().Get("Last-Modified"))
	assert.Contains(t, w.Body.String(), `"value":"`+r.realm.World.Population().Number(3).String()+`"`)

	again := r.get("/Patient/"+r.patient(3), "If-None-Match", `W/"1"`)
	assert.Equal(t, http.StatusNotModified, again.Code)
	assert.Empty(t, again.Body.String())
	assert.Equal(t, `W/"1"`, again.Header().Get("ETag"))

	head := r.do(http.MethodHead, records.Base+"/Patient/"+r.patient(3), "")
	assert.Equal(t, 200, head.Code)
	assert.Empty(t, head.Body.String())
}

func TestReadSeesAnAmendedPersonAndTheirHistory(t *testing.T) {
	r := newRig(t, 20)
	first := r.get("/Patient/" + r.patient(4)).Body.String()
	r.realm.World.Clock().Advance(time.Hour)
	r.realm.World.Amend(4, func(p *world.Person) { p.Name.Family = "Newlywed" })

	w := r.get("/Patient/"+r.patient(4), "If-None-Match", `W/"1"`)
	require.Equal(t, 200, w.Code)
	assert.Equal(t, `W/"2"`, w.Header().Get("ETag"))
	assert.Contains(t, w.Body.String(), "Newlywed")
	assert.Equal(t, first, r.get("/Patient/"+r.patient(4)+"/_history/1").Body.String())
	assert.Equal(t, w.Body.String(), r.get("/Patient/"+r.patient(4)+"/_history/2").Body.String())

	history := r.bundle(t, "/Patient/"+r.patient(4)+"/_history")
	require.Equal(t, "history", history.Type)
	require.Equal(t, 2, *history.Total)
	assert.Contains(t, string(history.Entry[0].Resource), "Newlywed", "newest first")
	found := r.bundle(t, "/Patient?family=newlywed")
	assert.Equal(t, []string{r.patient(4)}, ids(t, found))
}

func TestEveryTypeIsReadAsItIsFound(t *testing.T) {
	r := newRig(t, 60)
	for _, kind := range []struct {
		kind  chart.Kind
		types []string
	}{
		{chart.Problem, []string{"Condition"}},
		{chart.Allergy, []string{"AllergyIntolerance"}},
		{chart.Medicine, []string{"MedicationRequest", "MedicationStatement"}},
		{chart.Measurement, []string{"Observation"}},
		{chart.Contact, []string{"Encounter"}},
		{chart.Vaccination, []string{"Immunization"}},
	} {
		person, n := r.withMost(kind.kind)
		for _, resourceType := range kind.types {
			if n == 0 {
				t.Logf("nobody has a %s yet", resourceType)
				continue
			}
			found := r.bundle(t, "/"+resourceType+"?patient="+r.patient(person)+"&_count=200")
			require.Equal(t, n, *found.Total, resourceType)
			for i, id := range ids(t, found) {
				w := r.get("/" + resourceType + "/" + id)
				require.Equal(t, 200, w.Code)
				require.JSONEq(t, string(found.Entry[i].Resource), w.Body.String())
				require.Equal(t, base+"/"+resourceType+"/"+id, found.Entry[i].FullURL)
			}
		}
	}
}

func TestPlacesAreReadAndFound(t *testing.T) {
	r := newRig(t, 5)
	person, _ := r.realm.World.Person(0)
	practice, ok := r.realm.World.Population().Practice(person.Practice)
	if !ok || practice.Practitioners == 0 {
		t.Skip("the population has no practices yet")
	}
	w := r.get("/Organization/" + string(practice.Code))
	require.Equal(t, 200, w.Code, w.Body)
	found := r.bundle(t, "/Organization?identifier=https://fhir.nhs.uk/Id/ods-organization-code|"+string(practice.Code))
	assert.Equal(t, []string{string(practice.Code)}, ids(t, found))
	id := r.realm.World.IDs().PractitionerID(practice.Code, 0)
	assert.Equal(t, 200, r.get("/Practitioner/"+id).Code)
	assert.Equal(t, 404, r.get("/Practitioner/"+r.realm.World.IDs().PractitionerID(practice.Code, practice.Practitioners)).Code)
	assert.Equal(t, 403, r.get("/Practitioner").Code)
}

func TestNoFaults(t *testing.T) {
	r := newRig(t, 5)
	patient, allergy := r.patient(0), r.allergy(0, "x")
	for _, row := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"unknown patient", "GET", "/Patient/nobody", "", nil, 404, "not-found"},
		{"patient beyond the population", "GET", "/Patient/" + r.realm.World.IDs().PatientID(5), "", nil, 404, "not-found"},
		{"unknown entry", "GET", "/Condition/" + patient, "", nil, 404, "not-found"},
		{"unknown version", "GET", "/Patient/" + patient + "/_history/7", "", nil, 404, "not-found"},
		{"version that is no number", "GET", "/Patient/" + patient + "/_history/x", "", nil, 404, "not-found"},
		{"unknown type", "GET", "/Spaceship/1", "", nil, 404, "not-supported"},
		{"unknown path", "GET", "/$everything", "", nil, 404, "not-supported"},
		{"XML asked for", "GET", "/Patient/" + patient, "", []string{"Accept", "application/fhir+xml"}, 406, "not-supported"},
		{"XML asked for by _format", "GET", "/Patient/" + patient + "?_format=xml", "", nil, 406, "not-supported"},
		{"update", "PUT", "/Patient/" + patient, "{}", nil, 405, "not-supported"},
		{"delete", "DELETE", "/Condition/" + patient, "", nil, 405, "not-supported"},
		{"create a patient", "POST", "/Patient", "{}", nil, 405, "not-supported"},
		{"no token", "GET", "/Patient/" + patient, "", []string{"Authorization", ""}, 401, "login"},
		{"everybody's allergies", "GET", "/AllergyIntolerance", "", nil, 403, "too-costly"},
		{"everybody", "GET", "/Patient?gender=female", "", nil, 403, "too-costly"},
		{"unknown parameter", "GET", "/AllergyIntolerance?person=" + patient, "", nil, 400, "not-supported"},
		{"broken query", "GET", "/Patient?family=%zz", "", nil, 400, "invalid"},
		{"XML sent", "POST", "/AllergyIntolerance", "<x/>", []string{"Content-Type", "application/fhir+xml"}, 415, "not-supported"},
		{"no JSON", "POST", "/AllergyIntolerance", "{", nil, 400, "structure"},
		{"another type", "POST", "/Condition", allergy, nil, 400, "invalid"},
		{"nobody's", "POST", "/AllergyIntolerance", strings.Replace(allergy, patient, "nobody", 1), nil, 422, "processing"},
		{"unknown status", "POST", "/AllergyIntolerance", strings.Replace(allergy, `"active"`, `"lively"`, 1), nil, 422, "processing"},
		{"too large", "POST", "/AllergyIntolerance", `{"x":"` + strings.Repeat("a", 1<<20) + `"}`, nil, 413, "too-long"},
		{"unbounded condition", "POST", "/AllergyIntolerance", allergy, []string{"If-None-Exist", "code=x"}, 403, "too-costly"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := r.do(row.method, records.Base+row.path, row.body, row.headers...)
			require.Equal(t, row.status, w.Code, w.Body)
			var outcome struct {
				ResourceType string
				Issue        []struct{ Severity, Code, Diagnostics string }
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &outcome), w.Body)
			assert.Equal(t, "OperationOutcome", outcome.ResourceType)
			assert.Equal(t, row.code, outcome.Issue[0].Code)
			assert.NotEmpty(t, outcome.Issue[0].Diagnostics)
			assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
		})
	}
}

func TestJSONIsGivenToWhoeverTakesIt(t *testing.T) {
	r := newRig(t, 2)
	for _, accept := range []string{"", "*/*", "application/json", "text/html, application/fhir+json;q=0.9", "application/*"} {
		assert.Equal(t, 200, r.get("/Patient/"+r.patient(0), "Accept", accept).Code, accept)
	}
	for _, format := range []string{"json", "application/json", "application/fhir%2Bjson", "application/fhir+json"} {
		assert.Equal(t, 200, r.get("/Patient/"+r.patient(0)+"?_format="+format, "Accept", "application/xml").Code, format)
	}
}

func TestWaysInAreOpen(t *testing.T) {
	r := newRig(t, 2)
	w := r.get("/metadata", "Authorization", "")
	require.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), `"fhirVersion":"4.0.1"`)
	assert.Contains(t, w.Body.String(), host+"/oauth2/token")
	w = r.get("/.well-known/smart-configuration", "Authorization", "")
	require.Equal(t, 200, w.Code)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.Contains(t, w.Body.String(), `"token_endpoint":"`+host+`/oauth2/token"`)
	assert.Contains(t, w.Body.String(), `["RS512"]`)
	assert.Contains(t, w.Body.String(), `"system/Observation.rs"`)
}
