package pds_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
)

const birthPath = "/Patient/$process-birth-details"

// births is where what the operation takes and says is shown: in no specification, but in the service's own tests.
const births = "karate-tests createNewPdsRecordAtBirth.feature; mocks/sandbox/post-pdsRecordAtBirth.js"

// notice is a notification of a birth, with a mother of the rig's population and with words changed.
func (r rig) notice(t testing.TB, instead ...string) string {
	t.Helper()
	text := string(read(t, filepath.Join("testdata", "birth.json")))
	return strings.NewReplacer(append(instead, "MOTHER", r.number(3))...).Replace(text)
}

// entries changes the entries of a notification.
func entries(t testing.TB, text string, change func([]any) []any) string {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &body))
	body["entry"] = change(body["entry"].([]any))
	out, err := json.Marshal(body)
	require.NoError(t, err)
	return string(out)
}

func (r rig) bear(body string, headers ...string) *httptest.ResponseRecorder {
	return r.send(http.MethodPost, birthPath, body, append([]string{"Content-Type", "application/json", "X-Request-ID", uuid.NewString()}, headers...)...)
}

// borne is the child of an answer.
func borne(t testing.TB, w *httptest.ResponseRecorder) pds.Patient {
	t.Helper()
	require.Equal(t, 201, w.Code, w.Body)
	var p pds.Patient
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	return p
}

func TestBirthMakesARecord(t *testing.T) {
	r := newRig(t, 10, false).worker()
	id := uuid.NewString()
	w := r.bear(r.notice(t), "X-Request-ID", id)
	require.Equal(t, 201, w.Code, w.Body)
	conforms(t, w)
	assert.NotEmpty(t, w.Header().Get("Notification-Id"))
	child := borne(t, w)
	assert.Equal(t, "Nightjar", child.Name[0].Family)
	assert.Equal(t, []string{"7 Heron Walk", "Leeds"}, child.Address[0].Line, "blank lines go")
	assert.Equal(t, 1, child.MultipleBirthInteger)
	assert.Equal(t, []string{"birthPlace"}, urls(t, w.Body.Bytes()), "the ethnic category is not kept (EthnicCategory.yaml)")
	assert.Equal(t, w.Body.String(), r.get("/Patient/"+child.ID).Body.String())
	assert.Equal(t, 1, r.find(t, "family", "nightjar", "birthdate", "2026-03-29").Total)
	again := r.bear(r.notice(t), "X-Request-ID", id)
	assert.Equal(t, w.Body.String(), again.Body.String(), "the same request")
	assert.Equal(t, w.Header().Get("Notification-Id"), again.Header().Get("Notification-Id"))

	// The members of the answer are those of the sandbox's.
	if stub, err := stubOf("postPdsRecordAtBirthResponses", "new_pds_record_at_birth.json"); err == nil {
		for key := range decode(t, w) {
			assert.Contains(t, stub, key)
		}
	}
}

// Somebody who fits is not made twice, and with ignore_potential_matches only by the same mother (createNewPdsRecordAtBirth.feature).
func TestBirthsThatFitAnother(t *testing.T) {
	r := newRig(t, 10, false).worker()
	first := borne(t, r.bear(r.notice(t))).ID
	single := outcome(t, "error|value|SINGLE_MATCH|Single match found|Unable to create new patient. NHS number "+first+" found for supplied demographic data.")
	ignoring := func(body string) *httptest.ResponseRecorder {
		return r.send(http.MethodPost, birthPath+"?ignore_potential_matches=true", body, "Content-Type", "application/json", "X-Request-ID", uuid.NewString())
	}
	for _, w := range []*httptest.ResponseRecorder{r.bear(r.notice(t)), ignoring(r.notice(t))} {
		assert.Equal(t, 200, w.Code)
		assert.JSONEq(t, single, w.Body.String())
	}
	other := r.notice(t, "MOTHER", r.number(4))
	assert.Equal(t, 200, r.bear(other).Code)
	second := ignoring(other)
	require.Equal(t, 201, second.Code, second.Body)
	w := r.bear(r.notice(t, "MOTHER", r.number(5)))
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), "MULTIPLE_MATCHES")
}

