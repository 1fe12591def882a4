package pds_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
)

// FuzzPatch sends strangers' updates: no 5xx, an answer that is JSON, and a record that is as it was unless the update was taken.
func FuzzPatch(f *testing.F) {
	r := newRig(f, 5, false).worker()
	i := subject(f, r)
	for _, seed := range []string{
		`{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`,
		`{"patches":[{"op":"test","path":"/name/1/id","value":"N2"},{"op":"remove","path":"/name/1"}]}`,
		`{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"X","given":[{}]}}]}`,
		`{"patches":[{"op":"add","path":"/extension/-","value":{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication"}}]}`,
		`{"patches":[{"op":"add","path":"/contact/-","value":{"relationship":[{"coding":[{"code":"C"}]}],"telecom":[]}}]}`,
		`{"patches":[{"op":"add","path":"/~1~0/-/-1","value":null}]}`, `{"patches":[{"op":"add","path":"/","value":1e999}]}`,
		`{"patches":[{"op":"replace","path":"/name/0","value":{"id":"N1","use":"usual","family":"\ud800"}}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		before := r.get("/Patient/" + r.number(i))
		w := r.send("PATCH", "/Patient/"+r.number(i), body, "If-Match", before.Header().Get("ETag"), "Content-Type", "application/json-patch+json")
		require.Less(t, w.Code, 500, body)
		require.True(t, json.Valid(w.Body.Bytes()))
		after := r.get("/Patient/" + r.number(i))
		if w.Code == 200 {
			require.Equal(t, w.Body.String(), after.Body.String())
			subject(t, r)
			return
		}
		require.Equal(t, before.Body.String(), after.Body.String())
	})
}

// FuzzCreate sends strangers' creations and cards.
func FuzzCreate(f *testing.F) {
	r := newRig(f, 5, true)
	f.Add(newborn)
	f.Add(strings.Replace(newborn, `["Zebedee"]`, `[]`, 1))
	f.Add(strings.Replace(ehic, "NUMBER", r.number(1), 1))
	f.Add(`{"name":[],"address":[],"gender":null,"birthDate":{}}`)
	root := r.realm.World
	f.Fuzz(func(t *testing.T, body string) {
		r.realm.World = root.Branch(worldTime) // each input meets the same world
		for _, path := range []string{"/Patient", "/Coverage"} {
			w := r.send("POST", path, body, "Content-Type", "application/json", "If-Match", `W/"1"`)
			require.Less(t, w.Code, 500, body)
			require.True(t, json.Valid(w.Body.Bytes()))
		}
	})
}

// FuzzTree holds the comparison of values to itself and to encoding/json.
func FuzzTree(f *testing.F) {
	f.Add([]byte(`{"a":[1,"x",null,true],"b":{}}`), []byte(`{"b":{},"a":[1,"x",null,true]}`))
	f.Add([]byte(`1.0`), []byte(`1`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		same, err := pds.SameTree(a, b)
		if err != nil {
			require.NotContains(t, err.Error(), "lopsided")
			return
		}
		require.True(t, json.Valid(a) && json.Valid(b))
		if self, err := pds.SameTree(a, a); err == nil {
			require.True(t, self)
		}
		_ = same
	})
}
