package ods_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
)

type bundle struct {
	Total *int
	Link  []struct{ Relation, URL string }
	Entry []struct {
		FullURL  string
		Resource struct {
			ResourceType, ID string
			Active           bool
		}
		Search struct{ Mode string }
	}
}

func (r rig) bundle(t *testing.T, path string) bundle {
	t.Helper()
	w := r.get(path)
	require.Equal(t, 200, w.Code, w.Body)
	var out bundle
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

func TestReadOrganization(t *testing.T) {
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	w := r.get(orgPath + "/" + practice.Code)
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
	golden(t, "organization.json", w.Body.Bytes())
	w = r.get(orgPath+"/"+practice.Code, "Accept", "application/fhir+xml")
	assert.Equal(t, "application/fhir+xml", w.Header().Get("Content-Type"))
	golden(t, "organization.xml", w.Body.Bytes())
	golden(t, "affiliation.json", r.get(fhirRoot+"/OrganizationAffiliation/"+strconv.Itoa(practice.Rels[0].Unique)).Body.Bytes())
	golden(t, "lookup.json", r.get(fhirRoot+"/CodeSystem/$lookup?system=https://fhir.nhs.uk/Id/ods-organization-code&property=*&code="+practice.Code).Body.Bytes())
}

func TestSearchOrganization(t *testing.T) {
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	code, upper := practice.Code, strings.ToUpper(practice.Name)
	escaped := strings.ReplaceAll(upper, " ", "+")
	for _, query := range []string{
		"identifier=" + code, "identifier=https://fhir.nhs.uk/Id/ods-organization-code|" + code, "_id=" + code + ",NOWHERE",
		"name:exact=" + escaped + "&_id=" + code, "name:contains=" + escaped[2:8] + "&_id=" + code, "name=" + strings.ToLower(escaped[:5]) + "&_id=" + code,
		"address-postalcode=" + strings.ReplaceAll(practice.Postcode, " ", "+") + "&active=true&roleCode=RO76&identifier=" + code,
		"address-city=" + practice.Town[:3] + "&_id=" + code, "address-country=ENGLAND&_id=" + code, "address=" + practice.Town[:3] + "&_id=" + code,
		"lastChangeDate=" + practice.Changed(r.today).String() + "&_id=" + code, "lastChangeDate=gt1990-01-01&lastChangeDate=lt2030-01-01&_id=" + code,
		"roleCode=RO177&roleCode=RO76&roleCode:not=RO197&_id=" + code, "activeRoleCode=RO197,RO76&_id=" + code, "type=RC1&_id=" + code,
		"identifier=https://fhir.nhs.uk/Id/ods-organization-code|&_id=" + code, "active:not=false&_id=" + code, "name=zzz," + strings.ToLower(escaped[:5]) + "&_id=" + code,
		"lastChangeDate=" + practice.Changed(r.today).String()[:7] + "&_id=" + code, "lastChangeDate=le" + practice.Changed(r.today).String()[:4] + "&_id=" + code,
	} {
		b := r.bundle(t, orgPath+"?"+query)
		require.NotNil(t, b.Total, query)
		require.Equal(t, 1, *b.Total, query)
		assert.Equal(t, published.Host+orgPath+"/"+code, b.Entry[0].FullURL)
		assert.Equal(t, "match", b.Entry[0].Search.Mode)
	}
	for _, query := range []string{
		"roleCode:not=RO76&_id=" + code, "active=false&_id=" + code, "name:exact=" + strings.ToLower(escaped), "identifier=https://other|" + code,
		"lastChangeDate=lt1974-01-01", "endpoint=x", "address-postalcode:exact=" + practice.Postcode[:2], "_id=" + strings.ToLower(code),
		"identifier=|" + code, "active:not=true&_id=" + code, "lastChangeDate=gt" + practice.Changed(r.today).String()[:7] + "&_id=" + code,
	} {
		b := r.bundle(t, orgPath+"?"+query)
		assert.Equal(t, 0, *b.Total, query)
		assert.Empty(t, b.Entry)
	}
	count := r.bundle(t, orgPath+"?_summary=count")
	assert.Greater(t, *count.Total, 20_000)
	assert.Empty(t, count.Entry)
}

func TestPaging(t *testing.T) {
	r := newRig(t)
	seen := map[string]bool{}
	for next, pages := orgPath+"?roleCode=RO261&_count=5", 0; next != ""; pages++ {
		require.Less(t, pages, 20)
		b := r.bundle(t, next)
		assert.Nil(t, b.Total, "no total where there are several pages")
		for _, e := range b.Entry {
			seen[e.Resource.ID] = true
		}
		next = ""
		if len(b.Link) > 1 {
			assert.Equal(t, "next", b.Link[1].Relation)
			next = strings.TrimPrefix(b.Link[1].URL, published.Host)
		}
	}
	assert.Len(t, seen, 42)
	assert.Equal(t, 42, *r.bundle(t, orgPath+"?roleCode=RO261&_count=5&_total=accurate").Total)
	assert.Len(t, r.bundle(t, orgPath).Entry, ods.DefaultCount)
	always := newRig(t, &ods.Terminology{Registers: shared(), AlwaysTotal: true})
	assert.NotNil(t, always.bundle(t, orgPath).Total)
	realm := r.realm
	realm.OpenAccess = true
	assert.Equal(t, 200, r.get(orgPath+"/ZX0000", "apikey", "").Code, "nobody needs a key in an open realm")
}

func TestAffiliations(t *testing.T) {
	r := newRig(t)
	path := fhirRoot + "/OrganizationAffiliation"
	sub := r.register.Of(ods.Sublocation)[0]
	all := r.bundle(t, path+"?primary-organization="+sub.Code)
	require.Equal(t, 2, *all.Total)
	assert.False(t, all.Entry[0].Resource.Active, "the one to the region is over")
	active := r.bundle(t, path+"?primary-organization=Organization/"+sub.Code+"&active=true&_include=OrganizationAffiliation:participating-organization&_include=OrganizationAffiliation:primary-organization")
	require.Equal(t, 1, *active.Total)
	require.Len(t, active.Entry, 3)
	assert.Equal(t, "include", active.Entry[1].Search.Mode)
	assert.Equal(t, sub.Target("RE5", r.today), active.Entry[1].Resource.ID)
	network := r.register.Of(ods.Network)[0].Code
	for _, e := range r.bundle(t, path+"?participating-organization="+network+"&role=RE8").Entry {
		assert.Equal(t, 200, r.get(strings.TrimPrefix(e.FullURL, published.Host)).Code)
	}
	rev := r.bundle(t, orgPath+"?_id="+network+"&_revinclude=OrganizationAffiliation:participating-organization")
	assert.Greater(t, len(rev.Entry), 3)
	assert.Equal(t, "OrganizationAffiliation", rev.Entry[1].Resource.ResourceType)
}

func TestLookup(t *testing.T) {
	r := newRig(t)
	base := fhirRoot + "/CodeSystem"
	assert.NotContains(t, r.get(base+"/$lookup?system=https://fhir.nhs.uk/Id/ods-organization-code&code=ZX0000").Body.String(), `"property"`)
	assert.Contains(t, r.get(base+"/$lookup?system=https://digital.nhs.uk/services/organisation-data-service/CodeSystem/ODSOrganisationRole&code=RO182").Body.String(), "PHARMACY")
	assert.Contains(t, r.get(base+"/$validate-code?url=https://fhir.nhs.uk/Id/ods-organization-code&code=ZX0000").Body.String(), `"valueBoolean":true`)
	assert.Contains(t, r.get(base+"/$validate-code?url=https://fhir.nhs.uk/Id/ods-organization-code&code=RH8").Body.String(), `"valueBoolean":false`)
	assert.Len(t, r.bundle(t, base+"?url=https://fhir.nhs.uk/Id/ods-organization-code").Entry, 1)
	assert.Contains(t, r.get(fhirRoot+"/List/Organization-deletion").Body.String(), `"resourceType":"List"`)
	assert.Contains(t, r.get(fhirRoot+"/metadata").Body.String(), `"fhirVersion":"4.0.1"`)
	assert.Equal(t, 200, r.get("/organisation-data-terminology-api/_ping", "apikey", "").Code)
}

// TestFHIRErrors has a row for each refusal. Sources: the error tables and examples of organisation-data-terminology-api.yaml (HAPI-…), research
// identity-demographics-registers §6.2 (the terminology server's and the 422) and §1.4 (the gateway's two, recalled there).
func TestFHIRErrors(t *testing.T) {
	r := newRig(t)
	narrative := func(text string) string {
		return `{"resourceType":"OperationOutcome","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><h1>Operation Outcome</h1><table border=\"0\"><tr><td style=\"font-weight: bold;\">ERROR</td><td>[]</td><td>` +
			strings.ReplaceAll(text, `\"`, "&quot;") + `</td></tr></table></div>"},"issue":[{"severity":"error","code":"processing","diagnostics":"` + text + `"}]}`
	}
	const valid = "[_content, _id, _lastUpdated, _profile, _security, _source, _tag, _text, active, activeRoleCode, address, address-city, address-country, address-postalcode, address-state, address-use, endpoint, identifier, lastChangeDate, name, partof, phonetic, roleCode, type]"
	for _, row := range []struct {
		name, path, key string
		status          int
		body            string
	}{
		{"no key", orgPath, "", 401, `{"fault":{"faultstring":"Failed to resolve API Key variable request.header.apikey","detail":{"errorcode":"steps.oauth.v2.FailedToResolveAPIKey"}}}`},
		{"wrong key", orgPath, "x", 401, `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`},
		{"unknown organisation", orgPath + "/8J632648493", "key", 404, narrative("HAPI-2001: Resource Organization/8J632648493 is not known")},
		{"unknown affiliation", fhirRoot + "/OrganizationAffiliation/1", "key", 404, narrative("HAPI-2001: Resource OrganizationAffiliation/1 is not known")},
		{"unknown list", fhirRoot + "/List/x", "key", 404, narrative("HAPI-2001: Resource List/x is not known")},
		{"unknown parameter", orgPath + "?count=1", "key", 400, narrative(`HAPI-0524: Unknown search parameter \"count\" for resource type \"Organization\". Valid search parameters for this search are: ` + valid)},
		{"bad date", orgPath + "?lastChangeDate=gt20-1-1", "key", 400, narrative(`HAPI-1940: Invalid value for parameter \"lastChangeDate\": \"gt20-1-1\"`)},
		{"short name", orgPath + "?name=ab", "key", 400, narrative(`HAPI-1940: Invalid value for parameter \"name\": \"ab\"`)},
		{"unknown modifier", orgPath + "?name:ends=ab", "key", 400, narrative(`HAPI-0524: Unknown search parameter \"name:ends\" for resource type \"Organization\". Valid search parameters for this search are: ` + valid)},
		{"modifier of another parameter", orgPath + "?active:contains=true", "key", 400, narrative(`HAPI-0524: Unknown search parameter \"active:contains\" for resource type \"Organization\". Valid search parameters for this search are: ` + valid)},
		{"characters that no name may be sought by", orgPath + "?name=ab%3Bcd", "key", 400, narrative(`HAPI-1940: Invalid value for parameter \"name\": \"ab;cd\"`)},
		{"too large", orgPath + "?_count=100000", "key", 422, `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"too-costly","details":{"text":"Response exceeds APIM size limit"},"diagnostics":"Response exceeds APIM size limit"}]}`},
		{"unknown path", fhirRoot + "/Nowhere", "key", 404, narrative("HAPI-0302: Unknown path /Nowhere")},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := r.get(row.path, "apikey", row.key)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, row.body, strings.TrimSpace(w.Body.String()))
			assert.NotEmpty(t, w.Header().Get("X-Sandpiper-Why"))
		})
	}
	w := r.get(fhirRoot + "/CodeSystem/$lookup?system=https://fhir.nhs.uk/Id/ods-organization-code&code=D82626")
	assert.Equal(t, 404, w.Code)
	assert.Regexp(t, `"code":"not-found","details":{"text":"\[[0-9a-f-]{36}\]: The code D82626 \(https://fhir.nhs.uk/Id/ods-organization-code:2026-04-01\) was not found."}`, w.Body.String())
	post := request(orgPath)
	post.Method = http.MethodPost
	refused := httptest.NewRecorder()
	r.ServeHTTP(refused, post)
	assert.Equal(t, 405, refused.Code)
	assert.Equal(t, "GET", refused.Header().Get("Allow"))
	assert.Contains(t, refused.Body.String(), "HAPI-0427")
}

