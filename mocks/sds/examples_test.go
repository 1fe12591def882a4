package sds_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/sds"
)

// TestEveryExample goes through every example of the specification and every file of examples beside it.
func TestEveryExample(t *testing.T) {
	spec := published.Open(t, folder+"specification/spine-directory-service.yaml", sds.Base)
	e := published.Examples{
		Samples: published.Samples(t, spec.Doc, "spine-directory-service"),
		Ask: func(s *published.Sample) *http.Request {
			return request(strings.TrimPrefix(s.Path, "/"), "organization", odsID+"YES", "identifier", serviceID+metadata)
		},
	}
	e.Run(t, newRig(t, &sds.Service{}))
	bundles := spec.Doc.Paths
	e.Loose(t, published.Files(t, "spine-directory-service", "/examples/"), func(file string, value any) bool {
		path := "/Device"
		if strings.Contains(strings.ToLower(file), "endpoint") {
			path = "/Endpoint"
		}
		schema := bundles.Find(path).Get.Responses.Value("200").Value.Content["application/fhir+json"].Schema.Value
		resource := schema.Properties["entry"].Value.Items.Value.Properties["resource"].Value
		switch v := value.(type) {
		case map[string]any:
			if v["resourceType"] != "Bundle" {
				schema = resource
			}
			return assert.NoError(t, schema.VisitJSON(v), file)
		case []any: // a list of resources
			for _, one := range v {
				assert.NoError(t, resource.VisitJSON(one), file)
			}
			return len(v) > 0
		}
		return false
	})
}
