package pds

import "net/http"

// spine is the code system of every error of this service. Other NHS APIs use other URIs for the same codes, so this one stays here.
const spine = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode"

// Outcome is one documented error: an HTTP status and the one issue of its OperationOutcome
// (personal-demographics.yaml and karate-tests stubs/errorResponses).
type Outcome struct {
	Status      int    // HTTP status; TOO_MANY_MATCHES is a 200
	Code        string // the Spine code
	Severity    string
	Issue       string // the FHIR issue code
	Display     string
	Diagnostics string // left out of the body when empty
}

// Body is the OperationOutcome as the service writes it.
func (o Outcome) Body() any {
	return operationOutcome{"OperationOutcome", []issue{{
		Severity:    o.Severity,
		Code:        o.Issue,
		Details:     details{[]coding{{spine, "1", o.Code, o.Display}}},
		Diagnostics: o.Diagnostics,
	}}}
}

type operationOutcome struct {
	ResourceType string  `json:"resourceType"`
	Issue        []issue `json:"issue"`
}

type issue struct {
	Severity    string  `json:"severity"`
	Code        string  `json:"code"`
	Details     details `json:"details"`
	Diagnostics string  `json:"diagnostics,omitempty"`
}

type details struct {
	Coding []coding `json:"coding"`
}

