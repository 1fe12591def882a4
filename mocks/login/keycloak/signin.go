package keycloak

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

var cookie = oidc.Cookie{Name: "AUTH_SESSION_ID", Path: "/realms"}

// auth shows the sign-in page.
func (s *Service) auth(w http.ResponseWriter, r *http.Request) {
	call, q := mocks.CallFrom(r.Context()), r.URL.Query()
	f := &request{realm: mux.Vars(r)["realm"], client: q.Get("client_id"), redirect: q.Get("redirect_uri"), state: q.Get("state"), nonce: q.Get("nonce"), scope: q.Get("scope")}
	_, allowed, ok := client(call, f.realm, f.client)
	switch {
	case len(r.URL.RawQuery) > oidc.LongestQuery:
		oidc.Wrong(w, title(f.realm), "The request is too long.", "an authorisation request may have "+strconv.Itoa(oidc.LongestQuery)+" characters")
		return
	case !ok:
		oidc.Wrong(w, title(f.realm), "Client not found.", "the shared client of this realm is "+shared[staff(f.realm)])
		return
	case !slices.Contains(allowed, f.redirect):
		oidc.Wrong(w, title(f.realm), "Invalid parameter: redirect_uri", "redirect_uri must be, byte by byte, one of "+strings.Join(allowed, " "))
		return
	case q.Get("response_type") != "code":
		f.answer(issuer(call, f.realm), "error", "unsupported_response_type").Send(w)
		return
	}
	if name := q.Get("login_as"); name != "" { // ours: a sign-in without a page
		s.enter(w, r, call, f, name)
		return
	}
	s.ask(w, r, call, f, "")
}

// answer is what the client gets back.
func (f *request) answer(iss string, pairs ...string) oidc.Answer {
	if f.state != "" {
		pairs = append([]string{"state", f.state}, pairs...)
	}
	return oidc.Answer{To: f.redirect, Pair: append(pairs, "iss", iss)}
}

func title(realm string) string {
	if staff(realm) {
		return "the platform's mock of CIS2"
	}
	return "the platform's mock of NHS login"
}

func (s *Service) ask(w http.ResponseWriter, r *http.Request, call *mocks.Call, f *request, notice string) {
	d := s.desk(call)
	if f.browser = cookie.Of(r); f.browser == "" {
		f.browser = d.mint.Value()
		cookie.Set(w, call, f.browser)
	}
	code := d.mint.Value()
	d.pending.Put(code, f, oidc.Now(call).Add(30*time.Minute))
	oidc.Page{
		Title: "Sign in", Provider: title(f.realm), Client: f.client, Notice: notice, Name: "User name",
		Action:  issuer(call, f.realm) + "/login-actions/authenticate?session_code=" + code,
		Buttons: []oidc.Button{{Text: "Sign in"}},
	}.Show(w)
}

// authenticate answers the form.
func (s *Service) authenticate(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	d, realm := s.desk(call), mux.Vars(r)["realm"]
	form, f, ok := oidc.Resume(w, r, &d.pending, oidc.Now(call), cookie, title(realm))
	if !ok {
		return
	}
	if f.realm != realm {
		oidc.Wrong(w, title(realm), "The sign-in began at another realm.", "the action of the form names the realm "+f.realm)
		return
	}
	s.enter(w, r, call, f, form.Get("username"))
}

// enter signs somebody in, or asks again.
func (s *Service) enter(w http.ResponseWriter, r *http.Request, call *mocks.Call, f *request, name string) {
	f.user = strings.TrimSpace(name)
	if _, ok := s.claims(call, f); !ok {
		f.user = ""
		s.ask(w, r, call, f, "Invalid username.")
		return
	}
	d := s.desk(call)
	f.session, f.at = d.mint.UUID(), oidc.Wall(call)
	code := d.mint.Value()
	d.codes.Put(code, f, oidc.Now(call).Add(time.Minute))
	f.answer(issuer(call, f.realm), "session_state", f.session, "code", code).Send(w)
}
