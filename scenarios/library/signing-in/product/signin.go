package product

import (
	"crypto/rand"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// signIn answers GET /sign-in?for=/my-record: it sends the browser to NHS login. With silent=yes, or an assertion of the NHS App, nobody
// is asked anything: NHS login answers from the session that it knows of, or says that it knows of none.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	v, ok := serviceAt(q.Get("for"))
	if !ok {
		v = services()[0]
	}
	s.begin(w, r, v, q.Get("silent") == "yes")
}

// begin starts a sign-in for a service.
func (s *site) begin(w http.ResponseWriter, r *http.Request, v service, silent bool) {
	p, err := s.discovered(r.Context())
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	asserted := r.URL.Query().Get("assertedLoginIdentity")
	if s.Bug == DropsAssertion {
		asserted = ""
	}
	state, nonce := rand.Text(), rand.Text()
	x := s.sessions.of(r)
	x.begun[state] = started{nonce: nonce, service: v.path, next: r.URL.Query().Get("next"), silent: silent || asserted != ""}
	s.sessions.keep(w, x)
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.SetAuthURLParam("vtr", v.vtr(s.Bug))}
	if silent || asserted != "" {
		options = append(options, oauth2.SetAuthURLParam("prompt", "none"))
	}
	if asserted != "" {
		options = append(options, oauth2.SetAuthURLParam("asserted_login_identity", asserted))
	}
	http.Redirect(w, r, s.oauth(p, v).AuthCodeURL(state, options...), http.StatusFound)
}

// signOut answers POST /sign-out. NHS login has no end of its own session, and the page says so.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	x := s.sessions.of(r)
	x.person = nil
	s.sessions.renew(&x)
	s.sessions.keep(w, x)
	s.show(w, http.StatusOK, view{Title: "You are signed out of this website",
		Words: []string{"You may still be signed in to NHS login in this browser. Close the browser to end that too."}})
}