type coding struct {
	System  string `json:"system"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

func invalidResourceID() Outcome {
	return Outcome{http.StatusBadRequest, "INVALID_RESOURCE_ID", "error", "value", "Resource Id is invalid", ""}
}

func unsupportedService() Outcome {
	return Outcome{http.StatusBadRequest, "UNSUPPORTED_SERVICE", "error", "processing", "Unsupported Service", ""}
}

func unsupportedRequest(path string) Outcome {
	return Outcome{http.StatusBadRequest, "UNSUPPORTED_REQUEST", "error", "value",
		"The request is not one that is supported.", "Unsupported path - '" + path + "'"}
}

func missingValue(diagnostics string) Outcome {
	return Outcome{http.StatusBadRequest, "MISSING_VALUE", "error", "required", "Required value is missing", diagnostics}
}

func missingRequestID() Outcome {
	return missingValue("Invalid request with error - X-Request-ID header must be supplied to access this resource")
}

func missingBirthdate() Outcome {
	return missingValue("Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'")
}

func invalidValue(diagnostics string) Outcome {
	return Outcome{http.StatusBadRequest, "INVALID_VALUE", "error", "value", "Provided value is invalid", diagnostics}
}

func invalidHeader(value, header string) Outcome {
	return invalidValue("Invalid value - '" + value + "' in header '" + header + "'")
}

func invalidField(value, field string) Outcome {
	return invalidValue("Invalid value - '" + value + "' in field '" + field + "'")
}

func additionalProperties(names []string) Outcome {
	text, verb := "", "was"
	for i, name := range names {
		if i > 0 {
			text, verb = text+", ", "were"
		}
		text += "'" + name + "'"
	}
	return Outcome{http.StatusBadRequest, "ADDITIONAL_PROPERTIES", "error", "invariant", "Additional properties should not be included",
		"Invalid request with error - Additional properties are not allowed (" + text + " " + verb + " unexpected)"}
}

func invalidSearch(why string) Outcome {
	return Outcome{http.StatusBadRequest, "INVALID_SEARCH_DATA", "error", "value", "Search data is invalid",
		"Invalid search data provided - '" + why + "'"}
}

func tooLittle() Outcome {
	return invalidSearch("No searches were performed as the search criteria did not meet the minimum requirements")
}

func fuzzyTooLittle() Outcome {
	return invalidSearch("A fuzzy search was requested however the data given did not meet the fuzzy search criteria")
}

func forbiddenMethod(verb string, mode Mode) Outcome {
	return Outcome{http.StatusForbidden, "INVALID_METHOD", "error", "forbidden",
		"Cannot " + verb + " resource with " + string(mode) + " access token",
		"Your app has insufficient permissions to use this method. Please contact support."}
}

func forbiddenOperation(verb string, mode Mode) Outcome {
	return Outcome{http.StatusForbidden, "ACCESS_DENIED", "error", "forbidden",
		"Cannot " + verb + " resource with " + string(mode) + " access token",
		"Your app has insufficient permissions to use this operation. Please contact support."}
}

func onlyOneResult(mode Mode) Outcome {
	return Outcome{http.StatusForbidden, "INVALID_VALUE", "error", "token",
		"Cannot retrieve more than one result with " + string(mode) + " access token",
		"Your app has insufficient permissions to perform this search. Please contact support."}
}

func notFound() Outcome {
	return Outcome{http.StatusNotFound, "RESOURCE_NOT_FOUND", "information", "not-found", "Resource not found", ""}
}

func tooManyMatches() Outcome {
	return Outcome{http.StatusOK, "TOO_MANY_MATCHES", "information", "multiple-matches", "Too Many Matches", ""}
}

func missingField(field string) Outcome { return missingValue("Missing value - '" + field + "'") }

func tooFew(value, field string) Outcome {
	return Outcome{http.StatusBadRequest, "TOO_FEW_VALUES_SUBMITTED", "error", "value", "Too few values submitted",
		"Too few values submitted - " + value + " in field '" + field + "'"}
}

func tooMany(value, field string) Outcome {
	return Outcome{http.StatusBadRequest, "TOO_MANY_VALUES_SUBMITTED", "error", "value", "Too many values submitted",
		"Too many values submitted - " + value + " in field '" + field + "'"}
}

func invalidUpdate(why string) Outcome {
	return Outcome{http.StatusBadRequest, "INVALID_UPDATE", "error", "structure", "Update is invalid", "Invalid update with error - " + why}
}

// unchanged refuses a patch after which everybody is as they were. No specification has it; a product that updates live records knows it by these words
// (nhsconnect/prm-repo-pds-adaptor PdsFhirPatchRejectionInterpreter.java, and the whole answer in its tests).
func unchanged() Outcome {
	return invalidUpdate("Invalid patch - Provided patch made no changes to the resource")
}

func forbiddenUpdate(why string) Outcome {
	return Outcome{http.StatusForbidden, "FORBIDDEN_UPDATE", "information", "forbidden", "Update is forbidden", "Forbidden update with error - " + why}
}

func unsupportedValue(value, field string) Outcome {
	return Outcome{http.StatusBadRequest, "UNSUPPORTED_VALUE", "error", "value", "Unsupported value",
		"Unsupported value - '" + value + "' in field '" + field + "'"}
}

func unsupportedCharacters(value, field string) Outcome {
	return Outcome{http.StatusBadRequest, "UNSUPPORTED_CHARACTERS_IN_FIELD", "error", "value", "Unsupported characters in field",
		"Unsupported characters - '" + value + "' in field '" + field + "'"}
}

func invalidCreate(why string) Outcome {
	return Outcome{http.StatusBadRequest, "INVALID_CREATE", "error", "value", "Patient create data is invalid",
		"Invalid patient create data provided - '" + why + "'"}
}

func patientMayNot() Outcome {
	return Outcome{http.StatusForbidden, "ACCESS_DENIED", "error", "forbidden", "Patient cannot perform this action",
		"Your access token has insufficient permissions. See documentation regarding Patient access restrictions " + catalogue}
}

func badRole(urid string) Outcome {
	o := invalidHeader(urid, "NHSD-Session-URID")
	o.Diagnostics += ". Refer to the guidance for this header in our API Specification " + catalogue
	return o
}

// missingRole is worded by the gateway, whose issue code is value.
func missingRole() Outcome {
	o := missingValue("Missing value in header 'NHSD-Session-URID'")
	o.Issue = "value"
	return o
}

// missingASID is worded by the gateway too.
func missingASID() Outcome {
	o := missingValue("No ASID is associated with your app. Please contact support.")
	o.Issue = "value"
	return o
}

// invalidBody is what the specification calls the default error; its words are not published.
func invalidBody(why string) Outcome {
	return Outcome{http.StatusBadRequest, "VALIDATION_ERROR", "error", "value", "Validation error", "Validation error - " + why}
}

// catalogue is the page that the service's words refer to.
const catalogue = "https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir"

func invalidated() Outcome {
	return Outcome{http.StatusNotFound, "INVALIDATED_RESOURCE", "error", "processing",
		"Resource that has been marked as invalid was requested - invalid resources cannot be retrieved", ""}
}

func versionMismatch() Outcome {
	return Outcome{http.StatusConflict, "RESOURCE_VERSION_MISMATCH", "error", "conflict", "Resource version supplied does not match actual version", ""}
}

func preconditionFailed() Outcome {
	return Outcome{http.StatusPreconditionFailed, "PRECONDITION_FAILED", "error", "structure", "Required condition was not fulfilled",
		"Invalid request with error - If-Match header must be supplied to update this resource"}
}

func unavailable() Outcome {
	return Outcome{http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "error", "timeout", "Service unavailable",
		"The downstream domain processing has not completed within the configured timeout period. Using the same 'X-Request-ID' header, " +
			"retry your request after the time specified by the 'Retry-After' response header."}
}

func tooManyCreates() Outcome {
	return Outcome{http.StatusTooManyRequests, "TOO_MANY_REQUESTS", "error", "value", "Too many requests",
		"There have been too many Create Patient requests. Please try again later."}
}

func singleMatch(number string) Outcome {
	return Outcome{http.StatusOK, "SINGLE_MATCH", "error", "value", "Single match found",
		"Unable to create new patient. NHS number " + number + " found for supplied demographic data."}
}

func multipleMatches() Outcome {
	return Outcome{http.StatusOK, "MULTIPLE_MATCHES", "error", "value", "Multiple matches found",
		"Unable to create new patient. Multiple matches found for supplied demographic data."}
}
