package ods_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
)

const odt = "ods-fhir/specification/organisation-data-terminology-api.yaml"

// TestPublishedParameters sends every example of every parameter of the specification and wants it understood.
func TestPublishedParameters(t *testing.T) {
	spec := published.Open(t, odt, fhirRoot)
	r := newRig(t)
	sent := 0
	for _, path := range []string{"/Organization", "/OrganizationAffiliation"} {
		for _, p := range spec.Doc.Paths.Find(path).Get.Parameters {
			for _, value := range examplesOf(p.Value) {
				query := url.Values{p.Value.Name: {value}}
				if before, after, ok := strings.Cut(value, "="); ok && before == "roleCode" {
					parsed, err := url.ParseQuery(before + "=" + after) // the example is several parameters
					require.NoError(t, err)
					query = parsed
				}
				w := spec.Exchange(t, r, request(fhirRoot+path+"?"+query.Encode()))
				assert.Equal(t, 200, w.Code, "%s?%s: %s", path, query.Encode(), w.Body)
				sent++
			}
		}
	}
	assert.Greater(t, sent, 25)
}

// examplesOf is the examples of a parameter as they stand in a query. "roleCode:not=…" names its parameter again.
func examplesOf(p *openapi3.Parameter) []string {
	var out []string
	add := func(v any) {
		if v == nil {
			return
		}
		text := strings.TrimSpace(strings.ReplaceAll(toText(v), "\n", " "))
		out = append(out, strings.TrimPrefix(text, p.Name+"="))
	}
	add(p.Schema.Value.Example)
	add(p.Example)
	for _, e := range p.Examples {
		add(e.Value.Value)
	}
	for _, e := range p.Schema.Value.Enum {
		add(e)
	}
	return out
}

func toText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return formatFloat(v)
	}
	return ""
}

// TestPublishedShapes holds the members of our answers to those of the published examples: ours add none but the few that are named.
func TestPublishedShapes(t *testing.T) {
	spec := published.Open(t, odt, fhirRoot)
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	for _, row := range []struct {
		path, status, ask string
		ours              []string // members that no example has, with a reason in the package's doc
	}{
		{"/Organization", "200", orgPath + "?_count=2&name:contains=hospital", []string{"/entry/resource/telecom"}},
		{"/Organization", "4XX", orgPath + "?count=1", nil},
		{"/Organization/{id}", "200", orgPath + "/" + practice.Code, nil},
		{"/Organization/{id}", "404", orgPath + "/NOWHERE", nil},
		{"/OrganizationAffiliation", "200", fhirRoot + "/OrganizationAffiliation?primary-organization=" + practice.Code, nil},
		{"/OrganizationAffiliation/{id}", "200", fhirRoot + "/OrganizationAffiliation/" + number(practice.Rels[0].Unique), nil},
		{"/OrganizationAffiliation/{id}", "404", fhirRoot + "/OrganizationAffiliation/0", nil},
		{"/List/{id}", "200", fhirRoot + "/List/Organization-deletion", nil},
		{"/CodeSystem/", "200", fhirRoot + "/CodeSystem/$lookup?system=https://fhir.nhs.uk/Id/ods-organization-code&property=*&code=" + practice.Code, nil},
	} {
		theirs := map[string]bool{}
		for _, e := range spec.Examples(t, row.path, "GET", row.status) {
			for path := range published.Members(e.Value) {
				theirs[path] = true
			}
		}
		require.NotEmpty(t, theirs)
		for path := range published.Members(published.Decode(t, r.get(row.ask).Body.Bytes())) {
			known := theirs[path]
			for _, own := range row.ours {
				known = known || strings.HasPrefix(path, own)
			}
			assert.True(t, known, "%s: our %s is in no published example", row.ask, path)
		}
	}
}

func FuzzSearch(f *testing.F) {
	r := newRig(f)
	f.Add("Name=a&Limit=5")
	f.Add("RelTypeId=RE5&RelStatus=Active&TargetOrgId=ZXQ01&_format=xml")
	f.Add("name:contains=abc&_count=2&_offset=1&roleCode:not=|x,RO76&lastChangeDate=gt2020-01-01")
	f.Add("primary-organization=ZX0000&_include=OrganizationAffiliation:participating-organization")
	f.Add("system=https://fhir.nhs.uk/Id/ods-organization-code&code=ZX0000&property=*&_format=xml")
	f.Fuzz(func(t *testing.T, query string) {
		for _, root := range []string{ordPath, ordRoot + "/sync", orgPath, fhirRoot + "/OrganizationAffiliation", fhirRoot + "/CodeSystem/$lookup"} {
			req := request(root)
			req.URL.RawQuery = query
			w := record(r, req)
			require.Less(t, w.Code, 500)
			if strings.Contains(w.Header().Get("Content-Type"), "xml") {
				wellFormed(t, w.Body.String())
				continue
			}
			published.Decode(t, w.Body.Bytes())
		}
	})
}