func TestStillbirth(t *testing.T) {
	r := newRig(t, 10, false).worker()
	with := func(status, still, died string) string {
		return entries(t, r.notice(t), func(all []any) []any {
			resource := func(k int) map[string]any { return all[k].(map[string]any)["resource"].(map[string]any) }
			coded := func(code string) map[string]any {
				return map[string]any{"coding": []any{map[string]any{"system": "s", "code": code}}}
			}
			resource(2)["valueCodeableConcept"] = coded(still)
			if status != "" {
				resource(0)["extension"] = append(resource(0)["extension"].([]any), map[string]any{
					"url":       "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus",
					"extension": []any{map[string]any{"url": "deathNotificationStatus", "valueCodeableConcept": coded(status)}},
				})
			}
			if died != "" {
				resource(0)["deceasedDateTime"] = died
			}
			return all
		})
	}
	w := r.bear(with("2", "2", "2026-03-29T04:10:00+00:00"))
	require.Equal(t, 201, w.Code, w.Body)
	assert.Contains(t, w.Body.String(), `"deceasedDateTime":"2026-03-29T04:10:00+00:00"`)
	assert.Equal(t, []string{"DeathNotificationStatus", "birthPlace"}, urls(t, w.Body.Bytes()))
	conforms(t, w)
	inconsistent := outcome(t, "error|processing|INSERT_BIRTH_DEATH_STATUS_INCONSISTENT|INSERT_BIRTH_DEATH_STATUS_INCONSISTENT|Insert Birth - Death Status Inconsistent")
	for _, body := range []string{with("2", "1", "2026-03-29T04:10:00+00:00"), with("", "3", ""), with("2", "4", ""), with("U", "2", "")} {
		w := r.bear(body)
		assert.Equal(t, 400, w.Code)
		assert.JSONEq(t, inconsistent, w.Body.String(), "stubs/errorResponses/INSERT_BIRTH_DEATH_STATUS_INCONSISTENT.json")
	}
	live := r.bear(strings.ReplaceAll(with("U", "1", ""), "Ottilie", "Odile"))
	require.Equal(t, 201, live.Code, live.Body)
	assert.Equal(t, []string{"birthPlace"}, urls(t, live.Body.Bytes()), "a notice that was taken back leaves nothing")
}

// TestBirthWords has a row for each refusal of the operation.
func TestBirthWords(t *testing.T) {
	r := newRig(t, 10, false).worker()
	const (
		missing = "error|required|MISSING_VALUE|Required value is missing|"
		invalid = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - "
		create  = "error|value|INVALID_CREATE|Patient create data is invalid|Invalid patient create data provided - "
		few     = "error|value|TOO_FEW_VALUES_SUBMITTED|Too few values submitted|Too few values submitted - <json too long to display> in field "
	)
	resource := func(k int, change func(map[string]any)) string {
		return entries(t, r.notice(t), func(all []any) []any {
			change(all[k].(map[string]any)["resource"].(map[string]any))
			return all
		})
	}
	baby := func(key string, value any) string {
		return resource(0, func(o map[string]any) {
			if o[key] = value; value == nil {
				delete(o, key)
			}
		})
	}
	inside := func(list, key string, value any) string {
		return resource(0, func(o map[string]any) {
			one := o[list].([]any)[0].(map[string]any)
			if one[key] = value; value == nil {
				delete(one, key)
			}
		})
	}
	weight := func(value any) string {
		return resource(1, func(o map[string]any) {
			q := o["valueQuantity"].(map[string]any)
			if q["value"] = value; value == nil {
				delete(q, "value")
			}
		})
	}
	for _, row := range []struct{ name, body, issue string }{
		{"not JSON", "{", missing + "Missing baby Patient resource in entry array"},
		{"no child", entries(t, r.notice(t), func(all []any) []any { return all[1:] }), missing + "Missing baby Patient resource in entry array"},
		{"no use", inside("name", "use", nil), missing + "Missing value - 'entry/0/resource/name/0/use'"},
		{"no address", baby("address", nil), missing + "Missing value - 'entry/0/resource/address'"},
		{"no gender", baby("gender", nil), missing + "Missing value - 'entry/0/resource/gender'"},
		{"no birth date", baby("birthDate", nil), missing + "Missing value - 'entry/0/resource/birthDate'"},
		{"no weight", weight(nil), missing + "Missing value - 'entry/1/resource/valueQuantity/value'"},
		{"no period", inside("address", "period", nil), missing + "Missing value - 'address/0/period'"},
		{"no mother's number", resource(7, func(o map[string]any) { delete(o, "identifier") }), missing + "Missing value - 'entry/7/resource/identifier/0/value'"},
		{"odd address", baby("address", []any{"another"}), invalid + "'another' in field 'entry/0/resource/address/0'"},
		{"odd given name", inside("name", "given", "not an array"), invalid + "'not an array' in field 'entry/0/resource/name/0/given'"},
		{"odd gender", baby("gender", "other"), invalid + "'other' in field 'gender'"},
		{"odd birth date", baby("birthDate", "not-a-date"), invalid + "'not-a-date' in field 'birthDate'"},
		{"odd order", baby("multipleBirthInteger", 100), invalid + "'100' in field 'entry/0/resource/multipleBirthInteger'"},
		{"odd weight", weight(35552), invalid + "'35552' in field 'entry/1/resource/valueQuantity/value'"},
		{"no ward", entries(t, r.notice(t), func(all []any) []any { return append(all[:9:9], all[10:]...) }), few + "'entry'"},
		{"no mother", entries(t, r.notice(t), func(all []any) []any { return append(all[:7:7], all[8:]...) }), few + "'entry'"},
		{"no ethnic category", resource(0, func(o map[string]any) {
			all := o["extension"].([]any)
			o["extension"] = append(all[:1:1], all[2:]...)
		}), few + "'entry/0/resource/extension'"},
		{"one line", inside("address", "line", []any{"", "", "", "Leeds", ""}), create + "'address lines 1 and 4 or 2 and 4 must be completed as a minimum'"},
		{"name that has ended", inside("name", "period", map[string]any{"start": "2026-03-29", "end": "2026-03-30"}), create + "'An end date can not be provided on usual name'"},
		{"older than six months", strings.ReplaceAll(r.notice(t), "2026-03-29", "2025-09-30"),
			"error|processing|INVALID_DOB_OVER_SIX_MONTHS|INVALID_DOB_OVER_SIX_MONTHS|You are trying to create a birth notification for a child over the age of 6 months. Please allocate an NHS Number instead"},
		{"odd mother's number", strings.ReplaceAll(r.notice(t), r.number(3), "9000000000"), "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := r.bear(row.body)
			require.Equal(t, 400, w.Code, w.Body)
			assert.JSONEq(t, outcome(t, row.issue), w.Body.String(), births)
			conforms(t, w)
		})
	}
	for mode, caller := range map[string]rig{"application-restricted": r.as(pds.AppScope, nil), "patient-access": r.citizen(3)} {
		w := caller.bear(r.notice(t))
		assert.Equal(t, 403, w.Code)
		assert.JSONEq(t, outcome(t, "error|forbidden|INVALID_METHOD|Cannot create resource with "+mode+" access token|Your app has insufficient permissions to use this method. Please contact support."),
			w.Body.String(), "karate appRestricted and patientAccess createNewPdsRecordAtBirth.feature")
	}
}

