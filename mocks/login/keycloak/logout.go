package keycloak

import (
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// logout answers GET and POST …/logout as Keycloak does since its version 18, recalled: an ID token as id_token_hint ends its session, and the
// browser goes to post_logout_redirect_uri where it is the client's, or sees a page. The access tokens of the session are forgotten; nobody tells
// the platform, whose own tokens live on.
func (s *Service) logout(w http.ResponseWriter, r *http.Request) {
	call, realm := mocks.CallFrom(r.Context()), mux.Vars(r)["realm"]
	asked := r.URL.Query()
	if r.Method == http.MethodPost {
		form, media, ok := oidc.Form(r)
		if !media || !ok {
			oidc.Wrong(w, title(realm), "Logout failed.", "POST wants an application/x-www-form-urlencoded body")
			return
		}
		asked = form
	}
	id, session, back := asked.Get("client_id"), "", asked.Get("post_logout_redirect_uri")
	if hint := asked.Get("id_token_hint"); hint != "" {
		t, err := oidc.Read(hint)
		if err == nil {
			if _, ok := s.Signed(call, t); !ok || realmOf(call, t.Claims.Words("iss")) != realm || id != "" && !t.Claims.Has("aud", id) {
				err = oidc.ErrMalformed
			}
		}
		if err != nil {
			oidc.Wrong(w, title(realm), "Invalid parameter: id_token_hint", "send an ID token of this realm, and with it no client_id but its own")
			return
		}
		id, session = t.Claims.Words("aud"), t.Claims.Words("sid")
	}
	_, allowed, known := client(call, realm, id)
	switch {
	case back != "" && id == "":
		oidc.Wrong(w, title(realm), "Missing parameters: id_token_hint", "post_logout_redirect_uri wants an id_token_hint or a client_id with it")
		return
	case back != "" && (!known || !slices.Contains(allowed, back)):
		oidc.Wrong(w, title(realm), "Invalid redirect uri", "post_logout_redirect_uri must be, byte by byte, one of the client's addresses")
		return
	}
	if session != "" {
		s.desk(call).access.Drop(func(f *request) bool { return f.session == session })
	}
	if back == "" {
		oidc.Page{Title: "You are logged out", Provider: title(realm)}.Show(w)
		return
	}
	answer := oidc.Answer{To: back}
	if state := asked.Get("state"); state != "" {
		answer.Pair = []string{"state", state}
	}
	answer.Send(w)
}
