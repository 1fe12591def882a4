package ods_test

import (
	"net/http"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/mockstest/published"
)

// TestDigest meets every error of the two interfaces that the digest names (research identity-demographics-registers §6.1 and §6.2): their statuses and
// codes. The bodies are held to the letter in TestORDErrors, TestFHIRErrors and TestExpandErrors.
func TestDigest(t *testing.T) {
	r := newRig(t)
	met := map[string]bool{}
	meet := func(status int, q *http.Request) {
		w := record(r, q)
		assert.Equal(t, status, w.Code, "%s: %s", q.URL, w.Body)
		for _, code := range regexp.MustCompile(`HAPI-[0-9]{4}|"code":"[a-z-]+"`).FindAllString(w.Body.String(), -1) {
			met[strconv.Itoa(status)+" "+code] = true
			met[code] = true
		}
		met[strconv.Itoa(status)] = true
	}
	put := request(orgPath)
	put.Method = http.MethodPut
	for _, row := range []struct {
		status int
		q      *http.Request
	}{
		{404, request(orgPath + "/X")}, {400, request(orgPath + "?count=1")}, {400, request(orgPath + "?lastChangeDate=x")}, {405, put},
		{404, request(fhirRoot + "/CodeSystem/$lookup?system=" + odsCode + "&code=D82626")}, {422, request(orgPath + "?_count=100000")},
	} {
		meet(row.status, row.q)
	}
	fhir := published.Section(t, "### 6.2")
	found := regexp.MustCompile(`(404|400|405|422)? ?.?(HAPI-[0-9]{4})`).FindAllStringSubmatch(fhir, -1)
	assert.GreaterOrEqual(t, len(found), 4)
	for _, m := range found {
		assert.True(t, met[m[2]], "no test meets %s of the digest", m[2])
	}
	for _, code := range regexp.MustCompile(`"code":"[a-z-]+"`).FindAllString(fhir, -1) {
		assert.True(t, met[code], "no test meets %s of the digest", code)
	}
	for _, m := range regexp.MustCompile(`(404|400|405|422) .?HAPI`).FindAllStringSubmatch(fhir, -1) {
		assert.True(t, met[m[1]])
	}

	meet(404, request(ordPath+"/NOWHERE"))
	meet(406, request(ordPath+"?Nmae=x"))
	statuses := regexp.MustCompile(`\b(404|406) `).FindAllStringSubmatch(published.Section(t, "### 6.1"), -1)
	assert.NotEmpty(t, statuses)
	for _, m := range statuses {
		assert.True(t, met[m[1]], "no test meets %s of the digest", m[1])
	}
}