// An update whose outcome is to be fetched is made all the same; the outcome is its caller's alone.
func TestPolling(t *testing.T) {
	base := newRig(t, 10, false)
	r := base.worker()
	i := subject(t, r)
	w := r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`, "Prefer", "respond-async")
	require.Equal(t, 202, w.Code, w.Body)
	assert.Empty(t, w.Body.String())
	at := w.Header().Get("Content-Location")
	require.Regexp(t, `^http://example\.test`+pds.Base+`/_poll/\d{20}_[0-9A-F]{6}_\d{10}$`, at, "schemas/ContentLocation.yaml")
	path := strings.TrimPrefix(at, "http://example.test"+pds.Base)
	for range 2 {
		got := r.get(path)
		require.Equal(t, 200, got.Code)
		assert.Equal(t, `W/"3"`, got.Header().Get("ETag"))
		assert.Equal(t, "male", show(t, got).Gender)
		conforms(t, got)
	}
	stale := r.patch(i, `{"op":"replace","path":"/gender","value":"female"}`, "Prefer", "respond-async", "If-Match", `W/"2"`)
	require.Equal(t, 202, stale.Code)
	assert.Equal(t, 409, r.get(strings.TrimPrefix(stale.Header().Get("Content-Location"), "http://example.test"+pds.Base)).Code, "so is a refusal")
	unknown := outcome(t, "information|not-found|POLLING_ID_NOT_FOUND|Resource not found|The polling id was not found")
	for _, w := range []*httptest.ResponseRecorder{r.get("/_poll/x"), base.citizen(i).get(path)} {
		assert.Equal(t, 404, w.Code)
		assert.JSONEq(t, unknown, w.Body.String(), "sandbox/src/routes/patient/polling.js")
	}
}

func TestHealth(t *testing.T) {
	r := newRig(t, 5, false)
	assert.Equal(t, 200, r.get("/_ping", "Authorization", "").Code)
	w := r.get("/_status", "Authorization", "", "apikey", mocks.StatusKey)
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), `"status":"pass"`)
	w = r.get("/_status")
	assert.Equal(t, 401, w.Code)
	assert.JSONEq(t, `{"error":"Access Denied","error_description":"Invalid api key for _status monitoring endpoint"}`, w.Body.String())
}

func FuzzReadBirth(f *testing.F) {
	f.Add(string(read(f, filepath.Join("testdata", "birth.json"))))
	f.Add(`{"entry":[{"resource":{"resourceType":"Patient","name":[{"use":1,"given":[]}],"address":[{"period":{}}],"gender":"male","birthDate":"2026-03-29"}},null,1]}`)
	f.Add(`{"entry":[{"resource":{"resourceType":"Observation","code":{"coding":[{"code":"364589006"}]},"valueQuantity":{"value":1e9}}}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		if _, wrong, ok := pds.ReadBirth([]byte(body), worldTime); !ok {
			require.NotEmpty(t, wrong.Code)
		}
	})
}

// stubOf reads one of the sandbox's stubs, if they are at hand.
func stubOf(parts ...string) (map[string]any, error) {
	raw, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "..", "shared", "specs", "pds", "karate-stubs"}, parts...)...))
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(raw, &out)
}
