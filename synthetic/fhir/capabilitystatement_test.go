package fhir_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/fhir"
)

func capability() fhir.CapabilityStatement {
	return fhir.Capability(fhir.Server{Title: "Rehearsal record server", Software: "Sandpiper", Version: "1", Base: "http://localhost:8080/records/FHIR/R4",
		TokenURL: "http://localhost:8080/oauth2/token", Date: day(2026, 4, 1), Read: []string{"read", "search-type"}, Write: []string{"create", "update", "delete"}})
}

// What the statement promises, ParseSearch keeps.
func TestCapabilityAndSearchAgree(t *testing.T) {
	c := capability()
	require.Len(t, c.Rest, 1)
	var types []string
	for _, r := range c.Rest[0].Resource {
		types = append(types, r.Type)
		for _, p := range r.SearchParam {
			value := map[string]string{"token": "a|b", "date": "ge2026-01", "string": "x", "reference": "x"}[p.Type]
			_, err := fhir.ParseSearch(r.Type, url.Values{p.Name: {value}})
			assert.NoError(t, err, "%s by %s", r.Type, p.Name)
		}
		writable := len(r.Interaction) == 5
		_, kept := fhir.KindOf(r.Type)
		assert.Equal(t, kept, writable, r.Type)
	}
	assert.Equal(t, fhir.ServedTypes(), types)
	golden(t, "CapabilityStatement", c.Resource())
}
