package records

import (
	"net/http"

	"sandpiper/synthetic/fhir"
)

// trouble is an answer that is not what was asked for: a status and the one issue of its OperationOutcome. The wording is this
// server's own; codes are FHIR's (R4, IssueType).
type trouble struct {
	status      int
	code        string
	diagnostics string
}

// Error gives the trouble in one line.
func (t *trouble) Error() string { return t.code + ": " + t.diagnostics }

func (t *trouble) resource() fhir.Resource {
	return fhir.NewOutcome(t.code, t.diagnostics, fhir.Coding{}).Resource()
}

func unknownType(resourceType string) *trouble {
	return &trouble{http.StatusNotFound, "not-supported", "This server does not hold resources of type '" + resourceType + "'"}
}

func unknownResource(resourceType, id string) *trouble {
	return &trouble{http.StatusNotFound, "not-found", "Resource " + resourceType + "/" + id + " is not known"}
}

func unknownVersion(resourceType, id, version string) *trouble {
	return &trouble{http.StatusNotFound, "not-found", "Version '" + version + "' of resource " + resourceType + "/" + id + " is not known"}
}

func gone(resourceType, id string) *trouble {
	return &trouble{http.StatusGone, "deleted", "Resource " + resourceType + "/" + id + " was deleted"}
}

func unknownPath(path string) *trouble {
	return &trouble{http.StatusNotFound, "not-found", "There is nothing at " + path}
}

func wrongMethod(method, path string) *trouble {
	return &trouble{http.StatusMethodNotAllowed, "not-supported", "Method " + method + " is not allowed on " + path}
}

func notAcceptable() *trouble {
	return &trouble{http.StatusNotAcceptable, "not-supported", "This server answers in JSON only: ask for application/fhir+json"}
}

func wrongMedia(media string) *trouble {
	return &trouble{http.StatusUnsupportedMediaType, "not-supported", "Content type '" + media + "' is not taken here: send application/fhir+json"}
}

func tooLarge() *trouble {
	return &trouble{http.StatusRequestEntityTooLarge, "too-long", "The body is larger than this server takes"}
}

func invalid(diagnostics string) *trouble {
	return &trouble{http.StatusBadRequest, "invalid", diagnostics}
}

func unprocessable(diagnostics string) *trouble {
	return &trouble{http.StatusUnprocessableEntity, "processing", diagnostics}
}

func tooCostly(diagnostics string) *trouble {
	return &trouble{http.StatusForbidden, "too-costly", diagnostics}
}

func forbidden(scope string) *trouble {
	return &trouble{http.StatusForbidden, "forbidden", "The token does not hold the scope " + scope}
}

func severalMatches(resourceType string) *trouble {
	return &trouble{http.StatusPreconditionFailed, "multiple-matches", "More than one " + resourceType + " matches If-None-Exist"}
}
