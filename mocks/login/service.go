package login

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/keycloak"
	"sandpiper/mocks/login/oidc"
)

// Service is the identity service at /oauth2 and, with the same engine, at /oauth2-mock. Its zero value gives tokens to applications and signs
// nobody in.
type Service struct {
	CIS2     oidc.Provider   // signs health workers in; nil: nobody
	NHSLogin oidc.Provider   // signs citizens in; nil: nobody
	Others   []oidc.Verifier // other providers whose ID tokens are exchanged
	Keys     *oidc.KeySets   // finds the keys of applications; nil knows registered ones only

	desks oidc.Realms[desk]
}

// Name is "login".
func (s *Service) Name() string { return "login" }

// Mount names the routes of the service. /mock-jwks stands outside both trees, as on the platform.
func (s *Service) Mount(r *mux.Router) {
	for _, root := range []string{"/oauth2", mockRoot} {
		r.HandleFunc(root+"/authorize", s.authorize).Methods(http.MethodGet).Name("authorize")
		r.HandleFunc(root+"/callback", s.callback).Methods(http.MethodGet).Name("callback")
		r.HandleFunc(root+"/token", s.token).Methods(http.MethodPost).Name("token")
		r.HandleFunc(root+"/userinfo", s.userinfo).Methods(http.MethodGet).Name("userinfo")
		r.HandleFunc(root+"/backchannel_logout", s.backchannelLogout).Methods(http.MethodPost).Name("backchannel-logout")
		r.HandleFunc(root+"/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
		r.HandleFunc(root+"/_status", s.status).Methods(http.MethodGet).Name("status")
	}
	r.HandleFunc(oidc.MockPath+"keycloak-client-credentials", keycloak.Credentials).Methods(http.MethodGet).Name("keycloak-client-credentials")
	r.HandleFunc(oidc.MockPath+"status-endpoint-api-key", statusKey).Methods(http.MethodGet).Name("status-endpoint-api-key")
	r.HandleFunc(oidc.MockPath+"{keys}", s.mockKeys).Methods(http.MethodGet).Name("mock-jwks")
	r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, notFound()) })
	r.MethodNotAllowedHandler = http.HandlerFunc(s.wrongMethod)
}

// wrongMethod names the one method that the place takes. /token and /authorize answer as the platform does, in plain text without a word;
// what the others say there is not known, so they get the service's usual form.
func (s *Service) wrongMethod(w http.ResponseWriter, r *http.Request) {
	allow, plain := http.MethodGet, false
	switch r.URL.Path[strings.LastIndexByte(r.URL.Path, '/'):] {
	case "/token":
		allow, plain = http.MethodPost, true
	case "/authorize":
		plain = true
	case "/backchannel_logout":
		allow = http.MethodPost
	}
	w.Header().Set("Allow", allow)
	if !plain {
		s.refuse(w, r, &Refusal{Status: http.StatusMethodNotAllowed, Code: "invalid_request", Description: "Method Not Allowed"})
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusMethodNotAllowed)
}

// mockKeys gives back the JWK set that is written in its own path as base64url, so that a key set can have an address without hosting
// (pytest-nhsd-apim, auth_journey.py).
func (s *Service) mockKeys(w http.ResponseWriter, r *http.Request) {
	set, err := oidc.WrittenKeys(mux.Vars(r)["keys"])
	if err != nil {
		s.refuse(w, r, notFound().because(err.Error()))
		return
	}
	mocks.Answer(w, "application/json", http.StatusOK, set)
}

// Deny words what the estate refuses in the service's stead: everybody's or one application's limit as the platform's rate limit, the rest by
// the catch-all of its proxy (proxies/default.xml, FaultRules).
func (s *Service) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	switch d.Reason {
	case mocks.OverQuota, mocks.SpikeArrest, mocks.ProxyQuota:
		s.refuse(w, r, overQuota())
	case mocks.ExpiredToken:
		mocks.Gateway(w, r, d)
	default:
		s.refuse(w, r, catchAll(d.Status))
	}
}

// refuse writes a refusal in the form that every error of the service has.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, refusal *Refusal) {
	if refusal.Why != "" {
		mocks.Explain(w.Header(), refusal.Why)
	}
	mocks.Answer(w, "application/json", refusal.Status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		MessageID   string `json:"message_id"`
	}{refusal.Code, refusal.Description, s.desk(mocks.CallFrom(r.Context())).messageID()})
}
