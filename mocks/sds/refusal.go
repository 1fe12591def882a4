package sds

import (
	"net/http"

	"sandpiper/mocks"
)

// outcome is a refusal. Its id is the correlation id.
type outcome struct {
	ResourceType string  `json:"resourceType"`
	ID           string  `json:"id"`
	Issue        []issue `json:"issue"`
}

type issue struct {
	Severity    string  `json:"severity"`
	Code        string  `json:"code"`
	Details     concept `json:"details"`
	Diagnostics string  `json:"diagnostics"`
}

const spineCodes = "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1"

// worded is how the service words each status (research identity-demographics-registers §7).
func worded(status int, text string) (code string, detail coding, diagnostics string) {
	internal := coding{spineCodes, "INTERNAL_SERVER_ERROR", "Unexpected internal server error"}
	switch status {
	case http.StatusBadRequest:
		return "required", coding{spineCodes, "BAD_REQUEST", "Bad request"}, text
	case http.StatusNotFound:
		return "not-found", coding{spineCodes, "NO_RECORD_FOUND", "No record found"}, "HTTP endpoint not found"
	case http.StatusMethodNotAllowed:
		return "not-supported", coding{spineCodes, "NOT_IMPLEMENTED", "Not implemented"}, "HTTP operation not supported"
	case http.StatusNotAcceptable:
		return "not-supported", coding{spineCodes, "MISSING_OR_INVALID_HEADER", "There is a required header missing or invalid"}, "Accept type not supported"
	case http.StatusBadGateway:
		return "exception", internal, "Invalid LDAP response received"
	case http.StatusGatewayTimeout:
		return "timeout", internal, "LDAP request timed out"
	case http.StatusInternalServerError:
		return "exception", internal, text
	}
	return "exception", coding{spineCodes, "BAD_REQUEST", "Bad request"}, text
}

// refuse answers with a status in the service's words.
func refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	correlation := w.Header().Get("X-Correlation-Id")
	if correlation == "" {
		correlation = correlate(w, r)
	}
	code, detail, diagnostics := worded(status, text)
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodGet)
	}
	if status == http.StatusBadRequest {
		mocks.Explain(w.Header(), text+" ("+r.URL.Path+")")
	}
	write(w, "application/fhir+json", status, "    ", outcome{"OperationOutcome", correlation, []issue{
		{"error", code, concept{[]coding{detail}}, diagnostics},
	}})
}

// Deny words refusals of the estate: what the gateway would refuse as the gateway does, what the service would in its own shape.
func (s *Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	switch d.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusInternalServerError:
		refuse(w, r, d.Status, d.Text)
	case http.StatusRequestTimeout: // what is behind the service did not answer in time; the status is the platform's
		refuse(w, r, d.Status, "LDAP request timed out")
	default:
		mocks.Gateway(w, r, d)
	}
}
