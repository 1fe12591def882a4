package sds_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/sds"
)

// TestCatalogue meets every line of the digest's table of errors (research identity-demographics-registers §7, after the service's public handlers), with
// the code and the words that are there. TestErrors has the many words of 400.
func TestCatalogue(t *testing.T) {
	ask := func(service *sds.Service, change func(*http.Request)) *httptest.ResponseRecorder {
		r := newRig(t, service)
		q := request("Device", "organization", odsID+"ZX0412", "identifier", serviceID+metadata)
		change(q)
		return r.send(q)
	}
	as := func(*http.Request) {}
	struck := func(kind string) *httptest.ResponseRecorder {
		r := newRig(t, &sds.Service{})
		rule, err := fault.FromSpec(fault.Spec{On: "sds", Kind: kind})
		require.NoError(t, err)
		r.realm.Faults = fault.NewPlan(1, []fault.Rule{rule})
		return r.send(request("Device", "organization", odsID+"ZX0412", "identifier", serviceID+metadata))
	}
	met := map[string]bool{}
	for _, row := range []struct {
		status              int
		source, code, spine string
		words               string
		answer              *httptest.ResponseRecorder
	}{
		{400, "base_handler.py", "required", "BAD_REQUEST", "HTTP 400: Bad Request (Illegal query parameter 'x')", ask(&sds.Service{}, func(q *http.Request) { q.URL.RawQuery += "&x=1" })},
		{400, "accredited_system_handler.py", "required", "BAD_REQUEST",
			"HTTP 400: Bad Request (Missing or invalid 'organization' query parameter. Should be 'organization=https://fhir.nhs.uk/Id/ods-organization-code|value')",
			ask(&sds.Service{}, func(q *http.Request) { q.URL.RawQuery = "" })},
		{404, "error_handler.py", "not-found", "NO_RECORD_FOUND", "HTTP endpoint not found", ask(&sds.Service{}, func(q *http.Request) { q.URL.Path = sds.Base + "/Nowhere" })},
		{405, "error_handler.py", "not-supported", "NOT_IMPLEMENTED", "HTTP operation not supported", ask(&sds.Service{}, func(q *http.Request) { q.Method = http.MethodPut })},
		{406, "base_handler.py", "not-supported", "MISSING_OR_INVALID_HEADER", "Accept type not supported", ask(&sds.Service{}, func(q *http.Request) { q.Header.Set("Accept", "text/html") })},
		{500, "error_handler.py", "exception", "INTERNAL_SERVER_ERROR", "", struck("http-500")},
		{502, "error_handler.py", "exception", "INTERNAL_SERVER_ERROR", "Invalid LDAP response received", ask(&sds.Service{LDAPFails: http.StatusBadGateway}, as)},
		{504, "error_handler.py", "timeout", "INTERNAL_SERVER_ERROR", "LDAP request timed out", ask(&sds.Service{LDAPFails: http.StatusGatewayTimeout}, as)},
	} {
		t.Run(fmt.Sprint(row.status, " ", row.words), func(t *testing.T) {
			assert.Equal(t, row.status, row.answer.Code)
			body := published.Decode(t, row.answer.Body.Bytes()).(map[string]any)
			issue := body["issue"].([]any)[0].(map[string]any)
			coding := issue["details"].(map[string]any)["coding"].([]any)[0].(map[string]any)
			assert.Equal(t, row.code, issue["code"], row.source)
			assert.Equal(t, row.spine, coding["code"])
			assert.Equal(t, "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1", coding["system"])
			assert.Equal(t, "6d3d3674-7ce5-11ec-90d6-0242ac120003", body["id"])
			if row.words != "" {
				assert.Equal(t, row.words, issue["diagnostics"])
			}
		})
		met[fmt.Sprint(row.status, " ", row.spine)] = true
	}
	lines := 0
	for _, cells := range published.Lines(published.Section(t, "## 7.")) {
		if cells[0][0] < '0' || cells[0][0] > '9' {
			continue // the table of paths
		}
		lines++
		_, codes, _ := strings.Cut(cells[1], "/ ")
		spine := strings.Fields(codes)[0]
		for status := range strings.SplitSeq(cells[0], " / ") {
			assert.True(t, met[status+" "+spine], "no test meets %s %s of the digest", status, spine)
		}
	}
	assert.Equal(t, 5, lines)
}
