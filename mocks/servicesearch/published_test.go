package servicesearch_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/servicesearch"
)

const folder = "service-search/specification/"

// amended is the specification with the properties of Organisation mended that its own examples contradict: lists and the point.
func amended(t *testing.T) published.Spec {
	t.Helper()
	spec := published.Open(t, folder+"service-search-api.yaml", servicesearch.Base)
	organisation := spec.Doc.Components.Schemas["Organisation"].Value
	example := published.Decode(t, published.File(t, folder+"examples/organisations-single_v3.json"))
	require.Error(t, organisation.VisitJSON(example.(map[string]any)["value"].([]any)[0]), "the example contradicts its schema")
	for name, schema := range organisation.Properties {
		switch name {
		case "Services", "OpeningTimes", "Contacts", "Facilities", "Trusts", "Metrics", "RelatedIAPTCCGs", "ServiceOpeningTimes":
			organisation.Properties[name] = openapi3.NewSchemaRef("", &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: loosened(schema)})
		case "Geocode":
			organisation.Properties[name] = openapi3.NewSchemaRef("", openapi3.NewObjectSchema())
		default:
			organisation.Properties[name] = loosened(schema)
		}
	}
	return spec
}

// loosened lets a schema and its members be null, and its lists be lists.
func loosened(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := *ref.Value
	s.Nullable = true
	properties := openapi3.Schemas{}
	for name, p := range s.Properties {
		if p.Value.Type.Is("object") && name != "ServiceProvider" {
			properties[name] = openapi3.NewSchemaRef("", &openapi3.Schema{}) // an object in the file, a list in the examples
			continue
		}
		properties[name] = loosened(p)
	}
	s.Properties = properties
	return openapi3.NewSchemaRef("", &s)
}

// TestPublishedSchemas holds our answers and the published examples to the same schemas.
func TestPublishedSchemas(t *testing.T) {
	spec := amended(t)
	r := newRig(t, &servicesearch.Service{})
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, e := range spec.Examples(t, "/", method, "200") {
			schema := spec.Doc.Components.Schemas["Organisation"].Value
			list, bare := e.Value.([]any) // one example lacks what is around its list
			if !bare {
				list = e.Value.(map[string]any)["value"].([]any)
			}
			for _, o := range list {
				assert.NoError(t, schema.VisitJSON(o), e.Name)
			}
		}
	}
	for _, kind := range []string{"GPP", "GPB", "PHA", "DEN", "HOS", "CLI", "TRU", "UC", "OOH"} {
		w := spec.Exchange(t, r, get("$filter", "OrganisationTypeId eq '"+kind+"'", "$count", "true"))
		require.Equal(t, 200, w.Code)
		assert.NotContains(t, w.Body.String(), `"value":[]`, kind)
	}
	spec.Exchange(t, r, post("{}"))
	spec.Exchange(t, r, get("search", "no-organisation", "searchMode", "all"))
}

// TestPublishedRequests sends every request body and every parameter that the specification shows.
func TestPublishedRequests(t *testing.T) {
	spec := amended(t)
	r := newRig(t, &servicesearch.Service{})
	bodies := spec.Doc.Paths.Find("/").Post.RequestBody.Value.Content["application/json"].Examples
	require.Greater(t, len(bodies), 6)
	for name, e := range bodies {
		body, ok := e.Value.Value.(map[string]any)
		require.True(t, ok)
		if v, wrong := body[`orderby"`]; wrong { // a slip of the file
			delete(body, `orderby"`)
			body["orderby"] = v
		}
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		w := spec.Exchange(t, r, post(string(raw)))
		assert.Equal(t, 200, w.Code, "%s: %s", name, w.Body)
	}
	w := r.send(post(string(published.File(t, folder+"examples/search-organisation-request-body_v3.json"))))
	assert.Equal(t, 200, w.Code)
	for _, query := range []string{ // the table of sandbox scenarios and the descriptions of the parameters
		"search=Y02494", "searchFields=ODSCode&$filter=IsEpsEnabled eq 'true'",
		"search=pharmacy2u&searchfields=OrganisationName&$filter=IsEpsEnabled eq 'true' and OrganisationTypeId eq 'PHA' and OrganisationSubType eq 'DistanceSelling'",
		"search=Bletchley&searchfields=Address3,City,County", "$orderby=geo.distance(Geocode, geography'POINT(-0.76444095373153675 52.000820159912109)')",
		"$filter=search.ismatch('B11', 'Postcode') and IsEpsEnabled eq 'true' and OrganisationTypeId eq 'PHA' and OrganisationSubType eq 'Community'",
		"search=Bletchley&searchFields=Address3&$filter=OpeningTimes / any (x: x/ClosingTime eq '14:00')",
		"search=Bletchley&searchFields=Address3&$filter=Facilities / any (x: x/Name eq 'Wheelchair access' and x/Value eq 'Yes') and IsEpsEnabled eq 'true'",
		"$select=ODSCode,OrganisationName,Contacts,Address1,Address2,Address3,City,Postcode,OrganisationSubType", "$filter=search.ismatch('NG16', 'Postcode')",
		"$filter=search.ismatch('CW9', 'Postcode') and OrganisationTypeId eq 'DEN'", "search=hello world", "queryType=simple&search=budget hotel +pool&searchMode=all",
	} {
		var pairs []string
		for pair := range strings.SplitSeq(query, "&") {
			name, v, _ := strings.Cut(pair, "=")
			pairs = append(pairs, name, v)
		}
		assert.Equal(t, 200, r.send(get(pairs...)).Code, query)
	}
	assert.Equal(t, 200, r.send(get("queryType", "full", "search", "OrganisationName:budget AND 'recently renovated'^3", "searchMode", "all")).Code)
}

