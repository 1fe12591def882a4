package login

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

const (
	mockRoot    = "/oauth2-mock"
	journeyTime = time.Hour        // from /authorize to the way back (ours)
	codeTime    = 10 * time.Minute // of a code (assumed)
)

// journey is a sign-in through the platform: from an application to an identity provider and back.
type journey struct {
	app       string
	redirect  string
	state     string
	challenge string // code_challenge, with its method before it: "S256 …"; empty for none
	callback  string // where the identity provider returns to
	provider  oidc.Provider
	user      *mocks.User // once signed in
}

// authorize answers GET /authorize, its checks in the platform's order (research §2.2).
func (s *Service) authorize(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	if len(r.URL.RawQuery) > oidc.LongestQuery {
		s.refuse(w, r, longQuery())
		return
	}
	q := r.URL.Query()
	app, refusal := clientOf(call, q)
	if refusal != nil {
		s.refuse(w, r, refusal)
		return
	}
	j := &journey{app: app.ID, redirect: q.Get("redirect_uri"), state: q.Get("state"), provider: s.CIS2}
	if q.Get("scope") == "nhs-login" {
		j.provider = s.NHSLogin
	}
	if e := j.check(q); e != nil {
		oidc.Answer{To: j.redirect, Pair: e}.Send(w)
		return
	}
	if j.provider == nil {
		oidc.Answer{To: j.redirect, Pair: []string{"error", "temporarily_unavailable", "error_description", "no such identity provider in this estate", "state", j.state}}.Send(w)
		return
	}
	root := strings.TrimSuffix(r.URL.Path, "/authorize")
	j.callback = call.URL(root + "/callback")
	d := s.desk(call)
	state := d.mint.Value()
	d.pending.Put(state, j, oidc.Now(call).Add(journeyTime))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", j.provider.Authorization(call, s.request(j, q, state, root == mockRoot)))
	w.WriteHeader(http.StatusFound)
}

// clientOf makes the checks that end in an answer of the platform's own: a stranger is never sent to an address of theirs.
func clientOf(call *mocks.Call, q url.Values) (*mocks.App, *Refusal) {
	app, refusal := admitted(call, q.Get("client_id"), unknownClient())
	switch {
	case refusal != nil:
		return nil, refusal
	case q.Get("redirect_uri") == "":
		return nil, missingRedirect().because(oidc.WhyRedirect(app))
	case !oidc.Registered(app, q.Get("redirect_uri")):
		return nil, wrongRedirect().because(oidc.WhyRedirect(app))
	}
	return app, nil
}

// check makes the checks whose outcome the application is told; nil if all is well.
func (j *journey) check(q url.Values) []string {
	told := func(code, description string) []string {
		e := []string{"error", code, "error_description", description}
		if j.state != "" {
			e = append(e, "state", j.state)
		}
		return e
	}
	switch kind := q.Get("response_type"); {
	case j.state == "":
		return told("invalid_request", "state is missing")
	case kind == "":
		return told("invalid_request", "response_type is missing")
	case kind != "code":
		return told("unsupported_response_type", "response_type is invalid")
	}
	if challenge := q.Get("code_challenge"); challenge != "" {
		method := q.Get("code_challenge_method")
		if method == "" {
			method = "plain"
		}
		if method != "plain" && method != "S256" {
			return told("invalid_request", "code_challenge_method is invalid")
		}
		j.challenge = method + " " + challenge
	}
	return nil
}

// request is what the platform asks of the identity provider (research §2.2). The mock service takes whoever signs in at their own level,
// so that tests can have tokens of any; that the real one asks NHS login for nothing but its default vtr is assumed.
func (s *Service) request(j *journey, q url.Values, state string, mock bool) url.Values {
	ask := url.Values{"client_id": {oidc.Platform}, "redirect_uri": {j.callback}, "response_type": {"code"}, "state": {state}}
	pass := []string{"prompt", "login_as", "role", "decision"}
	if j.provider == s.NHSLogin {
		ask.Set("scope", "openid profile")
		ask.Set("nonce", s.nonce(state))
		if mock {
			ask.Set("vtr", `["P0.Cp.Cd"]`)
		}
	} else {
		ask.Set("scope", "openid nationalrbacaccess")
		ask.Set("max_age", "300")
		ask.Set("acr_values", "AAL3_ANY")
		pass = append(pass, "max_age", "acr_values")
		if mock {
			ask.Set("made_up_lenient", "1")
		}
	}
	for _, name := range pass {
		if value := q.Get(name); value != "" {
			ask.Set(name, value)
		}
	}
	return ask
}

// nonce follows from the state, so that there is nothing more to remember.
func (s *Service) nonce(state string) string {
	sum := sha256.Sum256([]byte("nonce " + state))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// callback answers GET /callback, where an identity provider returns to. The state is good for one return.
func (s *Service) callback(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	d, q := s.desk(call), r.URL.Query()
	j, ok := d.pending.Take(q.Get("state"), oidc.Now(call))
	if !ok || j.callback != call.URL(r.URL.Path) {
		s.refuse(w, r, wrongState())
		return
	}
	// An answer of another provider than the one that was asked is a mix-up (RFC 9207): CIS2 says who it is.
	if iss := q.Get("iss"); iss != "" && !j.provider.Issues(call, iss) {
		s.refuse(w, r, wrongState().because("iss is not the identity provider that was asked"))
		return
	}
	if code := q.Get("error"); code != "" {
		oidc.Answer{To: j.redirect, Pair: []string{"error", code, "error_description", q.Get("error_description"), "state", j.state}}.Send(w)
		return
	}
	user, ok := j.provider.Redeem(call, q.Get("code"), j.callback)
	if !ok {
		s.refuse(w, r, wrongState().because("the identity provider gave no such code to the platform"))
		return
	}
	signed := *j
	signed.user = user
	code := d.mint.Value()
	d.codes.Put(code, &signed, oidc.Now(call).Add(codeTime))
	oidc.Answer{To: j.redirect, Pair: []string{"code", code, "state", j.state}}.Send(w)
}
