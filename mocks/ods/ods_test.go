package ods_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

var update = flag.Bool("update", false, "write golden files anew")

const (
	ordRoot  = "/ORD/2-0-0/organisations"
	fhirRoot = "/organisation-data-terminology-api/fhir/Organization"
)

// rig is an estate with both interfaces and one application, whose id is its API key.
type rig struct {
	*mocks.Estate
	realm *mocks.Realm
	all   []demography.Practice
}

func newRig(t testing.TB) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))}
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{ods.Directory{}, ods.Terminology{}}, Apps: []mocks.App{{ID: "key"}}, Default: realm,
	})
	require.NoError(t, err)
	r := rig{Estate: estate, realm: realm}
	for practice := range population.Practices() {
		r.all = append(r.all, practice)
	}
	if len(r.all) == 0 {
		t.Skip("the population has no practices yet")
	}
	return r
}

func (r rig) get(path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, "http://example.test"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

var numbers = regexp.MustCompile(`("(?:uniqueRoleId|valueInteger)": )\d{6}`)

// golden compares an answer with a file in which words stand for what belongs to the practice itself.
func golden(t *testing.T, name string, p *demography.Practice, body []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	var indented any
	require.NoError(t, json.Unmarshal(body, &indented))
	pretty, err := json.MarshalIndent(indented, "", "  ")
	require.NoError(t, err)
	pretty = append(numbers.ReplaceAll(pretty, []byte("${1}100000")), '\n')
	masks := []string{`"` + string(p.Code) + `"`, `"CODE"`, `"` + strings.ToUpper(p.Name) + `"`, `"NAME"`,
		`"` + p.Address.Postcode + `"`, `"POSTCODE"`, `"` + p.Phone + `"`, `"PHONE"`}
	for _, line := range p.Address.Lines {
		masks = append(masks, `"`+strings.ToUpper(line)+`"`, `"LINE"`)
	}
	pretty = []byte(strings.NewReplacer(masks...).Replace(string(pretty)))
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, pretty, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(pretty))
}

func TestReadOrganisation(t *testing.T) {
	r := newRig(t)
	w := r.get(ordRoot + "/" + string(r.all[0].Code))
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	golden(t, "ord.json", &r.all[0], w.Body.Bytes())
	w = r.get(fhirRoot+"/"+string(r.all[0].Code), "apikey", "key")
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
	golden(t, "fhir.json", &r.all[0], w.Body.Bytes())
}

// TestShapeOfORD holds our answer to the members of a real one, casing included. Ours may leave some out, not add any.
func TestShapeOfORD(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "specs", "ods-ord", "organisation-97T.json"))
	if err != nil {
		t.Skip("no real answer beside the checkout to compare with")
	}
	r := newRig(t)
	theirs, ours := map[string]bool{}, map[string]bool{}
	members(t, raw, theirs)
	members(t, r.get(ordRoot+"/"+string(r.all[0].Code)).Body.Bytes(), ours)
	for path := range ours {
		if !strings.Contains(path, "/Contacts") { // the real one has no telephone
			assert.Contains(t, theirs, path)
		}
	}
}

// members collects the paths of all members of a JSON document.
func members(t *testing.T, raw []byte, into map[string]bool) {
	var v any
	require.NoError(t, json.Unmarshal(raw, &v))
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				into[path+"/"+name] = true
				walk(path+"/"+name, value)
			}
		case []any:
			for _, value := range v {
				walk(path, value)
			}
		}
	}
	walk("", v)
}

func TestSearchOrganisations(t *testing.T) {
	r := newRig(t)
	type list struct {
		Organisations []struct{ Name, OrgID, Status, OrgLink, PrimaryRoleID string }
	}
	find := func(query string) (list, http.Header) {
		w := r.get(ordRoot + "?" + query)
		require.Equal(t, 200, w.Code, w.Body)
		var out list
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
		return out, w.Header()
	}
	all, header := find("PrimaryRoleId=RO177&Limit=1000")
	assert.Len(t, all.Organisations, min(1000, len(r.all)))
	assert.Equal(t, header.Get("x-total-count"), strconv.Itoa(len(r.all)))
	assert.Equal(t, header.Get("returned-records"), strconv.Itoa(len(all.Organisations)))
	assert.Equal(t, "http://example.test"+ordRoot+"/"+all.Organisations[0].OrgID, all.Organisations[0].OrgLink)

	byName, _ := find("Name=" + strings.ToLower(strings.Fields(r.all[0].Name)[0]) + "&PostCode=" + strings.ReplaceAll(r.all[0].Address.Postcode, " ", ""))
	require.NotEmpty(t, byName.Organisations)
	assert.Equal(t, string(r.all[0].Code), byName.Organisations[0].OrgID)

	for _, none := range []string{"Status=Inactive", "OrgRecordClass=RC2", "PrimaryRoleId=RO76", "NonPrimaryRoleId=RO177", "Roles=RO197", "LastChangeDate=2026-01-01", "Offset=1000000"} {
		out, _ := find(none)
		assert.Empty(t, out.Organisations, none)
	}
	some, _ := find("Roles=RO197,RO76&NonPrimaryRoleId=RO76&Status=Active&Limit=1&Offset=0")
	assert.Len(t, some.Organisations, 1)
}

