package dos_test

import (
	"net/http"
	"testing"

	"sandpiper/mocks/dos"
	"sandpiper/mocks/mockstest/published"
)

// TestEveryExample goes through every example of the specification. TestPublishedErrors holds our refusals to those of errors, to the letter.
func TestEveryExample(t *testing.T) {
	r := newRig(t, &dos.Service{})
	e := published.Examples{
		Samples: published.Samples(t, open(t).Doc, "dos-search"),
		Contradict: map[string]string{
			"GET /HealthcareService 200 application/fhir+json example": "the schema of a bundle's resources knows no HealthcareService",
			"GET /Organization 429 application/fhir+json example":      "the issue code throttled is not in the schema's list",
		},
		Ask: func(s *published.Sample) *http.Request {
			if s.Path == "/Organization" {
				return r.request(s.Path, organization("ABC123"))
			}
			return r.request(s.Path, services("ABC123"))
		},
		Status: map[string]int{ // tokens of the example were never issued
			"GET /Organization Authorization example": 401, "GET /HealthcareService Authorization example": 401,
		},
	}
	e.Run(t, r)
}
