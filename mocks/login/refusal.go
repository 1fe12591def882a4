package login

import (
	"net/http"
	"strings"
)

// Refusal is one of the identity service's documented errors: what it answers instead of a token.
type Refusal struct {
	Status      int    // HTTP status
	Code        string // "error" of RFC 6749 §5.2, with the platform's own additions
	Description string // "error_description"
	Why         string // for the developer, not the platform's: sent as X-Sandpiper-Why; may be empty
}

// because adds the reason that the platform would not give.
func (r *Refusal) because(why string) *Refusal {
	r.Why = why
	return r
}

// Error gives the refusal in one line, so that it can be wrapped and logged.
func (r *Refusal) Error() string { return r.Code + ": " + r.Description }

const (
	bearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	idTokenType     = "urn:ietf:params:oauth:token-type:id_token"
	exchangeGrant   = "urn:ietf:params:oauth:grant-type:token-exchange"
)

func bad(code, description string) *Refusal {
	return &Refusal{Status: http.StatusBadRequest, Code: code, Description: description}
}

func unauthorised(code, description string) *Refusal {
	return &Refusal{Status: http.StatusUnauthorized, Code: code, Description: description}
}

// inAssertion words a refusal about a part of the assertion: "Missing 'kid' header in client_assertion JWT".
func inAssertion(before, part, after string) string {
	return before + " '" + part + "' " + kindOf(part) + " in client_assertion JWT" + after
}

// kindOf says whether a part of a JWT is a header or a claim.
func kindOf(part string) string {
	if strings.Contains("kid typ alg", part) {
		return "header"
	}
	return "claim"
}

// The refusals that do not depend on what was sent. The order is the order in which the checks run.
func wrongContentType() *Refusal {
	return &Refusal{Status: http.StatusUnsupportedMediaType, Code: "invalid_request", Description: "Content-Type header must be application/x-www-form-urlencoded"}
}
func missingGrant() *Refusal     { return bad("invalid_request", "grant_type is missing") }
func unsupportedGrant() *Refusal { return bad("unsupported_grant_type", "grant_type is invalid") }
func invalidGrant() *Refusal     { return bad("invalid_request", "grant_type is invalid") }
func wrongAssertionType() *Refusal {
	return bad("invalid_request", "Missing or invalid client_assertion_type - must be '"+bearerAssertion+"'")
}
func missingAssertion() *Refusal { return bad("invalid_request", "Missing client_assertion") }
func malformedAssertion() *Refusal {
	return bad("invalid_request", "Malformed JWT in client_assertion")
}
func wrongAlg() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "alg", " - unsupported JWT algorithm - must be 'RS512'"))
}
func expired() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "exp", " - JWT has expired"))
}
func missingKid() *Refusal { return bad("invalid_request", inAssertion("Missing", "kid", "")) }
func wrongTyp() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "typ", " - must be 'JWT'"))
}
func missingExp() *Refusal { return bad("invalid_request", inAssertion("Missing", "exp", "")) }
func oddExp() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "exp", " - must be an integer"))
}
func differingIssuer() *Refusal {
	return bad("invalid_request", "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT")
}
func missingJTI() *Refusal { return bad("invalid_request", inAssertion("Missing", "jti", "")) }
func oddJTI() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "jti", " - must be a unique string value such as a GUID"))
}
func replayedJTI() *Refusal { return bad("invalid_request", inAssertion("Non-unique", "jti", "")) }
func distantExp() *Refusal {
	return bad("invalid_request", inAssertion("Invalid", "exp", " - more than 5 minutes in future"))
}
func unknownIssuer() *Refusal {
	return unauthorised("invalid_request", "Invalid 'iss'/'sub' claims in client_assertion JWT")
}
func noPublicKey() *Refusal {
	return &Refusal{Status: http.StatusForbidden, Code: "public_key error",
		Description: "You need to register a public key to use this authentication method - please contact support to configure"}
}
func unknownKid() *Refusal {
	return unauthorised("invalid_request", inAssertion("Invalid", "kid", " - no matching public key"))
}
func wrongSignature() *Refusal {
	return unauthorised("public_key error", "JWT signature verification failed")
}
func wrongAudience() *Refusal {
	return unauthorised("invalid_request", inAssertion("Missing or invalid", "aud", ""))
}
func noScope() *Refusal {
	return unauthorised("unauthorized_client",
		"you have tried to request authorization but your application is not configured to use this authorization grant type")
}
func missingClient() *Refusal { return unauthorised("invalid_request", "client_id is missing") }
func wrongClient() *Refusal {
	return unauthorised("invalid_client", "client_id or client_secret is invalid")
}
func missingSecret() *Refusal { return unauthorised("invalid_request", "client_secret is missing") }
func wrongSubjectType() *Refusal {
	return bad("invalid_request", "missing or invalid subject_token_type - must be '"+idTokenType+"'")
}
func missingSubject() *Refusal { return bad("invalid_request", "Missing subject_token") }
func notFound() *Refusal {
	return &Refusal{Status: http.StatusNotFound, Code: "invalid_request", Description: "Not Found"}
}
func wrongStatusKey() *Refusal {
	return unauthorised("Access Denied", "Invalid api key for _status monitoring endpoint")
}