func TestSearchFHIR(t *testing.T) {
	r := newRig(t)
	code := string(r.all[0].Code)
	for _, query := range []string{
		"identifier=" + code, "identifier=https://fhir.nhs.uk/Id/ods-organization-code|" + code, "_id=" + code,
		"name:exact=" + strings.ReplaceAll(strings.ToUpper(r.all[0].Name), " ", "+") + "&_id=" + code,
		"address-postalcode=" + strings.ReplaceAll(r.all[0].Address.Postcode, " ", "+") + "&active=true&roleCode=RO76&identifier=" + code,
	} {
		w := r.get(fhirRoot+"?"+query, "apikey", "key")
		require.Equal(t, 200, w.Code, w.Body)
		assert.Contains(t, w.Body.String(), `"total":1,`, query)
		assert.Contains(t, w.Body.String(), `"fullUrl":"http://example.test`+fhirRoot+"/"+code+`"`)
	}
	w := r.get(fhirRoot+"?_summary=count", "apikey", "key")
	assert.NotContains(t, w.Body.String(), `"entry"`)
	assert.Contains(t, r.get(fhirRoot+"?roleCode:not=RO76", "apikey", "key").Body.String(), `"total":0`)

	var page struct {
		Link  []struct{ Relation, URL string }
		Entry []struct{ Resource struct{ ID string } }
	}
	seen := map[string]bool{}
	for next := fhirRoot + "?active=true&_count=1"; next != "" && len(seen) < 3; {
		w := r.get(next, "apikey", "key")
		require.Equal(t, 200, w.Code)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
		require.Len(t, page.Entry, 1)
		seen[page.Entry[0].Resource.ID] = true
		next = ""
		if len(page.Link) > 1 {
			next = strings.TrimPrefix(page.Link[1].URL, "http://example.test")
		}
	}
	assert.Len(t, seen, min(3, len(r.all)))
}

func TestErrors(t *testing.T) {
	r := newRig(t)
	for _, row := range []struct {
		name, path, key string
		status          int
		body            string
	}{
		{"ORD unknown", ordRoot + "/NOWHERE", "", 404, `{"errorCode":404,"errorText":"Not Found."}`},
		{"ORD unknown parameter", ordRoot + "?Nmae=x", "", 406, `{"errorCode":406,`},
		{"ORD limit", ordRoot + "?Limit=1001", "", 406, `Invalid value for parameter 'Limit'`},
		{"ORD path", "/ORD/2-0-0/elsewhere", "", 404, `"errorText":"Not Found."`},
		{"FHIR no key", fhirRoot, "", 401, `"errorcode":"steps.oauth.v2.FailedToResolveAPIKey"`},
		{"FHIR wrong key", fhirRoot, "x", 401, `"errorcode":"oauth.v2.InvalidApiKey"`},
		{"FHIR unknown", fhirRoot + "/8J632648493", "key", 404, `"diagnostics":"HAPI-2001: Resource Organization/8J632648493 is not known"`},
		{"FHIR unknown parameter", fhirRoot + "?count=1", "key", 400, `HAPI-0524: Unknown search parameter \"count\" for resource type \"Organization\". Valid search parameters for this search are: [_content, `},
		{"FHIR narrative", fhirRoot + "?count=1", "key", 400, `HAPI-0524: Unknown search parameter &quot;count&quot;`},
		{"FHIR short name", fhirRoot + "?name=ab", "key", 400, `HAPI-1940`},
	} {
		t.Run(row.name, func(t *testing.T) {
			var headers []string
			if row.key != "" {
				headers = []string{"apikey", row.key}
			}
			w := r.get(row.path, headers...)
			assert.Equal(t, row.status, w.Code)
			assert.Contains(t, w.Body.String(), row.body)
		})
	}
	for _, path := range []string{ordRoot, fhirRoot} {
		request := httptest.NewRequest(http.MethodPost, "http://example.test"+path, nil)
		request.Header.Set("apikey", "key")
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		assert.Equal(t, 405, w.Code)
		assert.Equal(t, "GET", w.Header().Get("Allow"))
	}
}

func TestOpenRealmNeedsNoKey(t *testing.T) {
	r := newRig(t)
	r.realm.OpenAccess = true
	assert.Equal(t, 200, r.get(fhirRoot+"/"+string(r.all[0].Code)).Code)
}

func FuzzSearch(f *testing.F) {
	r := newRig(f)
	f.Add("Name=a&Limit=5")
	f.Add("name:contains=abc&_count=2&_offset=1&roleCode:not=|x,RO76")
	f.Fuzz(func(t *testing.T, query string) {
		for _, root := range []string{ordRoot, fhirRoot} {
			request := httptest.NewRequest(http.MethodGet, "http://example.test"+root, nil)
			request.URL.RawQuery = query
			request.Header.Set("apikey", "key")
			w := httptest.NewRecorder()
			r.ServeHTTP(w, request)
			require.Less(t, w.Code, 500)
			require.True(t, json.Valid(w.Body.Bytes()))
		}
	})
}
