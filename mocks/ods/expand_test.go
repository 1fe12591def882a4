package ods_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
)

const (
	expandPath = fhirRoot + "/ValueSet/$expand"
	odsCode    = "https://fhir.nhs.uk/Id/ods-organization-code"
	roleCode   = "https://digital.nhs.uk/services/organisation-data-service/CodeSystem/ODSOrganisationRole"
)

// expandRequest asks for an expansion.
func expandRequest(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, published.Host+path, strings.NewReader(body))
	r.Header.Set("apikey", "key")
	r.Header.Set("Content-Type", "application/fhir+json")
	return r
}

// composed is the body of an expansion of one include, with more parameters behind it.
func composed(include string, parameters ...string) string {
	all := append([]string{`{"name":"valueSet","resource":{"resourceType":"ValueSet","compose":{"inactive":true,"include":[` + include + `]}}}`}, parameters...)
	return `{"resourceType":"Parameters","parameter":[` + strings.Join(all, ",") + `]}`
}

type expandedSet struct {
	Expansion struct {
		Total, Offset int
		Contains      []struct {
			System, Code, Display string
			Inactive              bool
			Extension             []struct {
				Extension []struct{ URL, ValueCode, ValueString string }
			}
		}
	}
}

func (r rig) expand(t *testing.T, body string) expandedSet {
	t.Helper()
	w := record(r, expandRequest(expandPath, body))
	require.Equal(t, 200, w.Code, w.Body)
	var out expandedSet
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

// The specification's own request is understood, and answered with its shape: what has changed since a day, two codes with two properties.
func TestExpandPublished(t *testing.T) {
	spec := published.Open(t, odt, fhirRoot)
	r := newRig(t)
	example, err := json.Marshal(spec.Doc.Paths.Find("/ValueSet/").Post.RequestBody.Value.Content["application/fhir+json"].Example)
	require.NoError(t, err)
	body := strings.Replace(string(example), "gt2024-02-01", "gt2026-03-01", 1)
	w := spec.Exchange(t, r, expandRequest(fhirRoot+"/ValueSet/", body))
	require.Equal(t, 200, w.Code, w.Body)
	golden(t, "expand.json", w.Body.Bytes())
	whole := r.expand(t, body)
	assert.Len(t, whole.Expansion.Contains, 2)
	theirs := published.Members(spec.Examples(t, "/ValueSet/", "POST", "200")[0].Value)
	inactive := composed(`{"system":"`+odsCode+`","filter":[{"property":"inactive","op":"=","value":"true"}]}`, `{"name":"property","valueString":"primaryRole"}`,
		`{"name":"property","valueString":"country"}`, `{"name":"count","valueInteger":2}`)
	ours := published.Members(published.Decode(t, record(r, expandRequest(expandPath, inactive)).Body.Bytes()))
	assert.Equal(t, theirs, ours, "the same members, both ways")
}

func TestExpand(t *testing.T) {
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	for _, row := range []struct {
		name, filter string
		holds        func(*ods.Organisation) bool
	}{
		{"equal", `{"property":"primaryRole","op":"=","value":"RO182"}`, func(o *ods.Organisation) bool { return o.Kind == ods.Pharmacy }},
		{"two filters", `{"property":"primaryRole","op":"in","value":"RO182,RO110"},{"property":"status","op":"=","value":"inactive"}`,
			func(o *ods.Organisation) bool {
				return (o.Kind == ods.Pharmacy || o.Kind == ods.Dentist) && !o.Active(r.today)
			}},
		{"relationship", `{"property":"RE8","op":"=","value":"` + practice.Target("RE8", r.today) + `"}`,
			func(o *ods.Organisation) bool { return o.Target("RE8", r.today) == practice.Target("RE8", r.today) }},
		{"exists", `{"property":"opEndDate","op":"exists","value":"true"}`, func(o *ods.Organisation) bool { return !o.Active(r.today) }},
		{"expression", `{"property":"postcode","op":"regex","value":"` + practice.Postcode[:2] + `.*"}`,
			func(o *ods.Organisation) bool { return strings.HasPrefix(o.Postcode, practice.Postcode[:2]) }},
		{"date", `{"property":"lastChangeDate","op":"=","value":"ge2026-03-20"}`, func(o *ods.Organisation) bool { return o.Changed(r.today).String() >= "2026-03-20" }},
		{"role among several", `{"property":"role","op":"=","value":"RO76"},{"property":"primaryRole","op":"=","value":"RO177"}`,
			func(o *ods.Organisation) bool { return o.Holds("RO76", r.today, true) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			want := 0
			for _, o := range r.register.All() {
				if o.Known(r.today) && row.holds(o) {
					want++
				}
			}
			require.Positive(t, want)
			got := r.expand(t, composed(`{"system":"`+odsCode+`","filter":[`+row.filter+`]}`, `{"name":"count","valueInteger":3}`)).Expansion
			assert.Equal(t, want, got.Total)
			for _, c := range got.Contains {
				o, ok := r.register.Find(c.Code, r.today)
				require.True(t, ok)
				assert.True(t, row.holds(o), c.Code)
				assert.Equal(t, !o.Active(r.today), c.Inactive)
				assert.Equal(t, strings.ToUpper(o.Name), c.Display)
			}
		})
	}
	roles := r.expand(t, composed(`{"system":"`+roleCode+`","concept":[{"code":"RO76"},{"code":"RO182"},{"code":"NONE"}]}`)).Expansion
	assert.Equal(t, 2, roles.Total)
	assert.Equal(t, 1, r.expand(t, composed(`{"system":"`+roleCode+`"}`, `{"name":"filter","valueString":"gp prac"}`)).Expansion.Total)
	active := `{"name":"activeOnly","valueBoolean":true}`
	all := `{"system":"` + odsCode + `","filter":[{"property":"primaryRole","op":"=","value":"RO182"}]}`
	every, open := r.expand(t, composed(all, `{"name":"count","valueInteger":0}`)).Expansion, r.expand(t, composed(all, active)).Expansion
	assert.Greater(t, every.Total, open.Total)
	assert.Empty(t, every.Contains)
	page := r.expand(t, composed(all, active, `{"name":"count","valueInteger":10}`, `{"name":"offset","valueInteger":7}`)).Expansion
	for i, c := range page.Contains {
		assert.Equal(t, open.Contains[i+7].Code, c.Code)
	}
	excluded := strings.Replace(composed(all, active), `"include"`, `"exclude":[{"system":"`+odsCode+`","concept":[{"code":"`+open.Contains[0].Code+`"}]}],"include"`, 1)
	assert.Equal(t, open.Total-1, r.expand(t, excluded).Expansion.Total)
}

// TestExpandErrors has a row for each refusal. Sources: the table of POST /ValueSet/ in organisation-data-terminology-api.yaml for 422; research
// identity-demographics-registers §6.2 for the terminology server's way of wording; 400 is assumed.
func TestExpandErrors(t *testing.T) {
	r := newRig(t, &ods.Terminology{Registers: shared(), MostExpanded: 100})
	filter := func(property, op, value string) string {
		return composed(fmt.Sprintf(`{"system":"%s","filter":[{"property":"%s","op":"%s","value":"%s"}]}`, odsCode, property, op, value))
	}
	for _, row := range []struct {
		name, body string
		status     int
		code, text string
	}{
		{"not JSON", "{", 400, "invalid", "The body could not be read"},
		{"another resource", `{"resourceType":"ValueSet"}`, 400, "invalid", `The body is a "ValueSet", Parameters was expected.`},
		{"no value set", `{"resourceType":"Parameters","parameter":[{"name":"count","valueInteger":1}]}`, 400, "invalid", "The parameter valueSet is missing"},
		{"value set by name", `{"resourceType":"Parameters","parameter":[{"name":"valueSet","valueString":"x"}]}`, 400, "invalid", "has no ValueSet"},
		{"odd count", composed(`{"system":"`+odsCode+`"}`, `{"name":"count","valueInteger":-1}`), 400, "invalid", `The parameter count is "-1"`},
		{"unknown system", composed(`{"system":"http://other"}`), 404, "not-found", "A usable code system with URL http://other could not be resolved."},
		{"undeclared filter", filter("uprn", "=", "1"), 422, "processing", `No declared filter on CodeSystem ` + odsCode + ` for the property "uprn".`},
		{"operator", filter("town", "is-a", "1"), 422, "processing", `The operator "is-a" of the filter on town is not supported.`},
		{"no date", filter("lastChangeDate", "=", "gt20-24"), 422, "processing", "is not a date"},
		{"no expression", filter("town", "regex", "("), 422, "processing", "is not a regular expression"},
		{"too many", composed(`{"system":"` + odsCode + `"}`), 422, "too-costly", "The expansion has too many codes."},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := record(r, expandRequest(expandPath, row.body))
			require.Equal(t, row.status, w.Code, w.Body)
			var out struct {
				ResourceType string
				Issue        []struct {
					Severity, Code string
					Details        struct{ Text string }
				}
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
			assert.Equal(t, "OperationOutcome", out.ResourceType)
			assert.Equal(t, "error", out.Issue[0].Severity)
			assert.Equal(t, row.code, out.Issue[0].Code)
			assert.Contains(t, out.Issue[0].Details.Text, row.text)
			assert.Regexp(t, `^\[[0-9a-f-]{36}\]: `, out.Issue[0].Details.Text)
			assert.NotEmpty(t, w.Header().Get("X-Sandpiper-Why"))
		})
	}
	large := newRig(t)
	w := record(large, expandRequest(expandPath, composed(`{"system":"`+odsCode+`"}`, `{"name":"property","valueString":"*"}`)))
	assert.Equal(t, 422, w.Code)
	assert.Contains(t, w.Body.String(), "Response exceeds APIM size limit")
	got := large.get(expandPath)
	assert.Equal(t, 405, got.Code)
	assert.Equal(t, http.MethodPost, got.Header().Get("Allow"))
}

func FuzzExpand(f *testing.F) {
	r := newRig(f)
	f.Add(composed(`{"system":"`+roleCode+`","filter":[{"property":"primaryRole","op":"=","value":"true"}]}`, `{"name":"count","valueInteger":"2"}`))
	f.Add(composed(`{"system":"`+roleCode+`","concept":[{"code":"RO76"}]}`, `{"name":"filter","valueString":"gp"}`, `{"name":"property","valueCode":"*"}`))
	f.Add(`{"resourceType":"Parameters","parameter":[{"name":"offset","valueInteger":1e9}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		w := record(r, expandRequest(expandPath, body))
		require.Less(t, w.Code, 500)
		published.Decode(t, w.Body.Bytes())
	})
}
