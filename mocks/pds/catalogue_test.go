package pds_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// golden is one way of meeting one error of the service. row is the line of the digest's catalogue that it belongs to: status and Spine code, and the
// display where those are on several lines.
type golden struct {
	row, name, source string
	meet              func(t *testing.T) *httptest.ResponseRecorder
	issue             string // severity, issue code, Spine code, display, diagnostics
}

// catalogued is the scene in which every error can be met.
type catalogued struct {
	rig
	i int // somebody whose version is 2
}

func newCatalogued(t testing.TB) catalogued {
	t.Helper()
	r := newRig(t, 20, false)
	return catalogued{r, subject(t, r)}
}

// under is the same caller at a service with a switch, under an estate with limits.
func (c catalogued) under(t testing.TB, quirks pds.Quirks, perMinute int) catalogued {
	t.Helper()
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{pds.Service{Quirks: quirks}}, Apps: []mocks.App{{ID: "app", Name: "My app"}}, Default: c.realm, PerMinute: perMinute,
	})
	require.NoError(t, err)
	c.Estate = estate
	return c
}

// raw sends a header even when it is empty.
func (c catalogued) raw(path, header, value string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, "http://example.test"+pds.Base+path, nil)
	request.Header.Set("X-Request-ID", requestID)
	request.Header[header] = []string{value}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, request)
	return w
}

// personOf is the person whom an answer's id names.
func personOf(t *testing.T, r rig, id any) int {
	t.Helper()
	number, err := nhs.ParseNumber(fmt.Sprint(id))
	require.NoError(t, err)
	person, how := r.realm.World.Holder(number)
	require.NotEqual(t, world.Unissued, how)
	return person
}

// struck is an answer while a fault holds.
func (c catalogued) struck(t testing.TB, kind string) *httptest.ResponseRecorder {
	t.Helper()
	rule, err := fault.FromSpec(fault.Spec{On: "pds", Kind: kind})
	require.NoError(t, err)
	c.realm.Faults = fault.NewPlan(1, []fault.Rule{rule})
	defer func() { c.realm.Faults = nil }()
	return c.get("/Patient/" + c.number(c.i))
}

