package pds

import (
	"strings"

	"sandpiper/synthetic/near"
)

// why says to a developer what the service's own words leave out; empty where those say enough. It goes into a header of the mock's.
func (o Outcome) why() string {
	switch o.Code {
	case "INVALID_RESOURCE_ID":
		return "the id in the path must be an NHS number: ten digits without spaces, the last of which is its check digit"
	case "UNSUPPORTED_SERVICE":
		return "there is GET and PATCH " + Base + "/Patient/{id}, POST " + Base + "/Patient, GET .../Patient/{id}/RelatedPerson, GET and POST " + Base +
			"/Coverage; a search needs parameters; an update needs Content-Type: application/json-patch+json"
	case "MISSING_VALUE":
		if strings.Contains(o.Diagnostics, "X-Request-ID") {
			return "every call needs the header X-Request-ID with a UUID of its own, such as " + exampleUUID
		}
		if !strings.Contains(o.Diagnostics, "birth_date") {
			return ""
		}
		return "every search needs birthdate, such as birthdate=eq1980-02-29, or a range with ge and le"
	case "INVALID_VALUE":
		return whyValue(o.Diagnostics)
	case "ADDITIONAL_PROPERTIES":
		return whyAdditional(o.Diagnostics)
	case "INVALID_METHOD":
		return "an application by itself may only read: an update or a new patient wants the token of somebody who has signed in at " + signingIn
	case "ACCESS_DENIED":
		return whyDenied(o.Diagnostics)
	case "INVALID_SEARCH_DATA":
		if o == fuzzyTooLittle() {
			return "a fuzzy search needs birthdate and two of: family, given, gender with address-postalcode; without wildcards"
		}
		return "a search needs family and birthdate, at least two characters before a wildcard, and one of address-postalcode and address-postcode"
	case "PRECONDITION_FAILED":
		return "send If-Match with the ETag of the patient as you have read them, such as W/\"2\""
	case "RESOURCE_VERSION_MISMATCH":
		return "somebody has written since: read the patient again, and repeat the change on what you find with the new ETag in If-Match"
	case "RESOURCE_NOT_FOUND":
		return "nobody has that NHS number in this population: the start page of 'sandpiper serve' has people to try, and --compat loads the sandboxes' patients"
	case "INVALID_UPDATE":
		return whyUpdate(o.Diagnostics)
	case "FORBIDDEN_UPDATE":
		return whyForbidden(o.Diagnostics)
	case "INVALIDATED_RESOURCE":
		return "the record was made in error and merged into none: the number must not be used any more"
	case "TOO_MANY_MATCHES":
		return "an application by itself is given one match at most, a healthcare worker fifty: ask for more details of the person"
	}
	return ""
}

// whyValue says what the field or header that the diagnostics name should hold.
func whyValue(diagnostics string) string {
	_, field, _ := strings.Cut(diagnostics, "' in ")
	switch {
	case strings.Contains(field, "X-Request-ID"):
		return "X-Request-ID must be a UUID in its usual form, such as " + exampleUUID
	case strings.Contains(field, "-date"), strings.Contains(field, "birthdate"):
		return "a date is YYYY-MM-DD, with eq, ge or le before it"
	case strings.Contains(field, "gender"):
		return "gender is male, female, other or unknown"
	case strings.Contains(field, "_max-results"):
		return "_max-results is a whole number from 1 to 50, and 1 for an application by itself"
	case strings.Contains(field, "family"), strings.Contains(field, "given"):
		return "a name has 35 characters at most"
	case strings.Contains(field, "'_"):
		return "the value is true or false"
	}
	switch {
	case strings.HasSuffix(field, "/op'"):
		return "the operations of an update are add, replace, remove and test"
	case strings.HasSuffix(field, "/path'"):
		return "a path begins with a slash and a field of the patient, such as /telecom/0"
	case strings.HasPrefix(diagnostics, "Your app has insufficient permissions"):
		return "an application by itself is given one match at most: leave _max-results out or ask for 1"
	}
	return ""
}

// exampleUUID shows how a request id is written.
const exampleUUID = "60e0b220-8136-4ca5-ae46-1d97ef59d068"

// signingIn is where people sign in through the platform.
const signingIn = "/oauth2/authorize"

// whyAdditional names the parameter that was probably meant by the first that is not known.
func whyAdditional(diagnostics string) string {
	_, name, _ := strings.Cut(diagnostics, "('")
	name, _, _ = strings.Cut(name, "'")
	if meant := near.Word(name, parameters()); meant != "" {
		return "there is no parameter " + name + "; did you mean " + meant + "?"
	}
	return "the parameters are " + strings.Join(parameters(), ", ")
}

// whyDenied says whose token would have opened the way.
func whyDenied(diagnostics string) string {
	switch {
	case strings.HasPrefix(diagnostics, "Your app has insufficient permissions"):
		return "an application by itself may not do this: it wants the token of somebody who has signed in at " + signingIn
	case strings.HasPrefix(diagnostics, "Your access token has insufficient permissions"):
		return "a citizen's token opens that citizen's own record and nobody else's, and no search"
	}
	return ""
}

// whyUpdate says how an update is written, or what its sender may change.
func whyUpdate(diagnostics string) string {
	switch {
	case strings.HasSuffix(diagnostics, "No patches found"):
		return `the body is {"patches": [...]}, a list of operations such as {"op": "replace", "path": "/gender", "value": "female"}`
	case strings.Contains(diagnostics, "does not have permission"):
		return "a citizen changes address and contact, a telecom that is a mobile or an e-mail, and the extensions of communication, pharmacies and place of birth, each as " +
			"a whole object: nothing else"
	}
	return ""
}

// whyForbidden says what an update may not touch.
func whyForbidden(diagnostics string) string {
	switch {
	case strings.Contains(diagnostics, "superseded"):
		return "the number is an old one: GET gives the record that replaced it, whose id is the number to update"
	case strings.Contains(diagnostics, "restricted"):
		return "records with restricted access are changed by the National Back Office alone"
	}
	return ""
}
