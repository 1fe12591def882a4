package ods

import (
	"net/http"

	"sandpiper/mocks"
)

// KeyProblem is what is wrong with a caller's API key.
type KeyProblem uint8

// The problems.
const (
	KeyGood    KeyProblem = iota
	KeyMissing            // no apikey header
	KeyUnknown            // one that no registered application has
)

// CheckKey looks at the apikey header of a call: the id of a registered application, which becomes the call's. In an open-access realm nobody
// needs one, as in the sandbox, and any will do.
func CheckKey(r *http.Request) KeyProblem {
	call := mocks.CallFrom(r.Context())
	key := r.Header.Get("apikey")
	app, ok := call.Estate.App(key)
	switch {
	case ok:
		call.App = app
	case call.Unguarded():
	case key == "":
		return KeyMissing
	default:
		return KeyUnknown
	}
	return KeyGood
}

// Keyed lets those through who send a registered application's API key; refuse answers the others, after they are told why.
func Keyed(then http.HandlerFunc, refuse func(http.ResponseWriter, *http.Request, KeyProblem)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch problem := CheckKey(r); problem {
		case KeyGood:
			then(w, r)
			return
		case KeyMissing:
			mocks.Explain(w.Header(), "send the header apikey with the id of a registered application, for "+r.URL.Path)
			refuse(w, r, problem)
		case KeyUnknown:
			mocks.Explain(w.Header(), "no application with that API key is registered here, for "+r.URL.Path)
			refuse(w, r, problem)
		}
	}
}

// GatewayKeyFault answers in the shape of the gateway, for services without a wording of their own. That the two refusals have these words is
// recalled from the gateway's own faults and not confirmed by a public source (research identity-demographics-registers §1.4).
func GatewayKeyFault(w http.ResponseWriter, _ *http.Request, problem KeyProblem) {
	var f struct {
		Fault struct {
			Text   string `json:"faultstring"`
			Detail struct {
				Code string `json:"errorcode"`
			} `json:"detail"`
		} `json:"fault"`
	}
	f.Fault.Text, f.Fault.Detail.Code = "Invalid ApiKey", "oauth.v2.InvalidApiKey"
	if problem == KeyMissing {
		f.Fault.Text, f.Fault.Detail.Code = "Failed to resolve API Key variable request.header.apikey", "steps.oauth.v2.FailedToResolveAPIKey"
	}
	mocks.Answer(w, "application/json", http.StatusUnauthorized, f)
}
