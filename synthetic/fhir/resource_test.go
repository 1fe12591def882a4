package fhir_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/fhir"
)

func TestParseResource(t *testing.T) {
	r, err := fhir.ParseResource([]byte(" {\"resourceType\":\"Condition\",\"id\":\"a-1.B\"}\n"))
	require.NoError(t, err)
	assert.Equal(t, fhir.Resource{Type: "Condition", ID: "a-1.B", JSON: json.RawMessage(`{"resourceType":"Condition","id":"a-1.B"}`)}, r)

	deep := `{"resourceType":"Condition","x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + "}"
	for name, c := range map[string]struct{ body, message string }{
		"empty":            {"", "not JSON"},
		"space":            {"  ", "not JSON"},
		"cut short":        {`{"resourceType":"Condition"`, "byte 27"},
		"wrong token":      {`{"resourceType":"Condition",}`, "byte 29"},
		"trailing":         {`{"resourceType":"Condition"} {}`, "byte 30"},
		"an array":         {`[1]`, "an object must begin at byte 0"},
		"no type":          {`{"id":"a"}`, "resourceType is missing"},
		"type no string":   {`{"resourceType":3}`, "resourceType at byte 16"},
		"type misspelt":    {`{"resourceType":"Condition/1"}`, "resourceType at byte 16"},
		"id too long":      {`{"resourceType":"Condition","id":"` + strings.Repeat("a", 65) + `"}`, "id at byte 33"},
		"id with a slash":  {`{"resourceType":"Condition","id":"a/b"}`, "id at byte 33"},
		"id null":          {`{"resourceType":"Condition","id":null}`, "id at byte 33"},
		"meta no object":   {`{"resourceType":"Condition","meta":[]}`, "meta at byte 35"},
		"twice":            {`{"resourceType":"Condition","resourceType":"Patient"}`, "twice, again at byte 28"},
		"twice by escape":  {`{"resourceType":"Condition","\u0072esourceType":"Patient"}`, "twice, again at byte 28"},
		"twice deeper":     {`{"resourceType":"Condition","a":[{"b":1},{"b":1,"c":{"d":[],"d":[]}}]}`, `"d" is given twice, again at byte 60`},
		"too deep":         {deep, "nested deeper than 64 at byte 95"},
		"not UTF-8":        {"{\"resourceType\":\"Condition\",\"x\":\"\xff\"}", "byte 33 is not valid UTF-8"},
		"too large":        {strings.Repeat(" ", fhir.MaxSize+1), "too large"},
		"a brace in a tag": {`{"resourceType":"Condition","x":"}"`, "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fhir.ParseResource([]byte(c.body))
			require.ErrorContains(t, err, c.message)
		})
	}
	_, err = fhir.ParseResource(make([]byte, fhir.MaxSize+1))
	require.ErrorIs(t, err, fhir.ErrTooLarge)
	_, err = fhir.ParseResource([]byte(strings.Replace(strings.Replace(deep, "[", "", 1), "]", "", 1)))
	require.NoError(t, err, "64 levels are allowed")
}

var updated = time.Date(2026, 4, 1, 9, 30, 0, 5e6, time.UTC)

func TestWithMeta(t *testing.T) {
	const meta = `"versionId":"3","lastUpdated":"2026-04-01T09:30:00.005+00:00"`
	for name, c := range map[string]struct{ in, want string }{
		"neither": {`{"resourceType":"Patient","x":1.00}`, `{"resourceType":"Patient","id":"n","meta":{` + meta + `},"x":1.00}`},
		"bare":    {`{"resourceType":"Patient"}`, `{"resourceType":"Patient","id":"n","meta":{` + meta + `}}`},
		"type last": {`{ "_birthDate" : {"extension":[{"url":"u"}]} , "resourceType" : "Patient" }`,
			`{ "_birthDate" : {"extension":[{"url":"u"}]} , "resourceType" : "Patient","id":"n","meta":{` + meta + `} }`},
		"id first":   {`{"id":"old","resourceType":"Patient","n":1e2}`, `{"id":"n","resourceType":"Patient","meta":{` + meta + `},"n":1e2}`},
		"empty meta": {`{"resourceType":"Patient","id":"old","meta":{ }}`, `{"resourceType":"Patient","id":"n","meta":{` + meta + ` }}`},
		"other meta": {`{"resourceType":"Patient","id":"old","meta":{"profile":["p"]}}`, `{"resourceType":"Patient","id":"n","meta":{` + meta + `,"profile":["p"]}}`},
		"whole meta": {`{"resourceType":"Patient","meta":{"lastUpdated":"x","tag":[],"versionId":"1"},"id":"old"}`,
			`{"resourceType":"Patient","meta":{"lastUpdated":"2026-04-01T09:30:00.005+00:00","tag":[],"versionId":"3"},"id":"n"}`},
		"half meta": {`{"resourceType":"Patient","id":"o","meta":{"versionId":"1"}}`,
			`{"resourceType":"Patient","id":"n","meta":{"lastUpdated":"2026-04-01T09:30:00.005+00:00","versionId":"3"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := fhir.ParseResource([]byte(c.in))
			require.NoError(t, err)
			got := r.WithMeta("n", 3, updated)
			assert.Equal(t, c.want, string(got.JSON))
			assert.Equal(t, "n", got.ID)
			assert.Equal(t, c.in, string(r.JSON), "the original is left alone")
			again := got.WithMeta("n", 3, updated)
			assert.Equal(t, string(got.JSON), string(again.JSON))
		})
	}
}

func FuzzParseResource(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Patient","id":"a","meta":{"versionId":"1"},"_birthDate":{},"v":1.00}`))
	f.Add([]byte(`{"a":"\"}","resourceType":"Condition","\u0069d":"x"}`))
	f.Add([]byte("{\"resourceType\":\"Patient\",\"x\":[[{\"y\":\"\\\\\"}], 1e-7 ]}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := fhir.ParseResource(body)
		if err != nil {
			return
		}
		got := r.WithMeta("n-1", 2, updated)
		var before, after map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(r.JSON, &before))
		require.NoError(t, json.Unmarshal(got.JSON, &after), "%s", got.JSON)
		assert.Equal(t, `"n-1"`, string(after["id"]))
		for _, name := range []string{"id", "meta"} {
			delete(before, name)
			delete(after, name)
		}
		require.Equal(t, before, after)
		_, err = fhir.ParseResource(got.JSON)
		require.NoError(t, err)
	})
}

func BenchmarkWithMeta(b *testing.B) {
	r, err := fhir.ParseResource([]byte(`{"resourceType":"Condition","id":"old","meta":{"profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Condition"]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma"}],"text":"Asthma"},"subject":{"reference":"Patient/8f3c"}}`))
	require.NoError(b, err)
	for b.Loop() {
		_ = r.WithMeta("new", 2, updated)
	}
}
