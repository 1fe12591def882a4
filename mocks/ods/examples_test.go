package ods_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
)

// TestEveryExample goes through every example of the FHIR interface's specification, which has hardly a schema: what it has is held to, every parameter
// and body is sent, and TestPublishedShapes compares answers. The organisations of the examples are real ones, which are not here.
func TestEveryExample(t *testing.T) {
	spec := published.Open(t, odt, fhirRoot)
	r := newRig(t)
	text := "the example is a value where its schema has a text, or a text where it has a flag"
	e := published.Examples{
		Samples: published.Samples(t, spec.Doc, "ods-fhir"),
		Contradict: map[string]string{
			"GET /Organization _offset example": text, "GET /Organization active example": text, "GET /OrganizationAffiliation active example": text,
		},
		Ask: func(s *published.Sample) *http.Request {
			path := s.Path
			if s.Parameter != nil && s.Parameter.In == "path" {
				path = strings.Replace(path, "{id}", s.Texts()[0], 1)
			}
			if s.Kind == published.OfRequest {
				raw, err := json.Marshal(s.Value)
				require.NoError(t, err)
				return expandRequest(fhirRoot+path, string(raw))
			}
			return request(fhirRoot + path)
		},
		Status: map[string]int{"GET /Organization/{id} id example": 404},
	}
	e.Run(t, r)
	for i := range e.Samples {
		if s := &e.Samples[i]; strings.Contains(s.Media, "xml") {
			markup, ok := s.Value.(string)
			require.True(t, ok, s.At)
			wellFormed(t, markup)
		}
	}
	for _, file := range published.Files(t, "ods-ord", "") {
		// ORD has one published answer: what we read of it, written again, is the same.
		raw := published.File(t, file)
		again, err := ods.RoundTrip(raw)
		require.NoError(t, err)
		assert.JSONEq(t, string(raw), string(again), file)
	}
}
