package servicesearch_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/servicesearch"
)

// TestEveryExample goes through every example of the specification and every file of examples beside it. The schemas of answers are mended first,
// as amended says, since most examples contradict them.
func TestEveryExample(t *testing.T) {
	spec := amended(t)
	r := newRig(t, &servicesearch.Service{})
	bare := "the example is the list alone"
	e := published.Examples{
		Samples: published.Samples(t, spec.Doc, "service-search"),
		Contradict: map[string]string{
			"GET / 200 application/json NotFound example": bare, "GET / 200 application/json Organisations example": bare,
			"GET / 200 application/json SingleItem example": bare, "POST / 404 application/json OrganisationNotFound example": bare,
		},
		Ask: func(s *published.Sample) *http.Request {
			body, _ := s.Value.(map[string]any)
			if v, wrong := body[`orderby"`]; wrong { // a slip of the file
				body["orderby"] = v
				delete(body, `orderby"`)
			}
			raw, err := json.Marshal(body)
			require.NoError(t, err)
			return post(string(raw))
		},
	}
	e.Run(t, r)
	organisation := spec.Doc.Components.Schemas["Organisation"].Value
	e.Loose(t, published.Files(t, "service-search", "/examples/"), func(file string, value any) bool {
		body, ok := value.(map[string]any)
		if !ok {
			return false
		}
		list, isAnswer := body["value"].([]any)
		for _, one := range list {
			assert.NoError(t, organisation.VisitJSON(one), file)
		}
		switch {
		case isAnswer:
			return true
		case body["statusCode"] != nil: // bad-api-version-resource-not-found.json
			two := get()
			two.URL.RawQuery = "api-version=2"
			raw, err := json.Marshal(body)
			return assert.NoError(t, err) && assert.JSONEq(t, string(raw), r.send(two).Body.String())
		case body["search"] != nil: // a request
			raw, err := json.Marshal(body)
			return assert.NoError(t, err) && assert.Equal(t, http.StatusOK, r.send(post(string(raw))).Code, file)
		}
		return body["resourceType"] == "OperationOutcome" // 400-send.json: of another standard, which this service is never seen to give
	})
}
