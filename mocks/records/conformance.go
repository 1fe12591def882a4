package records

import (
	"encoding/json"
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/synthetic/fhir"
)

// metadata is the CapabilityStatement. It is the one place besides the SMART configuration that needs no token.
func (s *Service) metadata(r *request) (*answer, error) {
	statement := fhir.Capability(fhir.Server{
		Title:    "Sandpiper local record server: made-up people only",
		Software: "sandpiper",
		Base:     r.base(),
		TokenURL: r.call.URL("/oauth2/token"),
		Date:     r.call.View.Population().Recipe().AsOf,
		Read:     []string{"read", "vread", "history-instance", "search-type"},
		Write:    []string{"create"},
	})
	return &answer{status: http.StatusOK, body: statement.Resource().JSON}, nil
}

// smartConfiguration is the discovery document of SMART App Launch 2.2 ("Using Well-Known"), with what Backend Services need of it.
type smartConfiguration struct {
	Issuer       string   `json:"issuer"`
	Token        string   `json:"token_endpoint"`
	Methods      []string `json:"token_endpoint_auth_methods_supported"`
	Algorithms   []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	Grants       []string `json:"grant_types_supported"`
	Scopes       []string `json:"scopes_supported"`
	Capabilities []string `json:"capabilities"`
}

func (s *Service) smart(r *request) (*answer, error) {
	body, err := json.Marshal(smartConfiguration{
		Issuer:       r.call.Base,
		Token:        r.call.URL("/oauth2/token"),
		Methods:      []string{"private_key_jwt"},
		Algorithms:   []string{"RS512"},
		Grants:       []string{"client_credentials"},
		Scopes:       s.scopes(),
		Capabilities: []string{"client-confidential-asymmetric", "permission-v1", "permission-v2"},
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: body, media: "application/json"}, nil
}

// Open reports whether a request needs no token: how to get one must be readable without one.
func (s *Service) Open(r *http.Request) bool {
	rest, ok := strings.CutPrefix(r.URL.Path, Base)
	return ok && (rest == "/metadata" || rest == "/.well-known/smart-configuration")
}

// Deny words what the estate refuses as an OperationOutcome. Where the caller must prove who they are it says so in WWW-Authenticate,
// as RFC 6750 §3 asks.
func (s *Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	code := "processing"
	switch d.Status {
	case http.StatusUnauthorized:
		code = "login"
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusForbidden:
		code = "forbidden"
	case http.StatusTooManyRequests:
		code = "throttled"
	case http.StatusServiceUnavailable, http.StatusRequestTimeout:
		code = "transient"
	case http.StatusInternalServerError:
		code = "exception"
	case http.StatusRequestEntityTooLarge:
		code = "too-long"
	case http.StatusNotFound:
		code = "not-found"
	}
	refuse(w, r, &trouble{d.Status, code, d.Text})
}
