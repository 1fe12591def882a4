package login

import (
	"net/http"
	"strings"

	"sandpiper/mocks/login/oidc"
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
	idTokenType     = "urn:ietf:params:oauth:token-type:id_token"
	accessTokenType = "urn:ietf:params:oauth:token-type:access_token"
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
	return bad("invalid_request", "Missing or invalid client_assertion_type - must be '"+oidc.BearerAssertion+"'")
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
func replayedJTI() *Refusal {
	return bad("invalid_request", inAssertion("Non-unique", "jti", "")).because("an assertion is good for one token: sign another, with a jti of its own, each time")
}
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
func noKeySet() *Refusal {
	return &Refusal{Status: http.StatusForbidden, Code: "public_key error", Description: "The JWKS endpoint, for your client_assertion can't be reached"}
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
func unknownClient() *Refusal { return unauthorised("invalid_request", "client_id is invalid") }
func revokedApp() *Refusal {
	return unauthorised("access_denied", "The developer app associated with the API key is not approved or revoked")
}
func unsubscribed() *Refusal {
	return unauthorised("access_denied", "API Key supplied does not have access to this resource. "+
		"Please check the API Key you are using belongs to an app which has sufficient access to access this resource.")
}
func missingRedirect() *Refusal { return bad("invalid_request", "redirect_uri is missing") }
func wrongRedirect() *Refusal   { return bad("invalid_request", "redirect_uri is invalid") }
func missingCode() *Refusal     { return bad("invalid_request", "authorization_code is missing") }
func wrongCode() *Refusal       { return bad("invalid_grant", "authorization_code is invalid") }
func missingRefresh() *Refusal  { return bad("invalid_request", "refresh_token is missing") }
func wrongRefresh() *Refusal    { return unauthorised("invalid_grant", "refresh_token is invalid") }
func refreshOver() *Refusal {
	return unauthorised("invalid_grant", "refresh token refresh period has expired")
}
func wrongState() *Refusal { return bad("invalid_request", "Invalid state parameter.") }
func longQuery() *Refusal {
	return bad("invalid_request", "The request is too long") // ours: the gateway's own limit and words are not known
}
func notCombined() *Refusal {
	return bad("invalid_request", "The Userinfo endpoint is only supported for Combined Auth integrations. Currently this is only for NHS CIS2 "+
		"authentications - for more guidance see https://digital.nhs.uk/developer/guides-and-documentation/security-and-authorisation/"+
		"user-restricted-restful-apis-nhs-cis2-combined-authentication-and-authorisation")
}
func wrongSubjectType() *Refusal {
	return bad("invalid_request", "missing or invalid subject_token_type - must be '"+idTokenType+"'")
}
func missingSubject() *Refusal { return bad("invalid_request", "Missing subject_token") }
func notFound() *Refusal {
	return &Refusal{Status: http.StatusNotFound, Code: "invalid_request", Description: "Not Found"}
}
func overQuota() *Refusal {
	return &Refusal{Status: http.StatusTooManyRequests, Code: "ratelimit_exceeded", Description: "The rate limit was exceeded"}
}

// catchAll is what the platform says where it says nothing else (AssignMessage.CatchallErrorMessage.xml, which leaves the status as it is).
func catchAll(status int) *Refusal {
	return &Refusal{Status: status, Code: "unknown_error", Description: "An unknown error occurred processing this request. Contact us for " +
		"assistance diagnosing this issue: https://digital.nhs.uk/developer/help-and-support quoting Message ID"}
}
func wrongStatusKey() *Refusal {
	return unauthorised("Access Denied", "Invalid api key for _status monitoring endpoint")
}
