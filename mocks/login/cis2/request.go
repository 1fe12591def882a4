package cis2

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// request is an authorisation request that has been found good.
type request struct {
	client    *mocks.App
	redirect  string
	state     string
	nonce     string
	challenge string // PKCE, S256; empty for none
	post      bool
	scopes    []string
	context   contextClass
	lenient   bool          // whoever signs in below the level asked for is let in at their own: the platform's mock authorisation service
	again     bool          // prompt=login, or somebody has just signed in: no session from before will do
	silent    bool          // prompt=none
	maxAge    time.Duration // -1 for any
	browser   string
	user      string // who is asked for their role; empty before
	level     int
}

// InBrowser is the value of the browser in which the sign-in began.
func (q *request) InBrowser() string { return q.browser }

// wantsRole reports whether the application asks for the role that somebody acts in.
func (q *request) wantsRole() bool {
	return slices.Contains(q.scopes, "selectedrole") || slices.Contains(q.scopes, "changedrole")
}

// refused is an error of the authorisation endpoint that the application is told of.
type refused struct{ code, description string }

// answer is what the application gets back. iss and client_id come along (research §4.1), so that a client that speaks to two providers sees whose answer it is.
func (q *request) answer(issuer string, pairs ...string) oidc.Answer {
	if q.state != "" {
		pairs = append(pairs, "state", q.state)
	}
	return oidc.Answer{To: q.redirect, Post: q.post, Pair: append(pairs, "iss", issuer, "client_id", q.client.ID)}
}

func (q *request) refuse(issuer string, e *refused) oidc.Answer {
	return q.answer(issuer, "error_description", e.description, "error", e.code)
}

// parse reads an authorisation request whose client and address are known to be good (research §4.2). Descriptions are ForgeRock's as far as
// recalled.
func (q *request) parse(form url.Values) *refused {
	q.state, q.nonce, q.maxAge = form.Get("state"), form.Get("nonce"), -1
	q.post = form.Get("response_mode") == "form_post"
	switch kind := form.Get("response_type"); {
	case kind == "":
		return &refused{"invalid_request", "Missing parameter, 'response_type'"}
	case kind != "code":
		return &refused{"unsupported_response_type", "Response type is not supported."}
	case form.Has("request") || form.Has("request_uri"):
		return &refused{"request_not_supported", "Request objects are not supported."}
	}
	q.scopes = strings.Fields(form.Get("scope"))
	for _, scope := range q.scopes {
		if !slices.Contains(scopes, scope) {
			return &refused{"invalid_scope", "Unknown/invalid scope(s): [" + scope + "]"}
		}
	}
	if !slices.Contains(q.scopes, "openid") {
		return &refused{"invalid_scope", "The scope openid is missing."}
	}
	var ok bool
	if q.context, ok = wanted(form.Get("acr_values")); !ok {
		return &refused{"invalid_request", "No acr value is supported."}
	}
	switch form.Get("prompt") {
	case "":
	case "login":
		q.again = true
	case "none":
		q.silent = true
	default:
		return &refused{"invalid_request", "Invalid prompt parameter"}
	}
	if age := form.Get("max_age"); age != "" {
		seconds, err := strconv.ParseInt(age, 10, 32)
		if err != nil || seconds < 0 {
			return &refused{"invalid_request", "Invalid value for max_age"}
		}
		q.maxAge = time.Duration(seconds) * time.Second
	}
	if q.challenge = form.Get("code_challenge"); q.challenge != "" && form.Get("code_challenge_method") != "S256" {
		return &refused{"invalid_request", "Code challenge method must be S256."}
	}
	q.lenient = form.Has("made_up_lenient") && q.client.ID == oidc.Platform
	return nil
}
