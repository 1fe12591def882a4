package mocks

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// limitsPage is where the platform's 429 texts send a developer.
const limitsPage = "Please see: https://digital.nhs.uk/developer/guides-and-documentation/reference-guide#rate-limits"

// refusal fills in the platform's status and words for a reason. app is the caller's name for the 429 texts; perMinute its quota;
// id the request's, which the platform quotes as Message ID.
//
// Sources: research identity-demographics-registers.md §5.4 (PDS live proxy and karate stubs) for all texts; 413 and 405 are the HTTP standard's own words.
func refusal(reason Reason, app string, perMinute int, id string) Denial {
	d := Denial{Reason: reason, Status: http.StatusUnauthorized}
	switch reason {
	case NoHeader:
		d.Text = "Missing Authorization header"
	case EmptyHeader:
		d.Text = "Empty Authorization header"
	case BadHeader:
		d.Text = "Invalid Authorization header"
	case NoToken:
		d.Text = "Missing access token"
	case UnknownToken:
		d.Text = "Invalid Access Token"
	case ExpiredToken:
		d.Text = "Access Token expired"
	case NoScope:
		d.Status, d.Text = http.StatusForbidden, "Your app has insufficient permissions to use this operation. Please contact support."
	case OverQuota:
		d.Status = http.StatusTooManyRequests
		d.Text = "Your application, " + app + ", has exceeded its quota of " + strconv.Itoa(perMinute) +
			" requests every 1 minute(s) and is being rate limited. " + limitsPage + " for more details."
	case SpikeArrest:
		d.Status = http.StatusTooManyRequests
		d.Text = "Your application, " + app + ", has created a spike in traffic and is being rate limited. " +
			"Please reduce the frequency of your requests. " + limitsPage + " for more details."
	case ProxyQuota:
		d.Status = http.StatusTooManyRequests
		d.Text = "This API is currently receiving a high volume of requests and is being rate limited. " + limitsPage + " for more details."
	case CreateQuota:
		d.Status, d.Text = http.StatusTooManyRequests, "There have been too many Create Patient requests. Please try again later."
	case Unavailable:
		d.Status = http.StatusServiceUnavailable
		d.Text = "The downstream domain processing has not completed within the configured timeout period. Using the same " +
			"'X-Request-ID' header, retry your request after the time specified by the 'Retry-After' response header."
	case TimedOut:
		d.Status, d.Text = http.StatusRequestTimeout, "The downstream service did not answer in time."
	case Failed:
		d.Status = http.StatusInternalServerError
		d.Text = "An unknown error occurred processing this request. Contact us for assistance diagnosing this issue: " +
			"https://digital.nhs.uk/developer/help-and-support. (Message ID: " + id + ")"
	case TooLarge:
		d.Status, d.Text = http.StatusRequestEntityTooLarge, http.StatusText(http.StatusRequestEntityTooLarge)
	case NoRoute:
		d.Status, d.Text = http.StatusNotFound, http.StatusText(http.StatusNotFound)
	case WrongMethod:
		d.Status, d.Text = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
	}
	return d
}

// gatewayFault is the JSON that Apigee answers with where an API has no handler of its own.
type gatewayFault struct {
	Fault struct {
		String string `json:"faultstring"`
		Detail struct {
			Code string `json:"errorcode"`
		} `json:"detail"`
	} `json:"fault"`
}

// Gateway answers with the platform gateway's own fault JSON, which clients of any API may meet.
//
// Sources: the 401 strings from identity-service-api's end-to-end tests and pytest-nhsd-apim (research
// identity-demographics-registers.md §1.4). The other error codes are Apigee's documented ones, recalled and not seen on the platform.
func Gateway(w http.ResponseWriter, r *http.Request, d Denial) {
	var f gatewayFault
	f.Fault.String = d.Text
	code := &f.Fault.Detail.Code
	switch d.Reason {
	case NoHeader, EmptyHeader, BadHeader, WrongType, NoToken:
		f.Fault.String, *code = "Invalid access token", "oauth.v2.InvalidAccessToken"
	case UnknownToken:
		f.Fault.String, *code = "Invalid Access Token", "keymanagement.service.invalid_access_token"
	case ExpiredToken:
		f.Fault.String, *code = "Access Token expired", "keymanagement.service.access_token_expired"
	case NoScope:
		f.Fault.String, *code = "Required scope(s) : none of those needed", "steps.oauth.v2.InsufficientScope"
	case OverQuota, ProxyQuota, CreateQuota:
		*code = "policies.ratelimit.QuotaViolation"
	case SpikeArrest:
		*code = "policies.ratelimit.SpikeArrestViolation"
	case Unavailable:
		f.Fault.String, *code = "The Service is temporarily unavailable", "messaging.adaptors.http.flow.ServiceUnavailable"
	case TimedOut:
		f.Fault.String, *code = "Gateway Timeout", "messaging.adaptors.http.flow.GatewayTimeout"
	case TooLarge:
		f.Fault.String, *code = "Body buffer overflow", "protocol.http.TooBigBody"
	case NoRoute:
		f.Fault.String = "Unable to identify proxy for host: secure and url: " + r.URL.Path
		*code = "messaging.adaptors.http.flow.ApplicationNotFound"
	case WrongMethod:
		f.Fault.String, *code = "Received "+r.Method+" request for a resource that does not take it", "protocol.http.MethodNotAllowed"
	default:
		*code = "steps.raisefault.RaiseFault"
	}
	body, err := json.Marshal(f)
	if err != nil { // two strings always marshal
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(d.Status)
	_, _ = w.Write(body) // a caller who has gone is nobody's failure
}
