package mocks

import (
	"encoding/json"
	"net/http"
)

// outcome is a FHIR OperationOutcome with one issue.
type outcome struct {
	ResourceType string         `json:"resourceType"`
	Issue        []outcomeIssue `json:"issue"`
}

type outcomeIssue struct {
	Severity    string          `json:"severity"`
	Code        string          `json:"code"`
	Details     *outcomeDetails `json:"details,omitempty"`
	Diagnostics string          `json:"diagnostics,omitempty"`
}

type outcomeDetails struct {
	Coding []outcomeCoding `json:"coding"`
}

type outcomeCoding struct {
	System  string `json:"system"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

// spineCodes is the code system of the platform's errors in FHIR APIs (research identity-demographics-registers.md §5.4).
const spineCodes = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode"

// Outcome answers a denial as an OperationOutcome in the platform's shape, which a FHIR service may use as its Deny.
// Codes and displays are those of PDS (research identity-demographics-registers.md §5.4; the table there names the stubs).
func Outcome(w http.ResponseWriter, _ *http.Request, d Denial) {
	issue, code, display := "processing", "UNKNOWN_ERROR", "Unknown Error"
	switch d.Status {
	case http.StatusUnauthorized:
		issue, code, display = "forbidden", "ACCESS_DENIED", "Access Denied - Unauthorised"
	case http.StatusForbidden:
		issue, code, display = "forbidden", "ACCESS_DENIED", "Access Denied - Insufficient permissions"
	case http.StatusTooManyRequests:
		issue, code, display = "value", "TOO_MANY_REQUESTS", "Too many requests"
	case http.StatusServiceUnavailable:
		issue, code, display = "timeout", "SERVICE_UNAVAILABLE", "Service unavailable"
	case http.StatusRequestTimeout:
		issue, code, display = "timeout", "UNABLE_TO_CALL_SERVICE", "Unable to call service"
	case http.StatusInternalServerError:
		issue = "unknown"
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		issue, code, display = "not-supported", "UNSUPPORTED_SERVICE", "Unsupported Service"
	case http.StatusRequestEntityTooLarge:
		issue, code, display = "too-long", "INVALID_VALUE", "Provided value is invalid"
	}
	body, err := json.Marshal(outcome{"OperationOutcome", []outcomeIssue{{
		Severity: "error", Code: issue, Diagnostics: d.Text,
		Details: &outcomeDetails{[]outcomeCoding{{spineCodes, "1", code, display}}},
	}}})
	if err != nil { // strings always marshal
		panic(err)
	}
	w.Header().Set("Content-Type", "application/fhir+json")
	w.WriteHeader(d.Status)
	_, _ = w.Write(body) // a caller who has gone is nobody's failure
}
