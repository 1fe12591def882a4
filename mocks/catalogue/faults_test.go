package catalogue_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/sds"
)

// TestFaultMenu orders everything from the menu of faults that are of the wire or of what a service sees (research identity-demographics-registers.md §13.6), each by its printed
// form, and looks at what a client is answered. Deaths, mergers and restrictions in the middle of a journey change the world: scenarios do that.
func TestFaultMenu(t *testing.T) {
	s := newSiege(t, "")
	number := s.Realm.World.Population().Number(3).String()
	patient := pds.Base + "/Patient/" + number
	search := pds.Base + "/Patient?family=" + s.Realm.World.Population().Person(3).Name.Family + "&birthdate=eq" + s.Realm.World.Population().Person(3).Born.Format("2006-01-02")
	get := func(path string, header ...string) func() *httptest.ResponseRecorder {
		return func() *httptest.ResponseRecorder { return s.ask(http.MethodGet, path, "", header...) }
	}
	create := func() *httptest.ResponseRecorder {
		return s.ask(http.MethodPost, pds.Base+"/Patient", newcomer, "Content-Type", "application/json")
	}
	jti := 0
	token := func() *httptest.ResponseRecorder {
		jti++
		form := logintest.Asserting(logintest.Assertion(t, "web", logintest.Host+"/oauth2/token", strings.Repeat("j", jti), nil), "grant_type", "client_credentials")
		return s.ask(http.MethodPost, "/oauth2/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Authorization", "")
	}
	place := "https://fhir.nhs.uk/Id/ods-organization-code%7C" + string(s.Realm.World.Population().Person(3).Practice)
	endpoint := sds.Base + "/Endpoint?organization=" + place + "&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId%7Curn:nhs:names:services:gpconnect:fhir:operation:gpc.getstructuredrecord-1"
	for _, row := range []struct {
		item       string
		spec       fault.Spec
		call       func() *httptest.ResponseRecorder
		status     int
		has, hasno string
	}{
		{"429, quota", fault.Spec{On: "pds", Kind: "http-429"}, get(patient), 429, "Your application, Web app, has exceeded its quota of 300 requests every 1 minute(s) and is being rate limited.", ""},
		{"429, spike arrest", fault.Spec{On: "pds", Kind: "http-429-spike"}, get(patient), 429, "Your application, Web app, has created a spike in traffic and is being rate limited.", ""},
		{"429, proxy", fault.Spec{On: "pds", Kind: "http-429-proxy"}, get(patient), 429, "This API is currently receiving a high volume of requests and is being rate limited.", ""},
		{"429, create", fault.Spec{On: "pds", Kind: "http-429-create", Operation: "create-patient"}, create, 429, `"diagnostics":"There have been too many Create Patient requests. Please try again later."`, ""},
		{"503 and Retry-After", fault.Spec{On: "pds", Kind: "http-503"}, get(patient), 503, "SERVICE_UNAVAILABLE", ""},
		{"408", fault.Spec{On: "pds", Kind: "http-408"}, get(patient), 408, "UNABLE_TO_CALL_SERVICE", ""},
		{"500 UNKNOWN_ERROR", fault.Spec{On: "pds", Kind: "http-500"}, get(patient), 500, "(Message ID: 60E0B220-8136-4CA5-AE46-1D97EF59D068)", ""},
		{"JWKS unreachable", fault.Spec{On: "login", Kind: "jwks-unreachable"}, token, 403, `"error":"public_key error","error_description":"The JWKS endpoint, for your client_assertion can't be reached"`, ""},
		{"clock skew, ahead", fault.Spec{On: "login", Kind: "clock-skew", Args: []string{"1h"}}, token, 400, "Invalid 'exp' claim in client_assertion JWT - JWT has expired", ""},
		{"clock skew, behind", fault.Spec{On: "login", Kind: "clock-skew", Args: []string{"-1h"}}, token, 400, "more than 5 minutes in future", ""},
		{"role removed", fault.Spec{On: "pds", Kind: "role-removed"}, get(patient, "NHSD-Session-URID", "555254240100"), 400, "Invalid value - '555254240100' in header 'NHSD-Session-URID'", ""},
		{"TOO_MANY_MATCHES", fault.Spec{On: "pds", Kind: "too-many-matches"}, get(search), 200, `"code":"TOO_MANY_MATCHES"`, `"entry"`},
		{"too many, of a local server", fault.Spec{On: "records", Kind: "too-many-matches"}, get(records.Base+"/Patient?family="+s.Realm.World.Population().Person(3).Name.Family, "Authorization", "Bearer "+s.app), 403, "OperationOutcome", `"entry"`},
		{"no name", fault.Spec{On: "pds", Kind: "no-name"}, get(patient), 200, number, `"name"`},
		{"entry missing", fault.Spec{On: "pds", Kind: "no-entry"}, get(search), 200, `"total":0`, `"entry"`},
		{"entry missing, of SDS", fault.Spec{On: "sds", Kind: "no-entry"}, get(endpoint, "X-Correlation-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068"), 200, `"total":0`, `"entry"`},
		{"unknown extension", fault.Spec{On: "pds", Kind: "unknown-extension"}, get(patient), 200, "Extension-NobodyKnows", ""},
		{"unknown extension, of ODS", fault.Spec{On: "ods", Kind: "unknown-extension"}, get("/organisation-data-terminology-api/fhir/Organization/" + string(s.Realm.World.Population().Person(3).Practice)), 200, "Extension-NobodyKnows", ""},
		{"long names", fault.Spec{On: "pds", Kind: "long-names"}, get(patient), 200, "\u0141\u00f3\u0111\u017a\u0173", s.Realm.World.Population().Person(3).Name.Family},
		{"bad dates", fault.Spec{On: "pds", Kind: "bad-dates"}, get(patient), 200, `-02-30"`, ""},
	} {
		t.Run(row.item, func(t *testing.T) {
			rule, err := fault.FromSpec(row.spec)
			require.NoError(t, err)
			require.True(t, fault.Strikes(rule.Do.Kind(), rule.On.Service) || rule.On.Service == "ods", "the ledger has %s for %s", rule.Do.Kind(), rule.On.Service)
			s.Realm.Faults = nil
			good := row.call()
			require.Less(t, good.Code, 300, "without a fault: %s", good.Body)
			s.Realm.Faults = fault.NewPlan(1, []fault.Rule{rule})
			w := row.call()
			assert.Equal(t, row.status, w.Code, "%s", w.Body)
			assert.True(t, json.Valid(w.Body.Bytes()))
			assert.Contains(t, w.Body.String(), row.has)
			if row.hasno != "" {
				assert.NotContains(t, w.Body.String(), row.hasno)
			}
			assert.Equal(t, row.status == 503, w.Header().Get("Retry-After") == "5")
			fired := s.Realm.Faults.Fired()
			if assert.Len(t, fired, 1) {
				assert.Equal(t, rule.Do.Kind(), fired[0].Kind)
			}
			last := s.heard.all()
			assert.Equal(t, []string{rule.ID}, last[len(last)-1].Faults)
			assert.Equal(t, w.Body.String(), string(last[len(last)-1].ResponseBody), "the record holds what the client saw")
		})
	}
	s.Realm.Faults = nil
}

