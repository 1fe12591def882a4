package fhir

import (
	"fmt"
	"strings"
)

// SearchError says why a search was refused. Code is a FHIR issue type: not-supported or value.
type SearchError struct {
	Type    string   // resource type searched
	Param   string   // as the client gave it
	Code    string   // issue type for an OperationOutcome
	Reason  string   // what is wrong
	Nearest string   // the known parameter most like an unknown one
	Known   []string // every parameter of the type, when an unknown one was given
}

// Error is one sentence that a developer can act on.
func (e *SearchError) Error() string {
	s := fmt.Sprintf("search %s by %q: %s", e.Type, e.Param, e.Reason)
	if e.Nearest != "" {
		s += fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	if e.Known != nil {
		s += "; the parameters of " + e.Type + " are " + strings.Join(e.Known, ", ")
	}
	return s
}