// goldens are the rows of the catalogue. Stubs are those of NHSDigital/personal-demographics-service-api, karate-tests/…/stubs/errorResponses;
// policies those of its proxies/live; features those of its karate-tests.
func goldens(t testing.TB, c catalogued) []golden {
	t.Helper()
	worker, citizen := c.worker(), c.citizen(c.i)
	get := func(r rig, path string, headers ...string) func(*testing.T) *httptest.ResponseRecorder {
		return func(*testing.T) *httptest.ResponseRecorder { return r.get(path, headers...) }
	}
	post := func(body string) func(*testing.T) *httptest.ResponseRecorder {
		return func(*testing.T) *httptest.ResponseRecorder {
			return worker.send(http.MethodPost, "/Patient", body, "Content-Type", "application/json", "X-Request-ID", uuid.NewString())
		}
	}
	patch := func(patches string, headers ...string) func(*testing.T) *httptest.ResponseRecorder {
		return func(*testing.T) *httptest.ResponseRecorder { return worker.patch(c.i, patches, headers...) }
	}
	cover := func(old string) func(*testing.T) *httptest.ResponseRecorder {
		return func(*testing.T) *httptest.ResponseRecorder {
			body := strings.Replace(strings.Replace(ehic, old, "", 1), "NUMBER", c.number(c.i), 1)
			return citizen.send(http.MethodPost, "/Coverage", body, "If-Match", `W/"2"`, "Content-Type", "application/json", "X-Request-ID", uuid.NewString())
		}
	}
	// held is an answer about somebody in a state.
	held := func(state func(*world.Particulars), ask func(r rig, i int) *httptest.ResponseRecorder) func(*testing.T) *httptest.ResponseRecorder {
		return func(t *testing.T) *httptest.ResponseRecorder {
			r := newRig(t, 10, false)
			i := subject(t, r)
			_, err := r.realm.World.By("").Register(i, 0, func(_ *world.Person, q *world.Particulars) error { state(q); return nil })
			require.NoError(t, err)
			return ask(r.worker(), i)
		}
	}
	me := "/Patient/" + c.number(c.i)
	const (
		missing   = "error|required|MISSING_VALUE|Required value is missing|"
		invalid   = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - "
		denied    = "error|forbidden|ACCESS_DENIED|Access Denied - Unauthorised|"
		limits    = "Please see: https://digital.nhs.uk/developer/guides-and-documentation/reference-guide#rate-limits for more details."
		tooMany   = "error|value|TOO_MANY_REQUESTS|Too many requests|"
		born      = "birthdate=eq1980-05-06"
		patientNo = "Your access token has insufficient permissions. See documentation regarding Patient access restrictions https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir"
		twoRoles  = "Missing value in header 'NHSD-Session-URID'"
	)
	staff := c.as(pds.WorkerScope, &mocks.User{Kind: mocks.Staff, Roles: []mocks.Role{{ID: "1"}, {ID: "2"}}})
	one := c.as(pds.WorkerScope, &mocks.User{Kind: mocks.Staff, Role: "1", Roles: []mocks.Role{{ID: "1"}}})
	return append(goldenRefusals(c), []golden{
		{"400 INVALID_RESOURCE_ID", "check digit", "stub INVALID_RESOURCE_ID", get(c.rig, "/Patient/9000000000"), "error|value|INVALID_RESOURCE_ID|Resource Id is invalid|"},
		{"400 UNSUPPORTED_SERVICE", "no parameters", "stub UNSUPPORTED_SERVICE", get(c.rig, "/Patient"), "error|processing|UNSUPPORTED_SERVICE|Unsupported Service|"},
		{"400 UNSUPPORTED_REQUEST", "path", "policy Errors.UnsupportedRequest", get(c.rig, "/HelloWorld"),
			"error|value|UNSUPPORTED_REQUEST|The request is not one that is supported.|Unsupported path - '/HelloWorld'"},
		{"400 MISSING_VALUE (gateway)", "role", "policy Errors.MissingUserRoleID", get(staff, me), "error|value|MISSING_VALUE|Required value is missing|" + twoRoles},
		{"400 MISSING_VALUE (gateway)", "ASID", "policy Errors.MissingASID", get(c.under(t, pds.Quirks{WithoutASID: []string{"app"}}, 0).rig, me),
			"error|value|MISSING_VALUE|Required value is missing|No ASID is associated with your app. Please contact support."},
		{"400 MISSING_VALUE", "request id", "stub MISSING_VALUE", get(c.rig, me, "X-Request-ID", ""), missing + "Invalid request with error - X-Request-ID header must be supplied to access this resource"},
		{"400 MISSING_VALUE", "birth date", "issue #1100", get(c.rig, "/Patient?family=Smith"), missing + "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'"},
		{"400 MISSING_VALUE", "name", "postPatient.feature", post(`{"pets":1}`), missing + "Missing value - 'name'"},
		{"400 MISSING_VALUE", "address", "postPatient.feature", post(`{"name":[]}`), missing + "Missing value - 'address'"},
		{"400 MISSING_VALUE", "gender", "postPatient.feature", post(`{"name":[],"address":[]}`), missing + "Missing value - 'gender'"},
		{"400 MISSING_VALUE", "birthDate", "postPatient.feature", post(`{"name":[],"address":[],"gender":"male"}`), missing + "Missing value - 'birthDate'"},
		{"400 MISSING_VALUE", "period", "postPatient.feature", post(strings.Replace(newborn, `,"period":{"start":"2024-05-02"}`, "", 1)), missing + "Missing value - 'address/0/period'"},
		{"400 MISSING_VALUE", "card", "postCoverage.feature", cover(`"value":"29401395498043123948",`), missing + "Missing value - 'identifier/0/value'"},
		{"400 MISSING_VALUE", "status of a card", "postCoverage.feature", cover(`"status":"active",`), missing + "Missing value - 'status'"},
		{"400 MISSING_VALUE", "subscriber", "postCoverage.feature", cover(`,"value":"NUMBER"`), missing + "Missing value - 'subscriber/identifier/value'"},
		{"400 MISSING_VALUE", "beneficiary", "postCoverage.feature", cover(`"value":"178705ABC"`), missing + "Missing value - 'beneficiary/identifier/value'"},
		{"400 MISSING_VALUE", "period of a card", "postCoverage.feature", cover(`,"period":{"end":"2030-12-31"}`), missing + "Missing value - 'period'"},
		{"400 INVALID_VALUE", "request id", "stub INVALID_VALUE", get(c.rig, me, "X-Request-ID", "1234"), invalid + "'1234' in header 'X-Request-ID'"},
		{"400 INVALID_VALUE", "role", "policy Errors.UserRoleSharedFlow", get(one, me, "NHSD-Session-URID", "999"),
			invalid + "'999' in header 'NHSD-Session-URID'. Refer to the guidance for this header in our API Specification https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir"},
		{"400 INVALID_VALUE", "date", "stub INVALID_VALUE", get(c.rig, "/Patient?family=Smith&birthdate=20101022"), invalid + "'20101022' in field 'birthdate'"},
		{"400 INVALID_VALUE", "operation", "requestErrors.feature", patch(`{"op":"bad_value","path":"not a path"}`), invalid + "'bad_value' in field '0/op'"},
		{"400 INVALID_VALUE", "gender", "postPatient.feature", post(strings.Replace(newborn, `"male"`, `"other"`, 1)), invalid + "'other' in field 'gender'"},
		{"400 ADDITIONAL_PROPERTIES", "one", "stub ADDITIONAL_PROPERTIES", get(c.rig, "/Patient?family=Smith&year=1&"+born),
			"error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('year' was unexpected)"},
		{"400 ADDITIONAL_PROPERTIES", "three", "stub ADDITIONAL_PROPERTIES", get(c.rig, "/Patient?model=a&manufacturer=b&family=Smith&year=1&"+born),
			"error|invariant|ADDITIONAL_PROPERTIES|Additional properties should not be included|Invalid request with error - Additional properties are not allowed ('model', 'manufacturer', 'year' were unexpected)"},
		{"400 INVALID_SEARCH_DATA", "too little", "stub INVALID_SEARCH_DATA", get(c.rig, "/Patient?"+born),
			"error|value|INVALID_SEARCH_DATA|Search data is invalid|Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'"},
		{"400 INVALID_UPDATE", "no patches", "stub INVALID_UPDATE", patch(""), "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - No patches found"},
		{"400 INVALID_CREATE", "e-mail", "stub INVALID_CREATE", post(strings.Replace(newborn, "zebedee@example.org", "nobody", 1)),
			"error|value|INVALID_CREATE|Patient create data is invalid|Invalid patient create data provided - 'email format is invalid'"},
		{"400 TOO_FEW_VALUES_SUBMITTED / TOO_MANY_VALUES_SUBMITTED", "few", "stub TOO_FEW_VALUES_SUBMITTED", post(strings.Replace(newborn, `[{"use":"usual","given":["Zebedee"],"family":"Newcomer","prefix":["Mr"]}]`, "[]", 1)),
			"error|value|TOO_FEW_VALUES_SUBMITTED|Too few values submitted|Too few values submitted - [] in field 'name'"},
		{"400 TOO_FEW_VALUES_SUBMITTED / TOO_MANY_VALUES_SUBMITTED", "many", "stub TOO_MANY_VALUES_SUBMITTED", patch(`{"op":"add","path":"/name/-","value":{"use":"old","family":"X","given":["a","b","c","d","e","f"]}}`),
			"error|value|TOO_MANY_VALUES_SUBMITTED|Too many values submitted|Too many values submitted - ['a', 'b', 'c', 'd', 'e', 'f'] in field 'name/2/given'"},
		{"400 VALIDATION_ERROR, UNSUPPORTED_VALUE, UNSUPPORTED_CHARACTERS_IN_FIELD", "default", "patient-create.yaml, 4XX; words assumed", post("{"),
			"error|value|VALIDATION_ERROR|Validation error|Validation error - the body is not JSON"},
		{"400 VALIDATION_ERROR, UNSUPPORTED_VALUE, UNSUPPORTED_CHARACTERS_IN_FIELD", "legacy value", "patient-patch.yaml, 4XX; words assumed", patch(`{"op":"replace","path":"/gender","value":"other"}`),
			"error|value|UNSUPPORTED_VALUE|Unsupported value|Unsupported value - 'other' in field 'gender'"},
		{"400 VALIDATION_ERROR, UNSUPPORTED_VALUE, UNSUPPORTED_CHARACTERS_IN_FIELD", "characters", "patient-create.yaml, 4XX; words assumed", post(strings.Replace(newborn, "Zebedee", "Zebedee×", 1)),
			"error|value|UNSUPPORTED_CHARACTERS_IN_FIELD|Unsupported characters in field|Unsupported characters - 'Zebedee×' in field 'name/0'"},
		{"400 INSERT_BIRTH_DEATH_STATUS_INCONSISTENT", "still and alive", "stub INSERT_BIRTH_DEATH_STATUS_INCONSISTENT",
			func(t *testing.T) *httptest.ResponseRecorder {
				return worker.bear(entries(t, c.notice(t), func(all []any) []any {
					all[2].(map[string]any)["resource"].(map[string]any)["valueCodeableConcept"] = map[string]any{"coding": []any{map[string]any{"code": "2"}}}
					return all
				}))
			}, "error|processing|INSERT_BIRTH_DEATH_STATUS_INCONSISTENT|INSERT_BIRTH_DEATH_STATUS_INCONSISTENT|Insert Birth - Death Status Inconsistent"},
		{"401 ACCESS_DENIED", "none", "policy Errors.OAuthPolicyResponse", get(c.rig, me, "Authorization", ""), denied + "Missing Authorization header"},
		{"401 ACCESS_DENIED", "empty", "appRestricted/errors.feature", func(*testing.T) *httptest.ResponseRecorder {
			return c.raw(me, "Authorization", "")
		}, denied + "Empty Authorization header"},
		{"401 ACCESS_DENIED", "odd", "appRestricted/errors.feature", get(c.rig, me, "Authorization", "Bearer a b"), denied + "Invalid Authorization header"},
		{"401 ACCESS_DENIED", "no token", "appRestricted/errors.feature", get(c.rig, me, "Authorization", "Bearer "), denied + "Missing access token"},
		{"401 ACCESS_DENIED", "type", "appRestricted/errors.feature", get(c.rig, me, "Authorization", "X abc"), denied + "Invalid token type 'X', must be 'Bearer'"},
		{"401 ACCESS_DENIED", "unknown", "stub ACCESS_DENIED", get(c.rig, me, "Authorization", "Bearer abc"), denied + "Invalid Access Token"},
		{"401 ACCESS_DENIED", "expired", "policy Errors.OAuthPolicyResponse", func(t *testing.T) *httptest.ResponseRecorder { return c.struck(t, "http-401-expired") }, denied + "Access Token expired"},
		{"403 ACCESS_DENIED Patient cannot perform this action", "another", "relatedpersons-get.yaml, coverage-post.yaml", get(c.citizen(4), me), "error|forbidden|ACCESS_DENIED|Patient cannot perform this action|" + patientNo},
		{"403 FORBIDDEN_UPDATE", "restricted", "stub FORBIDDEN_UPDATE", held(func(q *world.Particulars) { q.Access = world.Restricted },
			func(r rig, i int) *httptest.ResponseRecorder {
				return r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`)
			}),
			"information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - source not permitted to update a restricted patient"},
		{"404 RESOURCE_NOT_FOUND", "nobody", "stub RESOURCE_NOT_FOUND", get(c.rig, "/Patient/9111231130"), "information|not-found|RESOURCE_NOT_FOUND|Resource not found|"},
		{"404 INVALIDATED_RESOURCE", "made in error", "stub INVALIDATED_RESOURCE", held(func(q *world.Particulars) { q.Access = world.Invalid },
			func(r rig, i int) *httptest.ResponseRecorder { return r.get("/Patient/" + r.number(i)) }),
			"error|processing|INVALIDATED_RESOURCE|Resource that has been marked as invalid was requested - invalid resources cannot be retrieved|"},
		{"408 UNABLE_TO_CALL_SERVICE", "fault", "personal-demographics.yaml, 4XX; words assumed", func(t *testing.T) *httptest.ResponseRecorder { return c.struck(t, "http-408") },
			"error|timeout|UNABLE_TO_CALL_SERVICE|Unable to call service|The downstream service did not answer in time."},
		{"409 RESOURCE_VERSION_MISMATCH", "stale", "stub RESOURCE_VERSION_MISMATCH", patch(`{"op":"replace","path":"/gender","value":"male"}`, "If-Match", `W/"1"`),
			"error|conflict|RESOURCE_VERSION_MISMATCH|Resource version supplied does not match actual version|"},
		{"412 PRECONDITION_FAILED", "no If-Match", "stub PRECONDITION_FAILED", patch(`{"op":"replace","path":"/gender","value":"male"}`, "If-Match", ""),
			"error|structure|PRECONDITION_FAILED|Required condition was not fulfilled|Invalid request with error - If-Match header must be supplied to update this resource"},
		{"429 TOO_MANY_REQUESTS", "quota", "policy Errors.AppQuotaExceeded", func(t *testing.T) *httptest.ResponseRecorder {
			few := c.under(t, pds.Quirks{}, 1)
			few.get(me)
			return few.get(me)
		}, tooMany + "Your application, My app, has exceeded its quota of 1 requests every 1 minute(s) and is being rate limited. " + limits},
		{"429 TOO_MANY_REQUESTS", "spike", "policy Errors.AppSpikeArrestExceeded", func(t *testing.T) *httptest.ResponseRecorder {
			return c.under(t, pds.Quirks{}, 0).struck(t, "http-429-spike")
		},
			tooMany + "Your application, My app, has created a spike in traffic and is being rate limited. Please reduce the frequency of your requests. " + limits},
		{"429 TOO_MANY_REQUESTS", "proxy", "policy Errors.ProxyRatelimitExceeded", func(t *testing.T) *httptest.ResponseRecorder { return c.struck(t, "http-429-proxy") },
			tooMany + "This API is currently receiving a high volume of requests and is being rate limited. " + limits},
		{"429 TOO_MANY_REQUESTS", "creations", "policy Errors.TooManyPatientCreateRequests", func(t *testing.T) *httptest.ResponseRecorder {
			w := c.under(t, pds.Quirks{CreatesPerSecond: 1}, 0)
			r := w.worker()
			r.post(strings.Replace(newborn, "Newcomer", "Quick", 1))
			return r.send(http.MethodPost, "/Patient", strings.Replace(newborn, "Newcomer", "Quicker", 1), "Content-Type", "application/json", "X-Request-ID", uuid.NewString())
		}, tooMany + "There have been too many Create Patient requests. Please try again later."},
		{"500 UNKNOWN_ERROR", "fault", "policy RaiseFault.500UnknownError", func(t *testing.T) *httptest.ResponseRecorder { return c.struck(t, "http-500") },
			"error|unknown|UNKNOWN_ERROR|Unknown Error|An unknown error occurred processing this request. Contact us for assistance diagnosing this issue: https://digital.nhs.uk/developer/help-and-support. (Message ID: " + requestID + ")"},
		{"503 SERVICE_UNAVAILABLE", "no time to wait", "patient-patch.yaml, 503", patch(`{"op":"add","path":"/name/-","value":{"use":"old","family":"X"}}`, "X-Sync-Wait", "0"),
			"error|timeout|SERVICE_UNAVAILABLE|Service unavailable|The downstream domain processing has not completed within the configured timeout period. Using the same 'X-Request-ID' header, retry your request after the time specified by the 'Retry-After' response header."},
		{"200 TOO_MANY_MATCHES", "two", "stub searchResponses/TOO_MANY_MATCHES", func(t *testing.T) *httptest.ResponseRecorder {
			return scene(t, true).get("/Patient?family=Zzsm*&gender=female&birthdate=eq2010-10-22&_max-results=1")
		}, "information|multiple-matches|TOO_MANY_MATCHES|Too Many Matches|"},
	}...)
}

// goldenRefusals are the rows about what an access mode may not do, and those about matches of a creation.
func goldenRefusals(c catalogued) []golden {
	var out []golden
	mode := func(name string, r rig, method, path string, row, source, issue string) {
		out = append(out, golden{row, name, source, func(*testing.T) *httptest.ResponseRecorder { return r.do(method, path) }, issue})
	}
	me := "/Patient/" + c.number(c.i)
	privileged := c.as(pds.PrivilegedScope, nil)
	for verb, call := range map[string][2]string{"update": {"PATCH", me}, "create": {"POST", "/Patient"}} {
		mode(verb, c.rig, call[0], call[1], "403 INVALID_METHOD", "policy RaiseFault."+call[0]+"MethodNotAllowed; stub INVALID_METHOD",
			"error|forbidden|INVALID_METHOD|Cannot "+verb+" resource with application-restricted access token|Your app has insufficient permissions to use this method. Please contact support.")
	}
	for name, r := range map[string]rig{"application-restricted": c.rig, "privileged-application-restricted": privileged, "user-restricted": c.worker()} {
		for _, verb := range []string{"GET", "POST"} {
			path := map[string]string{"GET": "/Coverage?subscriber:identifier=" + c.number(c.i), "POST": "/Coverage"}[verb]
			mode(name+" "+verb, r, verb, path, "403 ACCESS_DENIED Cannot {VERB} resource with {access-mode} access token", "policy RaiseFault.ResourceRestricted",
				"error|forbidden|ACCESS_DENIED|Cannot "+verb+" resource with "+name+" access token|Your app has insufficient permissions to use this operation. Please contact support.")
		}
	}
	mode("many", c.rig, "GET", "/Patient?family=Smith&_max-results=2&birthdate=eq1980-05-06", "403 INVALID_VALUE", "policy RaiseFault.MaxResultsInvalidAppRestricted",
		"error|token|INVALID_VALUE|Cannot retrieve more than one result with application-restricted access token|Your app has insufficient permissions to perform this search. Please contact support.")
	again := func(times int) func(*testing.T) *httptest.ResponseRecorder {
		return func(t *testing.T) *httptest.ResponseRecorder {
			r := newRig(t, 10, false).worker()
			for k := range times {
				code, made, _ := r.post(strings.Replace(newborn, "Newcomer", fmt.Sprintf("Newcomer%d", k), 1))
				require.Equal(t, 201, code)
				r.realm.World.Amend(personOf(t, r, made["id"]), func(p *world.Person) { p.Name.Family = "Newcomer" })
			}
			return r.send(http.MethodPost, "/Patient", newborn, "Content-Type", "application/json", "X-Request-ID", uuid.NewString())
		}
	}
	number := c.realm.World.Number(world.FirstNewcomer).String() // of the first newcomer, in every world of the same recipe
	return append(out,
		golden{"200 SINGLE_MATCH (create)", "one", "stub postPatientResponses/SINGLE_MATCH_FOUND", again(1),
			"error|value|SINGLE_MATCH|Single match found|Unable to create new patient. NHS number " + number + " found for supplied demographic data."},
		golden{"200 MULTIPLE_MATCHES (create)", "two", "stub postPatientResponses/MULTIPLE_MATCHES_FOUND", again(2),
			"error|value|MULTIPLE_MATCHES|Multiple matches found|Unable to create new patient. Multiple matches found for supplied demographic data."})
}

// TestCatalogue meets every error of the service, to the letter, and looks that there is none in the digest's catalogue that it does not meet.
func TestCatalogue(t *testing.T) {
	c := newCatalogued(t)
	met := map[string]bool{}
	for _, g := range goldens(t, c) {
		t.Run(g.row+"/"+g.name, func(t *testing.T) {
			w := g.meet(t)
			assert.Equal(t, g.row[:3], fmt.Sprint(w.Code), "%s: %s", g.source, w.Body)
			assert.JSONEq(t, outcome(t, g.issue), w.Body.String(), g.source)
			assert.Equal(t, w.Code == http.StatusServiceUnavailable, w.Header().Get("Retry-After") == "5")
			require.NotEmpty(t, g.source)
		})
		met[g.row] = true
		met[strings.Split(g.issue, "|")[2]] = true
	}
	rows := digested(t)
	for _, row := range rows {
		assert.True(t, met[row], "no test meets %q of the digest's catalogue", row)
		for _, code := range strings.FieldsFunc(row, func(r rune) bool { return strings.ContainsRune(" /,", r) })[1:] {
			if strings.ToUpper(code) == code && strings.Contains(code, "_") {
				assert.True(t, met[code], "no test meets %s", code)
			}
		}
	}
	for row := range met {
		if strings.Contains(row, " ") {
			assert.Contains(t, rows, row, "a row that the digest does not have")
		}
	}
}

// digested are the lines of the digest's error catalogue: status and code, and the display where both are on several lines.
func digested(t *testing.T) []string {
	t.Helper()
	var keys, displays []string
	count := map[string]int{}
	for _, cells := range published.Lines(published.Section(t, "### 5.4")) {
		key := cells[0] + " " + cells[1]
		keys, displays = append(keys, key), append(displays, cells[3])
		count[key]++
	}
	for i, key := range keys {
		if count[key] > 1 {
			keys[i] = key + " " + displays[i]
		}
	}
	require.Greater(t, len(keys), 25)
	return keys
}
