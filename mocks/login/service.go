package login

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// StatusKey is what the apikey header must hold to read /oauth2/_status. It is no secret.
const StatusKey = "sandpiper-status"

// Service is the identity service at /oauth2 and, with the same engine, at /oauth2-mock. Its zero value is ready for use.
type Service struct {
	desks desks
}

// Name is "login".
func (s *Service) Name() string { return "login" }

// Mount names the routes of the service. /mock-jwks stands outside both trees, as on the platform.
func (s *Service) Mount(r *mux.Router) {
	for _, root := range []string{"/oauth2", "/oauth2-mock"} {
		r.HandleFunc(root+"/token", s.token).Methods(http.MethodPost).Name("token")
		r.HandleFunc(root+"/_ping", ping).Methods(http.MethodGet).Name("ping")
		r.HandleFunc(root+"/_status", s.status).Methods(http.MethodGet).Name("status")
	}
	r.HandleFunc("/mock-jwks/{keys}", s.mockKeys).Methods(http.MethodGet).Name("mock-jwks")
	r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, notFound()) })
	r.MethodNotAllowedHandler = http.HandlerFunc(s.wrongMethod)
}

// wrongMethod names the one method that the place takes. /token answers as the platform does, in plain text without a word; what the
// others say there is not known, so they get the service's usual form.
func (s *Service) wrongMethod(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/oauth2/token" && r.URL.Path != "/oauth2-mock/token" {
		w.Header().Set("Allow", http.MethodGet)
		s.refuse(w, r, &Refusal{Status: http.StatusMethodNotAllowed, Code: "invalid_request", Description: "Method Not Allowed"})
		return
	}
	w.Header().Set("Allow", http.MethodPost)
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusMethodNotAllowed)
}

// version is the body of _ping, in the members of the platform's proxies.
type version struct {
	Version   string `json:"version"`
	Revision  string `json:"revision"`
	ReleaseID string `json:"releaseId"`
	CommitID  string `json:"commitId"`
}

func ping(w http.ResponseWriter, _ *http.Request) {
	mocks.Answer(w, "application/json", http.StatusOK, version{"sandpiper", "1", "sandpiper", "sandpiper"})
}

func (s *Service) status(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("apikey") != StatusKey {
		s.refuse(w, r, wrongStatusKey())
		return
	}
	mocks.Answer(w, "application/json", http.StatusOK, struct {
		Status string `json:"status"`
		version
	}{"pass", version{"sandpiper", "1", "sandpiper", "sandpiper"}})
}

// mockKeys gives back the JWK set that is written in its own path as base64url, so that a key set can have an address without hosting
// (pytest-nhsd-apim, auth_journey.py).
func (s *Service) mockKeys(w http.ResponseWriter, r *http.Request) {
	raw, err := decode(mux.Vars(r)["keys"])
	var set jose.JSONWebKeySet
	if err != nil || json.Unmarshal(raw, &set) != nil || set.Keys == nil {
		s.refuse(w, r, notFound())
		return
	}
	public := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range set.Keys {
		if shown := key.Public(); shown.Key != nil {
			public.Keys = append(public.Keys, shown)
		}
	}
	mocks.Answer(w, "application/json", http.StatusOK, public)
}

// decode reads base64url with or without padding.
func decode(s string) ([]byte, error) {
	if raw, err := base64.RawURLEncoding.DecodeString(s); err == nil {
		return raw, nil
	}
	raw, err := base64.URLEncoding.DecodeString(s)
	if err != nil {
		return nil, errors.New("not base64url")
	}
	return raw, nil
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
	}{refusal.Code, refusal.Description, s.desks.of(mocks.CallFrom(r.Context()).Realm).messageID()})
}