// TestPublishedShapes holds the members of our records to those of the published ones, both ways for the record itself.
func TestPublishedShapes(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	theirs := map[string]bool{}
	for _, name := range []string{"organisations_v3.json", "organisations-single_v3.json", "search-organisations-by-name-filtered-response.json"} {
		for path := range published.Members(published.Decode(t, published.File(t, folder+"examples/"+name))) {
			theirs[path] = true
		}
	}
	ours := published.Members(published.Decode(t, r.send(get("$top", "1000", "$count", "true")).Body.Bytes()))
	for path := range published.Members(published.Decode(t, r.send(get("$filter", "OrganisationTypeId eq 'DEN'")).Body.Bytes())) {
		ours[path] = true
	}
	for path := range ours {
		assert.True(t, theirs[path], "our %s is in no published example", path)
	}
	for path := range theirs {
		if strings.Count(path, "/") == 2 {
			assert.True(t, ours[path], "we lack %s of the published examples", path)
		}
	}
}

// TestErrors has a row for each refusal. Sources: specification/examples/bad-api-version-resource-not-found.json; research
// identity-demographics-registers §8.1 (the 401); the words about expressions are the search engine's own, recalled.
func TestErrors(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	bare := get()
	bare.URL.RawQuery = ""
	two := get()
	two.URL.RawQuery = "api-version=2"
	none, wrong := get(), get()
	none.Header.Del("apikey")
	wrong.Header.Set("apikey", "x")
	lost := get()
	lost.URL.Path += "elsewhere"
	put := get()
	put.Method = http.MethodPut
	const property = `Could not find a property named 'Colour' on type 'search.document'.`
	for _, row := range []struct {
		name    string
		request *http.Request
		status  int
		body    string
	}{
		{"no version", bare, 404, `{"statusCode":404,"message":"Resource not found"}`},
		{"version 2", two, 404, `{"statusCode":404,"message":"Resource not found"}`},
		{"no key", none, 401, `{"statusCode":401,"message":"API key invalid"}`},
		{"wrong key", wrong, 401, `{"statusCode":401,"message":"API key invalid"}`},
		{"path", lost, 404, `{"statusCode":404,"message":"Resource not found"}`},
		{"method", put, 405, `{"statusCode":405,"message":"Method not allowed"}`},
		{"filter of no field", get("$filter", "Colour eq 'red'"), 400, `{"error":{"code":"","message":"Invalid expression: ` + property + `\r\nParameter name: $filter"}}`},
		{"select of no field", get("$select", "Colour"), 400, `{"error":{"code":"","message":"Invalid expression: ` + property + `\r\nParameter name: $select"}}`},
		{"order of no field", get("$orderby", "Colour"), 400, `{"error":{"code":"","message":"Invalid expression: ` + property + `\r\nParameter name: $orderby"}}`},
		{"search of no field", get("search", "a", "searchFields", "Colour"), 400, `{"error":{"code":"","message":"Invalid expression: ` + property + `\r\nParameter name: search"}}`},
		{"half a filter", get("$filter", "City eq"), 400, `{"error":{"code":"","message":"Invalid expression: syntax error at position 7: a value was expected\r\nParameter name: $filter"}}`},
		{"open text", get("$filter", "City eq 'Leeds"), 400, `{"error":{"code":"","message":"Invalid expression: there is an unterminated string literal at position 8\r\nParameter name: $filter"}}`},
		{"more than a filter", get("$filter", "City eq 'Leeds')"), 400, `{"error":{"code":"","message":"Invalid expression: syntax error at position 15: the end was expected\r\nParameter name: $filter"}}`},
		{"deep filter", get("$filter", strings.Repeat("(", 500)), 400, `{"error":{"code":"","message":"Invalid expression: recursion depth exceeded allowed limit\r\nParameter name: $filter"}}`},
		{"deep not", get("$filter", strings.Repeat("not ", 500)), 400, `{"error":{"code":"","message":"Invalid expression: recursion depth exceeded allowed limit\r\nParameter name: $filter"}}`},
		{"a text as true or false", get("$filter", "IsEpsEnabled eq true"), 400, `{"error":{"code":"","message":"Invalid expression: A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Boolean' for operator kind 'Equal'.\r\nParameter name: $filter"}}`},
		{"a number as a text", get("$filter", "Latitude gt '52'"), 400, `{"error":{"code":"","message":"Invalid expression: A binary operator with incompatible types was detected. Found operand types 'Edm.Double' and 'Edm.String' for operator kind 'GreaterThan'.\r\nParameter name: $filter"}}`},
		{"just so far", get("$filter", "geo.distance(Geocode, geography'POINT(-2.75 52.7)') eq 10"), 400, `{"error":{"code":"","message":"Invalid expression: geo.distance can be compared with lt, le, gt and ge only\r\nParameter name: $filter"}}`},
		{"too much", get("$top", "1001"), 400, `{"error":{"code":"","message":"Invalid expression: the value must be between 0 and 1000\r\nParameter name: $top"}}`},
		{"less than none", get("$skip", "-1"), 400, `{"error":{"code":"","message":"Invalid expression: the value must be between 0 and 100000\r\nParameter name: $skip"}}`},
		{"count of neither", get("$count", "yes"), 400, `{"error":{"code":"","message":"Invalid expression: the value must be true or false\r\nParameter name: $count"}}`},
		{"no such mode", get("search", "a", "searchMode", "some"), 400, `{"error":{"code":"","message":"Invalid expression: 'some' is not a valid value for searchMode\r\nParameter name: search"}}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := r.send(row.request)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, row.body, strings.TrimSpace(w.Body.String()))
		})
	}
	digest := regexp.MustCompile("(\\d{3}) `(\\{\"statusCode\"[^`]+)`").FindAllStringSubmatch(published.Section(t, "### 8.1"), -1)
	assert.Len(t, digest, 2)
	for _, quoted := range digest {
		w := map[string]*httptest.ResponseRecorder{"404": r.send(bare), "401": r.send(none)}[quoted[1]]
		require.NotNil(t, w, "no test meets %s of the digest", quoted[1])
		assert.Equal(t, quoted[1], strconv.Itoa(w.Code))
		assert.Equal(t, quoted[2], strings.TrimSpace(w.Body.String()))
	}
	assert.Equal(t, 400, r.send(post("{")).Code)
	assert.Equal(t, 400, r.send(post(`{"search":1}`)).Code)
}

func FuzzSearch(f *testing.F) {
	r := newRig(f, &servicesearch.Service{})
	f.Add("IsEpsEnabled eq 'true' and not (City ne 'x')", "+a -b* \"c d\"", "City desc", "ODSCode", `{"top":"1,"}`)
	f.Add("OpeningTimes/any(x: x/A/all(y: y eq 1))", "OrganisationName:a AND b^2 NOT c~", "geo.distance(Geocode,geography'POINT(-1.5 53)') desc", "*", `[`)
	f.Add("search.in(City,'a,b') or search.ismatch('+a','City','full','all')", "*", "search.score() asc,Latitude", "", `{"count":"true"}`)
	f.Add("geo.distance(Geocode,geography'POINT(-1.5 53)') lt 5.5e0 and null eq null", "", "", "", "")
	f.Fuzz(func(t *testing.T, filter, text, order, fields, body string) {
		for _, queryType := range []string{"simple", "full"} {
			w := r.send(get("$filter", filter, "search", text, "$orderby", order, "$select", fields, "queryType", queryType, "$top", "1"))
			require.Less(t, w.Code, 500)
			published.Decode(t, w.Body.Bytes())
		}
		require.Less(t, r.send(post(body)).Code, 500)
	})
}

// FuzzCheck reads expressions without searching, which is a thousand times as quick.
func FuzzCheck(f *testing.F) {
	f.Add("IsEpsEnabled eq 'true' and not (City ne 'x')", "+a -b* \"c d\"", "simple", "City desc", "ODSCode")
	f.Add("OpeningTimes/any(x: x/A/all(y: y eq 1))", "City:a AND b^2 NOT c~", "full", "geo.distance(Geocode,geography'POINT(-1.5 53)') desc", "*")
	f.Add("search.in(City,'a,b','|') or search.ismatch('+a','City','full','all')", "*", "", "search.score() asc,Latitude", "a,,b")
	f.Fuzz(func(t *testing.T, filter, text, queryType, order, fields string) {
		if err := servicesearch.Check(filter, text, queryType, order, fields); err != nil {
			require.Contains(t, err.Error(), "Parameter name: ")
		}
	})
}

func BenchmarkNearestPharmacy(b *testing.B) {
	r := newRig(b, &servicesearch.Service{})
	b.ReportAllocs()
	for b.Loop() {
		r.send(get("$filter", "IsEpsEnabled eq 'true' and OrganisationTypeId eq 'PHA'", "$orderby", "geo.distance(Geocode, geography'POINT(-1.5 53.8)')", "$top", "10"))
	}
}

func BenchmarkText(b *testing.B) {
	r := newRig(b, &servicesearch.Service{})
	b.ReportAllocs()
	for b.Loop() {
		r.send(get("search", "heron pharmacy leeds", "$top", "10"))
	}
}
