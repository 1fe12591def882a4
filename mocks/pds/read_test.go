package pds_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

func TestReadShowsThePersonOfTheWorld(t *testing.T) {
	r := newRig(t, 20, false)
	for i := range 20 {
		person, _ := r.realm.World.Person(i)
		w := r.get("/Patient/"+r.number(i), "X-Correlation-ID", "mine")
		require.Equal(t, 200, w.Code, w.Body)
		assert.Equal(t, `W/"1"`, w.Header().Get("ETag"))
		assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
		assert.Equal(t, requestID, w.Header().Get("X-Request-Id"))
		assert.Equal(t, "mine", w.Header().Get("X-Correlation-Id"))
		var patient pds.Patient
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &patient))
		assert.Equal(t, r.number(i), patient.ID, "the id is the NHS number")
		assert.Equal(t, person.Name.Family, patient.Name[0].Family)
		assert.Equal(t, person.Born.Format(time.DateOnly), patient.BirthDate)
		assert.Equal(t, person.Sex.String(), patient.Gender)
		q := r.realm.World.Particulars(i)
		if !q.Access.Hidden() && q.Removal.Code == "" {
			assert.Equal(t, string(person.Practice), patient.GeneralPractitioner[0].Identifier.Value)
		}
		if !q.Access.Hidden() && !q.NoAddress {
			assert.Equal(t, person.Address.Postcode, patient.Address[0].PostalCode)
		}
		conforms(t, w)
	}
}

func TestReadSeesChangesAndDeath(t *testing.T) {
	r := newRig(t, 5, false)
	r.realm.World.Amend(2, func(p *world.Person) {
		p.Died = time.Date(2026, 3, 1, 14, 30, 0, 0, time.UTC)
		p.Name.Family, p.Language = "Widower", "pl"
	})
	w := r.get("/Patient/" + r.number(2))
	assert.Equal(t, `W/"2"`, w.Header().Get("ETag"))
	assert.Contains(t, w.Body.String(), `"versionId":"2"`)
	assert.Contains(t, w.Body.String(), `"family":"Widower"`)
	assert.Contains(t, w.Body.String(), `"deceasedDateTime":"2026-03-01T14:30:00+00:00"`)
	assert.Contains(t, w.Body.String(), `"code":"pl"`)
	conforms(t, w)
}

