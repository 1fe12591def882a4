package fhir_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/fhir"
)

// A bundle is written as encoding/json writes it, member for member.
func TestBundleIsWrittenAsDeclared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.Just("http://h/<a>&\u2028é\\\"\x01"))
		b := fhir.Bundle{ResourceType: "Bundle", ID: words.Draw(t, "id"), Type: "searchset", Timestamp: words.Draw(t, "timestamp")}
		if rapid.Bool().Draw(t, "total") {
			n := rapid.IntRange(0, 9).Draw(t, "n")
			b.Total = &n
			b.Link = []fhir.BundleLink{{Relation: "self", URL: words.Draw(t, "url")}}
		}
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			e := fhir.BundleEntry{FullURL: words.Draw(t, "full")}
			if rapid.Bool().Draw(t, "resource") {
				e.Resource = json.RawMessage(`{"resourceType":"Basic","id":"<é>"}`)
			}
			if rapid.Bool().Draw(t, "search") {
				e.Search = &fhir.BundleSearch{Mode: words.Draw(t, "mode")}
				if rapid.Bool().Draw(t, "scored") {
					score := rapid.Float64Range(0, 1).Draw(t, "score")
					e.Search.Score = &score
				}
			}
			b.Entry = append(b.Entry, e)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		require.NoError(t, enc.Encode(b))
		require.Equal(t, want.String(), string(b.Resource().JSON)+"\n")
	})
}