// TestStaleDirectory has the Spine Directory behind by years: an organisation that has closed since is there as if it were open, and the directories beside it know better.
func TestStaleDirectory(t *testing.T) {
	s := newSiege(t, "")
	const behind = 3 * 365 * 24 * time.Hour
	then := ods.DayOf(s.Realm.World.Clock().Now())
	s.Realm.World.Clock().Advance(behind)
	now := ods.DayOf(s.Realm.World.Clock().Now())
	var closed *ods.Organisation
	for _, o := range new(ods.Registers).For(s.Realm.World.Population()).All() {
		if len(sds.Interactions(o.Kind)) > 0 && o.Active(then) && !o.Active(now) {
			closed = o
		}
	}
	require.NotNil(t, closed)
	urns := sds.Interactions(closed.Kind)
	path := sds.Base + "/Device?organization=https://fhir.nhs.uk/Id/ods-organization-code%7C" + closed.Code + "&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId%7C" + urns[len(urns)-1]
	total := func() (body struct{ Total int }) {
		w := s.ask(http.MethodGet, path, "", "X-Correlation-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
		require.Equal(t, 200, w.Code, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		return body
	}
	assert.Zero(t, total().Total)
	rule, err := fault.FromSpec(fault.Spec{On: "sds", Kind: "clock-skew", Args: []string{"-" + behind.String()}})
	require.NoError(t, err)
	s.Realm.Faults = fault.NewPlan(1, []fault.Rule{rule})
	assert.Equal(t, 1, total().Total)
	assert.Len(t, s.Realm.Faults.Fired(), 1)
	w := s.ask(http.MethodGet, "/ORD/2-0-0/organisations/"+closed.Code, "")
	assert.Contains(t, w.Body.String(), `"Inactive"`)
}

// TestSessionEndsInMidJourney pulls the smartcard out at the third call: the token is refused from then on, and so is its renewal.
func TestSessionEndsInMidJourney(t *testing.T) {
	s := newSiege(t, "")
	answer := s.redeem("/oauth2/authorize", "web", s.code("/oauth2/authorize"), logintest.Callback).JSON(t)
	access := "Bearer " + answer["access_token"].(string)
	role := s.must(s.Realm.Tokens.Find(answer["access_token"].(string), logintest.WorldTime)).User.Roles[0].ID
	rule, err := fault.FromSpec(fault.Spec{On: "pds", Kind: "session-ended", Nth: 3})
	require.NoError(t, err)
	s.Realm.Faults = fault.NewPlan(1, []fault.Rule{rule})
	path := pds.Base + "/Patient/" + s.Realm.World.Population().Number(3).String()
	var statuses []int
	for range 4 {
		statuses = append(statuses, s.ask(http.MethodGet, path, "", "Authorization", access, "NHSD-Session-URID", role).Code)
	}
	assert.Equal(t, []int{200, 200, 401, 401}, statuses)
	assert.Len(t, s.Realm.Faults.Fired(), 1)
	form := values("grant_type", "refresh_token", "client_id", "web", "client_secret", logintest.Secret, "refresh_token", answer["refresh_token"].(string))
	renewed := s.Post("/oauth2/token", form)
	assert.Equal(t, 401, renewed.StatusCode, renewed.Text)
	assert.Equal(t, 200, s.ask(http.MethodGet, path, "").Code, "another session goes on")
}