// wellFormed reads XML to its end.
func wellFormed(t testing.TB, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			require.NoError(t, err, text)
		}
	}
}

func TestFHIRXML(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{orgPath + "?_format=xml", fhirRoot + "/OrganizationAffiliation?_format=xml&_count=3", orgPath + "/NOWHERE?_format=xml", fhirRoot + "/metadata?_format=xml"} {
		w := r.get(path)
		assert.Equal(t, "application/fhir+xml", w.Header().Get("Content-Type"))
		wellFormed(t, w.Body.String())
		assert.Contains(t, w.Body.String(), `xmlns="http://hl7.org/fhir"`)
	}
}

// The monitoring endpoint wants its own key and no other (research identity-demographics-registers §1.5, §6.2).
func TestStatus(t *testing.T) {
	r := newRig(t)
	const path = "/organisation-data-terminology-api/_status"
	for _, key := range []string{"", "key"} {
		w := r.get(path, "apikey", key)
		assert.Equal(t, 401, w.Code)
		assert.JSONEq(t, `{"error":"Access Denied","error_description":"Invalid api key for _status monitoring endpoint"}`, w.Body.String())
	}
	w := r.get(path, "apikey", mocks.StatusKey)
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), `"status":"pass"`)
}

// A code is valid only with what is said of it besides, and code systems are given whole where they are small (specification, GET /CodeSystem/).
func TestCodeSystems(t *testing.T) {
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	base := fhirRoot + "/CodeSystem/$validate-code?url=https://fhir.nhs.uk/Id/ods-organization-code&code=" + practice.Code
	status := strings.ToLower(practice.Status(r.today))
	name := strings.ReplaceAll(strings.ToUpper(practice.Name), " ", "+")
	for query, valid := range map[string]bool{
		"": true, "&status=" + status: true, "&status=odd": false, "&display=" + name: true, "&display=Other": false, "&town=" + strings.ReplaceAll(strings.ToUpper(practice.Town), " ", "+"): true,
		"&town=NOWHERE": false, "&role=RO76": true, "&role=RO197": false, "&inactive=false": practice.Active(r.today), "&colour=red": false, "&status=" + status + "&status=odd": false,
	} {
		body := r.get(base + query).Body.String()
		assert.Equal(t, valid, strings.Contains(body, `{"name":"result","valueBoolean":true}`), "%s: %s", query, body)
		assert.Equal(t, !valid, strings.Contains(body, `"name":"message"`), query)
	}
	const systems = fhirRoot + "/CodeSystem?url="
	roles := systems + "https://digital.nhs.uk/services/organisation-data-service/CodeSystem/ODSOrganisationRole"
	assert.NotContains(t, r.get(roles).Body.String(), `"concept"`)
	assert.Contains(t, r.get(roles+"&_summary=false").Body.String(), `{"code":"RO182","display":"PHARMACY"}`)
	for _, summary := range []string{"false", "data"} {
		w := r.get(systems + "https://fhir.nhs.uk/Id/ods-organization-code&_summary=" + summary)
		assert.Equal(t, 422, w.Code)
		assert.Contains(t, w.Body.String(), "Response exceeds APIM size limit")
	}
	assert.Equal(t, 200, r.get(systems+"https://fhir.nhs.uk/Id/ods-organization-code").Code)
}
