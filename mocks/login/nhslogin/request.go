package nhslogin

import (
	"net/url"
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// request is an authorisation request that has been found good.
type request struct {
	client   *mocks.App
	redirect string
	state    string
	nonce    string
	post     bool // response_mode=form_post, which .NET clients send; the published interface is silent about it (research §3.2)
	scopes   []string
	vectors  []vector
	register bool   // the page may speak of registration
	fido     bool   // a fido_auth_response came along
	device   []byte // that response
	prompt   string
	asserted string // asserted_login_identity
	browser  string // the value of the browser in which it began
	subject  string // user name of who is asked to prove more about themselves; empty before
}

// InBrowser is the value of the browser in which the sign-in began.
func (q *request) InBrowser() string { return q.browser }

// refused is an error of the authorisation endpoint that the application is told of. The descriptions other than ConsentNotGiven are ours:
// those of the real provider are not published (research §13.12).
type refused struct{ code, description string }

// onRequest are the published errors that nothing in a request brings about here: they come when decision=… asks for one, so that an
// application can show what it makes of them (Table 5 of the interface specification; the parameter is ours).
var onRequest = []string{"unauthorized_client", "server_error", "temporarily_unavailable", "account_selection_required", "consent_required",
	"invalid_request_uri", "invalid_request_object"}

// answer is what the application gets back.
func (q *request) answer(pairs ...string) oidc.Answer {
	if q.state != "" {
		pairs = append(pairs, "state", q.state)
	}
	return oidc.Answer{To: q.redirect, Post: q.post, Pair: pairs}
}

// missing names the parameter that Table 1.1 of the interface specification asks for and the request has not; empty for none.
func (q *request) missing() string {
	switch "" {
	case q.state:
		return "state"
	case q.nonce:
		return "nonce"
	}
	return ""
}

func (q *request) refuse(e *refused) oidc.Answer {
	return q.answer("error", e.code, "error_description", e.description)
}

// parse reads an authorisation request whose client and address are known to be good (research §3.2). max_age, ui_locales, id_token_hint,
// login_hint, acr_values and claims are not supported there, and pass unseen.
func (q *request) parse(form url.Values) *refused {
	q.state, q.nonce, q.prompt, q.asserted = form.Get("state"), form.Get("nonce"), form.Get("prompt"), form.Get("asserted_login_identity")
	if oidc.Repeated(form) {
		return &refused{"invalid_request", "a parameter is given more than once"}
	}
	switch form.Get("response_mode") {
	case "", "query":
	case "form_post":
		q.post = true
	default:
		return &refused{"invalid_request", "response_mode is not supported"}
	}
	switch kind := form.Get("response_type"); {
	case kind == "":
		return &refused{"invalid_request", "response_type is missing"}
	case kind != "code":
		return &refused{"unsupported_response_type", "response_type must be code"}
	case form.Has("request"):
		return &refused{"request_not_supported", "request is not supported"}
	case form.Has("request_uri"):
		return &refused{"request_uri_not_supported", "request_uri is not supported"}
	case form.Has("registration"):
		return &refused{"registration_not_supported", "registration is not supported"}
	case form.Get("scope") == "":
		return &refused{"invalid_request", "scope is missing"}
	case !slices.Contains([]string{"", "none", "login"}, q.prompt):
		return &refused{"invalid_request", "prompt must be none or login"}
	case !slices.Contains([]string{"", "page", "touch"}, form.Get("display")):
		return &refused{"invalid_request", "display must be page or touch"}
	}
	q.register = form.Get("allow_registration") != "false"
	if text := form.Get("fido_auth_response"); text != "" {
		var ok bool
		if q.device, ok = fidoResponse(text); !ok {
			return &refused{"invalid_request", "fido_auth_response must be base64"}
		}
		q.fido = true
	}
	if e := q.ask(form.Get("scope")); e != nil {
		return e
	}
	return q.trust(form.Get("vtr"))
}

// ask reads the scope: each must be known and registered for the application, and openid among them.
func (q *request) ask(scope string) *refused {
	q.scopes = strings.Fields(scope)
	for _, one := range q.scopes {
		if !slices.Contains(scopes, one) {
			return &refused{"invalid_scope", "a scope is not known"}
		}
		registered := slices.Contains(q.client.LoginScopes, one)
		if len(q.client.LoginScopes) == 0 {
			registered = one != "gp_integration_credentials" && one != "nhs_app_credentials"
		}
		if one != "openid" && !registered {
			return &refused{"invalid_scope", "a scope is not registered for the client"}
		}
	}
	if !slices.Contains(q.scopes, "openid") {
		return &refused{"invalid_scope", "scope must include openid"}
	}
	if slices.Contains(q.scopes, "profile") && slices.Contains(q.scopes, "basic_demographics") {
		return &refused{"invalid_scope", "profile and basic_demographics exclude each other"} // research §3.4; that the code is this one is assumed
	}
	return nil
}

// trust reads the vectors of trust.
func (q *request) trust(vtr string) *refused {
	var err error
	if q.vectors, err = parseVectors(vtr); err != nil {
		return &refused{"invalid_request", err.Error()}
	}
	if vtr != "" && len(q.client.Vectors) > 0 {
		for _, v := range q.vectors {
			if !slices.Contains(q.client.Vectors, v.String()) {
				return &refused{"invalid_request", "a vector of trust is not registered for the client"}
			}
		}
	}
	if least(q.vectors) == "" {
		return &refused{"invalid_request", "no vector of trust can be satisfied: Ck is yet to be implemented"}
	}
	return nil
}
