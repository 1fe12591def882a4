package citizen

import (
	"crypto/subtle"
	"net/http"
	"net/url"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// cookie binds a sign-in, and then the session, to a browser.
var cookie = oidc.Cookie{Name: "made_up_citizen", Path: Root}

// signIn sends a browser to NHS login.
func (s *Service) signIn(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	if s.NHSLogin == nil {
		front{Trouble: "Nobody can sign in here: send the token of a citizen."}.write(w, http.StatusNotFound)
		return
	}
	d := s.desk(call.Realm)
	browser, state := d.mint.Value(), d.mint.Value()
	d.pending.Put(state, browser, oidc.Now(call).Add(signInTime))
	cookie.Set(w, call, browser)
	request := url.Values{
		"client_id": {oidc.Platform}, "response_type": {"code"}, "scope": {"openid profile"}, "vtr": {`["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]`},
		"redirect_uri": {call.URL(Root + "/callback")}, "state": {state}, "nonce": {d.mint.Value()},
	}
	redirect(w, http.StatusFound, s.NHSLogin.Authorization(call, request))
}

// callback is where NHS login returns to.
func (s *Service) callback(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	d, q := s.desk(call.Realm), r.URL.Query()
	browser, ok := d.pending.Take(q.Get("state"), oidc.Now(call))
	if held := cookie.Of(r); !ok || s.NHSLogin == nil || subtle.ConstantTimeCompare([]byte(held), []byte(browser)) != 1 {
		front{Trouble: "This sign-in was not begun in this browser, or has expired. Begin again."}.write(w, http.StatusBadRequest)
		return
	}
	if q.Get("error") != "" {
		front{Trouble: "You have not signed in.", CanSignIn: true, SignIn: call.URL(Root + "/sign-in")}.write(w, http.StatusForbidden)
		return
	}
	user, ok := s.NHSLogin.Redeem(call, q.Get("code"), call.URL(Root+"/callback"))
	if !ok || user.Kind != mocks.Citizen || user.Assurance != "P9" || user.NHSNumber == "" {
		front{Trouble: "NHS login has not said who you are beyond doubt (level P9)."}.write(w, http.StatusForbidden)
		return
	}
	fresh := d.mint.Value() // nobody has the session who knew the old value
	d.sessions.Put(fresh, user.NHSNumber, oidc.Now(call).Add(sessionTime))
	cookie.Set(w, call, fresh)
	redirect(w, http.StatusSeeOther, call.URL(Root))
}

// signOut ends the session. A form of another site does not send the cookie along.
func (s *Service) signOut(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	s.desk(call.Realm).sessions.Take(cookie.Of(r), oidc.Now(call))
	cookie.Set(w, call, "")
	redirect(w, http.StatusSeeOther, call.URL(Root))
}

func redirect(w http.ResponseWriter, status int, to string) {
	w.Header().Set("Location", to)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
}
