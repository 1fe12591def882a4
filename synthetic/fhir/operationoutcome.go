package fhir

// OperationOutcome says what went wrong, or right (FHIR R4, OperationOutcome).
type OperationOutcome struct {
	ResourceType string  `json:"resourceType"`
	Meta         *Meta   `json:"meta,omitempty"`
	Issue        []Issue `json:"issue"`
}

// Issue is one thing of note. Severity is fatal, error, warning or information; Code is of FHIR's issue-type list.
type Issue struct {
	Severity    string           `json:"severity"`
	Code        string           `json:"code"`
	Details     *CodeableConcept `json:"details,omitempty"`
	Diagnostics string           `json:"diagnostics,omitempty"`
	Expression  []string         `json:"expression,omitempty"`
}

// NewOutcome is an OperationOutcome of one error. The coding goes into details and may be zero: national services
// differ in its system (each names its own), so there is no default.
func NewOutcome(code, diagnostics string, coding Coding) OperationOutcome {
	issue := Issue{Severity: "error", Code: code, Diagnostics: diagnostics}
	if coding != (Coding{}) {
		issue.Details = &CodeableConcept{Coding: []Coding{coding}}
	}
	return OperationOutcome{ResourceType: "OperationOutcome", Issue: []Issue{issue}}
}

// Resource is the outcome as JSON.
func (o OperationOutcome) Resource() Resource { return mustResource("OperationOutcome", "", o) }