// TestErrors has one row for each error that the service can give (identity-demographics-registers §5.4, which names the stubs of
// NHSDigital/personal-demographics-service-api that the bodies come from). Bodies are compared whole.
func TestErrors(t *testing.T) {
	app, sandbox := newRig(t, 20, false), newRig(t, 20, true)
	born := "birthdate=eq1980-01-01"
	for _, row := range []struct {
		name         string
		rig          rig
		method, path string
		headers      []string
		status       int
		issue        string // severity, issue code, Spine code, display, diagnostics
	}{
		{"no request id", app, "GET", "/Patient/" + app.number(0), []string{"X-Request-ID", ""}, 400,
			"error|required|MISSING_VALUE|Required value is missing|Invalid request with error - X-Request-ID header must be supplied to access this resource"},
		{"odd request id", app, "GET", "/Patient/" + app.number(0), []string{"X-Request-ID", "1234"}, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '1234' in header 'X-Request-ID'"},
		{"request id before NHS number", app, "GET", "/Patient/1", []string{"X-Request-ID", "1234"}, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '1234' in header 'X-Request-ID'"},
		{"no authorization", app, "GET", "/Patient/" + app.number(0), []string{"Authorization", ""}, 401,
			"error|forbidden|ACCESS_DENIED|Access Denied - Unauthorised|Missing Authorization header"},
		{"wrong token type", app, "GET", "/Patient/" + app.number(0), []string{"Authorization", "Basic abc"}, 401,
			"error|forbidden|ACCESS_DENIED|Access Denied - Unauthorised|Invalid token type 'Basic', must be 'Bearer'"},
		{"unknown token", app, "GET", "/Patient/" + app.number(0), []string{"Authorization", "Bearer abc"}, 401,
			"error|forbidden|ACCESS_DENIED|Access Denied - Unauthorised|Invalid Access Token"},
		{"no scope", app, "GET", "/Patient/" + app.number(0), []string{"Authorization", "Bearer " + app.issue("other")}, 403,
			"error|forbidden|ACCESS_DENIED|Cannot GET resource with application-restricted access token|Your app has insufficient permissions to use this operation. Please contact support."},
		{"invalid NHS number", app, "GET", "/Patient/9000000000", nil, 400, "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"spaced NHS number", app, "GET", "/Patient/900%20000%200009", nil, 400, "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"nobody", app, "GET", "/Patient/9111231130", nil, 404, "information|not-found|RESOURCE_NOT_FOUND|Resource not found|"},
		{"unknown path", app, "GET", "/HelloWorld", nil, 400,
			"error|value|UNSUPPORTED_REQUEST|The request is not one that is supported.|Unsupported path - '/HelloWorld'"},
		{"put", app, "PUT", "/Patient/" + app.number(0), nil, 400, "error|processing|UNSUPPORTED_SERVICE|Unsupported Service|"},
		{"app updates", app, "PATCH", "/Patient/" + app.number(0), nil, 403,
			"error|forbidden|INVALID_METHOD|Cannot update resource with application-restricted access token|Your app has insufficient permissions to use this method. Please contact support."},
		{"app creates", app, "POST", "/Patient", nil, 403,
			"error|forbidden|INVALID_METHOD|Cannot create resource with application-restricted access token|Your app has insufficient permissions to use this method. Please contact support."},
		{"app asks for many", app, "GET", "/Patient?family=Smith&_max-results=2&" + born, nil, 403,
			"error|token|INVALID_VALUE|Cannot retrieve more than one result with application-restricted access token|Your app has insufficient permissions to perform this search. Please contact support."},
		{"nothing asked", app, "GET", "/Patient", nil, 400, "error|processing|UNSUPPORTED_SERVICE|Unsupported Service|"},
		{"one parameter too many", app, "GET", "/Patient?family=Smith&year=1980&" + born, nil, 400,
			"error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('year' was unexpected)"},
		{"three too many", app, "GET", "/Patient?model=a&manufacturer=b&family=Smith&year=1980&" + born, nil, 400,
			"error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('model', 'manufacturer', 'year' were unexpected)"},
		{"odd date", app, "GET", "/Patient?family=Smith&birthdate=20101022", nil, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '20101022' in field 'birthdate'"},
		{"thirtieth of February", app, "GET", "/Patient?family=Smith&birthdate=eq1980-02-30", nil, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - 'eq1980-02-30' in field 'birthdate'"},
		{"odd gender", app, "GET", "/Patient?family=Smith&gender=mal&" + born, nil, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - 'mal' in field 'gender'"},
		{"fifty-one", sandbox, "GET", "/Patient?family=Smith&_max-results=51&" + born, nil, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '51' in field '_max-results'"},
		{"no birthdate", app, "GET", "/Patient?family=Smith", nil, 400,
			"error|required|MISSING_VALUE|Required value is missing|Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'"},
		{"no family", app, "GET", "/Patient?given=Jane&" + born, nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
		{"early wildcard", app, "GET", "/Patient?family=S*&" + born, nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
		{"early wildcard after a letter with a mark", app, "GET", "/Patient?family=%C3%89*&" + born, nil, 400, // two bytes and one character
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
		{"both postcodes", app, "GET", "/Patient?family=Smith&address-postcode=a&address-postalcode=b&" + born, nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
		{"fuzzy wildcard", app, "GET", "/Patient?_fuzzy-match=true&family=Smi*&given=Jane&" + born, nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'A fuzzy search was requested however the data given did not meet the fuzzy search criteria'"},
		{"fuzzy with too little", app, "GET", "/Patient?_fuzzy-match=true&family=Smith&" + born, nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'A fuzzy search was requested however the data given did not meet the fuzzy search criteria'"},
		{"nothing but wildcards", app, "GET", "/Patient?family=**&birthdate=ge1800-01-01", nil, 400,
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := row.rig.do(row.method, row.path, row.headers...)
			require.Equal(t, row.status, w.Code, w.Body)
			assert.JSONEq(t, outcome(t, row.issue), w.Body.String())
			if row.status == 400 {
				assert.NotEmpty(t, w.Header().Get("X-Sandpiper-Why"))
			}
			assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
			if !strings.Contains(row.issue, "|token|") { // the gateway's own issue code, which the document's list lacks
				conforms(t, w)
			}
		})
	}
}

// TestRefusedUpdatesSayWhy speaks of what was sent, and of nothing else.
func TestRefusedUpdatesSayWhy(t *testing.T) {
	app := newRig(t, 5, false)
	worker, citizen := app.worker(), app.citizen(0)
	for _, row := range []struct {
		rig        rig
		kind, body string
		why        string
	}{
		{worker, "application/json-patch+json", `{"patches":[{"op":"replce","path":"/gender","value":"male"}]}`, "the operations of an update are add, replace, remove and test"},
		{worker, "application/json-patch+json", `{"patches":[{"op":"replace","path":"gender","value":"male"}]}`, "a path begins with a slash"},
		{worker, "application/json-patch+json", `[{"op":"replace","path":"/gender","value":"male"}]`, `the body is {"patches": [...]}`},
		{worker, "application/x-www-form-urlencoded", `{}`, `needs Content-Type: application/json-patch+json; this one says "application/x-www-form-urlencoded"`},
		{citizen, "application/json-patch+json", `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`, "a citizen changes address and contact"},
	} {
		w := row.rig.send("PATCH", "/Patient/"+app.number(0), row.body, "If-Match", `W/"1"`, "Content-Type", row.kind, "X-Request-ID", requestID)
		assert.GreaterOrEqual(t, w.Code, 400)
		assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), row.why, row.body)
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	r := newRig(t, 5, false)
	for _, row := range []struct {
		path, header, why string
	}{
		{"/Patient/9000000000", requestID, "check digit"},
		{"/Patient/1", "", "header X-Request-ID with a UUID"},
		{"/Patient/1", "1234", "must be a UUID"},
		{"/Patient", requestID, "a search needs parameters"},
		{"/Patient?family=Smith", requestID, "birthdate=eq1980-02-29"},
		{"/Patient?family=Smith&birthdate=banana", requestID, "a date is YYYY-MM-DD, with eq, ge or le before it"},
		{"/Patient?family=Smith&birthdate=eq1980-01-01&gender=f", requestID, "gender is male, female, other or unknown"},
		{"/Patient?family=Smith&birthdate=eq1980-01-01&_exact-match=yes", requestID, "true or false"},
		{"/Patient?family=Smith&birthdate=eq1980-01-01&_max-results=2", requestID, "one match at most"},
		{"/Patient?family=Smith&birthdate=eq1980-01-01&name=x", requestID, "the parameters are _fuzzy-match, _exact-match"},
		{"/Patient?given=Jane&birthdate=eq1980-01-01", requestID, "a search needs family and birthdate"},
		{"/Patient?family=Smith&_fuzzy-match=true&birthdate=eq1980-01-01", requestID, "a fuzzy search needs birthdate and two of"},
		{"/Patient/9111231130", requestID, "nobody has that NHS number in this population"},
		{"/HelloWorld", requestID, "no route matches GET"},
	} {
		w := r.get(row.path, "X-Request-ID", row.header)
		assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), row.why, row.path)
	}
}

func TestExpiredToken(t *testing.T) {
	r := newRig(t, 5, false)
	r.realm.World.Clock().Advance(10 * time.Minute)
	w := r.get("/Patient/" + r.number(0))
	require.Equal(t, 401, w.Code)
	assert.JSONEq(t, outcome(t, "error|forbidden|ACCESS_DENIED|Access Denied - Unauthorised|Access Token expired"), w.Body.String())
}
