package sds_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/sds"
)

const folder = "spine-directory-service/"

// TestPublishedSchemas holds every kind of answer to the schemas of the specification.
func TestPublishedSchemas(t *testing.T) {
	spec := published.Open(t, folder+"specification/spine-directory-service.yaml", sds.Base)
	r := newRig(t, &sds.Service{})
	for _, k := range []ods.Kind{ods.Practice, ods.Pharmacy, ods.Trust, ods.Spine, ods.Urgent} {
		code := r.register.Of(k)[0].Code
		for _, urn := range sds.Interactions(k) {
			for _, resource := range []string{"Device", "Endpoint"} {
				w := spec.Exchange(t, r, request(resource, "organization", odsID+code, "identifier", serviceID+urn))
				require.Equal(t, 200, w.Code)
			}
		}
	}
	spec.Exchange(t, r, request("Device", "organization", odsID+"NOWHERE", "identifier", serviceID+"x"))
}

// TestPublishedRequests sends the requests that the published examples were answers to: their links, and the examples of the parameters.
func TestPublishedRequests(t *testing.T) {
	spec := published.Open(t, folder+"specification/spine-directory-service.yaml", sds.Base)
	r := newRig(t, &sds.Service{})
	for _, path := range []string{"/Device", "/Endpoint"} {
		for _, p := range spec.Doc.Paths.Find(path).Get.Parameters {
			for name, e := range p.Value.Examples {
				values, ok := e.Value.Value.([]any)
				require.True(t, ok, name)
				ask := []string{"organization", odsID + "YES"}
				for _, v := range values {
					ask = append(ask, "identifier", v.(string))
				}
				assert.Equal(t, 200, spec.Exchange(t, r, request(path[1:], ask...)).Code)
			}
		}
	}
	for _, name := range []string{"DeviceBundle.json", "EndpointBundle.json"} {
		example := published.Decode(t, published.File(t, folder+"specification/components/examples/"+name)).(map[string]any)
		self, err := url.Parse(example["link"].([]any)[0].(map[string]any)["url"].(string))
		require.NoError(t, err)
		req := request(strings.TrimSuffix(name, "Bundle.json"))
		req.URL.RawQuery = self.RawQuery
		want := 200
		if name == "EndpointBundle.json" {
			want = 400 // the example itself misspells nhsMhsPartyKey with two e, which the service refuses
		}
		assert.Equal(t, want, r.send(req).Code, name)
	}
}

// TestPublishedShapes holds the members of our resources to those of the published examples.
func TestPublishedShapes(t *testing.T) {
	r := newRig(t, &sds.Service{})
	for _, row := range []struct {
		examples []string
		ask      []string
	}{
		{[]string{"examples/single_device.json", "examples/multiple_devices.json"}, []string{"Device", "organization", odsID + "ZX0000", "identifier", serviceID + metadata}},
		{[]string{"examples/single_endpoint.json", "examples/multiple_endpoints.json", "examples/endpoint_forward_reliable.json"},
			[]string{"Endpoint", "organization", odsID + "ZX0000", "identifier", serviceID + "urn:nhs:names:services:gp2gp:COPC_IN000001UK01"}},
	} {
		theirs := map[string]bool{}
		for _, name := range row.examples {
			for path := range published.Members(published.Decode(t, published.File(t, folder+name))) {
				theirs[path] = true
			}
		}
		ours := published.Members(published.Decode(t, r.send(request(row.ask[0], row.ask[1:]...)).Body.Bytes()))
		for path := range ours {
			assert.True(t, theirs[path], "our %s is in no published example", path)
		}
		for path := range theirs {
			assert.True(t, ours[path], "we lack %s of the published examples", path)
		}
	}
}

func FuzzQuery(f *testing.F) {
	r := newRig(f, &sds.Service{})
	f.Add("organization="+odsID+"ZX0412&identifier="+serviceID+metadata, "application/fhir+json")
	f.Add("identifier="+partyKeyID+"-&identifier="+serviceID+"|", "*/*")
	f.Add("%zz=1&&=", "")
	f.Fuzz(func(t *testing.T, query, accept string) {
		for _, resource := range []string{"Device", "Endpoint"} {
			req := request(resource)
			req.URL.RawQuery = query
			req.Header.Set("Accept", accept)
			w := r.send(req)
			require.Less(t, w.Code, 500)
			published.Decode(t, w.Body.Bytes())
		}
	})
}
