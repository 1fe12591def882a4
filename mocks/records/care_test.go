package records_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/records"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

// The base population's letters, operations, referrals, appointments and reports can be read and searched.
func TestCareBeyondTheConsultation(t *testing.T) {
	r := newRig(t, 120)
	for resourceType, c := range map[string]struct {
		kind  chart.Kind
		query string // finds some of what is there
		empty string // finds nothing
	}{
		"Procedure":         {chart.Procedure, "status=completed&date=ge1900", "date=ge2099"},
		"DocumentReference": {chart.Document, "status=current&date=ge1900", "type=http://example.org|none"},
		"ServiceRequest":    {chart.Referral, "intent=order&authored=ge1900", "status=draft"},
		"Appointment":       {chart.Appointment, "date=ge1900", "status=waitlist"},
		"DiagnosticReport":  {chart.Report, "category=LAB&date=ge1900", "category=RAD"},
	} {
		t.Run(resourceType, func(t *testing.T) {
			person, n := r.withMost(c.kind)
			require.Positive(t, n, "the population has none")
			all := r.bundle(t, "/"+resourceType+"?patient="+r.patient(person)+"&_count=200")
			require.Equal(t, n, *all.Total)
			some := r.bundle(t, "/"+resourceType+"?patient="+r.patient(person)+"&"+c.query)
			assert.Positive(t, *some.Total)
			assert.Zero(t, *r.bundle(t, "/"+resourceType+"?patient="+r.patient(person)+"&"+c.empty).Total)
			for _, id := range ids(t, all) {
				w := r.get("/" + resourceType + "/" + id)
				require.Equal(t, 200, w.Code, w.Body)
			}
			assert.Equal(t, n, *r.bundle(t, "/Patient/"+r.patient(person)+"/"+resourceType).Total)
			assert.Contains(t, r.get("/metadata").Body.String(), `"type":"`+resourceType+`"`)
		})
	}
}

// A report names its results, and each of them can be read.
func TestResultsOfAReportCanBeRead(t *testing.T) {
	r := newRig(t, 120)
	person, _ := r.withMost(chart.Report)
	var report struct {
		Result []struct{ Reference string }
	}
	for _, entry := range r.bundle(t, "/DiagnosticReport?patient="+r.patient(person)).Entry {
		require.NoError(t, json.Unmarshal(entry.Resource, &report))
		require.NotEmpty(t, report.Result)
		for _, result := range report.Result {
			require.Equal(t, 200, r.get("/"+result.Reference).Code, result.Reference)
		}
	}
}

// A letter that a client sends can be found by what it says of itself, and its words come back.
func TestALetterIsWrittenAndFound(t *testing.T) {
	r := newRig(t, 5)
	words := base64.StdEncoding.EncodeToString([]byte("Dear Doctor"))
	letter := `{"resourceType":"DocumentReference","status":"current","type":{"text":"Clinic letter"},"category":[{"coding":[{"system":"http://example.org/c","code":"letter"}]}],` +
		`"subject":{"reference":"Patient/` + r.patient(1) + `"},"date":"2026-03-31T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"` + words + `"}}]}`
	w := r.do(http.MethodPost, records.Base+"/DocumentReference", letter)
	require.Equal(t, 201, w.Code, w.Body)
	made, err := fhir.ParseResource(w.Body.Bytes())
	require.NoError(t, err)
	for _, query := range []string{"category=letter", "type:text=clinic", "date=2026-03-31", "status=current&category=http://example.org/c|letter"} {
		assert.Contains(t, ids(t, r.bundle(t, "/DocumentReference?patient="+r.patient(1)+"&"+query)), made.ID, query)
	}
	assert.Contains(t, r.get("/DocumentReference/"+made.ID).Body.String(), words)
	bad := r.do(http.MethodPost, records.Base+"/DocumentReference", strings.Replace(letter, words, "?", 1))
	require.Equal(t, 422, bad.Code)
	assert.Contains(t, bad.Body.String(), "content.attachment.data is not base64")
}

// An appointment's patient is one of its participants.
func TestAnAppointmentIsBooked(t *testing.T) {
	r := newRig(t, 5)
	gp := r.realm.World.IDs().PractitionerID("ZX0001", 0)
	booking := `{"resourceType":"Appointment","status":"booked","start":"2026-05-01T09:00:00Z","end":"2026-05-01T09:10:00Z","participant":[` +
		`{"actor":{"reference":"Practitioner/` + gp + `"},"status":"accepted"},{"actor":{"reference":"Patient/` + r.patient(2) + `"},"status":"accepted"}]}`
	w := r.do(http.MethodPost, records.Base+"/Appointment", booking)
	require.Equal(t, 201, w.Code, w.Body)
	made, err := fhir.ParseResource(w.Body.Bytes())
	require.NoError(t, err)
	assert.Equal(t, []string{made.ID}, ids(t, r.bundle(t, "/Appointment?patient="+r.patient(2)+"&status=booked&date=2026-05-01&practitioner="+gp)))
	assert.Empty(t, ids(t, r.bundle(t, "/Appointment?patient="+r.patient(3)+"&date=2026-05-01")))
	stranger := strings.Replace(booking, "Patient/"+r.patient(2), "Location/1", 1)
	assert.Equal(t, 422, r.do(http.MethodPost, records.Base+"/Appointment", stranger).Code)
}

// The ethnic category shown is the one that the practice has recorded.
func TestEthnicityIsAsRecorded(t *testing.T) {
	r := newRig(t, 60)
	asked, never := 0, 0
	for i := range 60 {
		recorded := r.realm.World.Population().Chart(i).Ethnicity
		body := r.get("/Patient/" + r.patient(i)).Body.String()
		if recorded.Code == "" {
			never++
			assert.NotContains(t, body, "EthnicCategory")
			continue
		}
		asked++
		assert.Contains(t, body, `"code":"`+recorded.Code+`"`)
	}
	require.Positive(t, asked)
	t.Logf("%d recorded, %d never asked", asked, never)
}
