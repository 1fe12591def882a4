package nhslogin

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
	"sandpiper/synthetic/nhs"
)

const (
	title = "NHS login"

	// publishedPassword is that of every published test user (research §3.8). People of the population have none.
	publishedPassword = "Passw0rd$1"

	signInWithin = 30 * time.Minute // to fill the page in (ours)
	sessionLasts = 30 * time.Minute // single sign-on without a page (assumed)
	codeLasts    = 10 * time.Minute // research §3.3
)

// session is who has signed in in a browser.
type session struct {
	username string
	at       time.Time // wall
}

var cookie = oidc.Cookie{Name: "made_up_nhs_login", Path: Root}

// opening shows a wrong client or address and never follows it (research §3.2).
var opening = oidc.Opening{Title: title, Path: "/authorize", Stranger: "The client is not known.", Astray: "The address to return to is not registered."}

// authorize answers GET and POST /authorize.
func (s *Service) authorize(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	query, client, ok := opening.Begin(w, r, call)
	if !ok {
		return
	}
	q := &request{client: client, redirect: query.Get("redirect_uri")}
	e := q.parse(query)
	missing := q.missing()
	if e == nil && missing != "" && s.Mandatory {
		e = &refused{"invalid_request", missing + " is missing"}
	}
	if e != nil {
		mocks.Explain(w.Header(), e.description)
		q.refuse(e).Send(w)
		return
	}
	if missing != "" { // quirk asked-not-enforced
		mocks.Explain(w.Header(), missing+" is missing: the interface asks for it (EIS Table 1.1), though NHS login lets it pass")
	}
	if code := query.Get("decision"); slices.Contains(onRequest, code) {
		mocks.Explain(w.Header(), "decision="+code+" asked for it")
		q.refuse(&refused{code, "asked for by decision"}).Send(w)
		return
	}
	d := s.desk(call)
	q.browser = cookie.Of(r)
	if name := query.Get("login_as"); name != "" { // ours: a sign-in without a page, for tests without a browser (research §13.8)
		s.enter(w, call, d, q, attempt{name: name, decision: query.Get("decision"), headless: true})
		return
	}
	if q.fido {
		name, trouble := s.byDevice(call, d, q.device)
		q.device = nil
		if name != "" {
			s.enter(w, call, d, q, attempt{name: name})
			return
		}
		if trouble != "" { // as if it had not come
			mocks.Explain(w.Header(), "fido_auth_response: "+trouble)
			q.fido = false
		}
	}
	if s.again(r.Context(), w, call, d, q) {
		return
	}
	s.ask(w, call, d, q, "", signInHint)
}

// signInHint helps whoever opens the page for the first time.
const signInHint = "Everybody of the population who is alive signs in by their NHS number. The start page of 'sandpiper serve' has people to try."

// ask shows the page on which somebody signs in, or proves more about themselves.
func (s *Service) ask(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, notice, hint string) {
	if q.browser == "" {
		q.browser = d.mint.Value()
		cookie.Set(w, call, q.browser)
	}
	code := d.mint.Value()
	d.pending.Put(code, q, oidc.Now(call).Add(signInWithin))
	page := oidc.Page{
		Title: "Sign in", Provider: title, Client: q.client.Name, Notice: notice, Hint: hint, Action: s.Issuer(call) + "/sign-in?session_code=" + code,
		Name: "NHS number or e-mail address", Password: true,
		Buttons: []oidc.Button{{Text: "Sign in"}, {Value: "refuse-consent", Text: "Sign in, but do not share my information"}},
	}
	if q.register && hint == signInHint {
		page.Hint = "No account yet? Nobody has to register here: everybody who is alive has one, under their NHS number."
	}
	if q.subject != "" {
		page.Title, page.Name, page.Password, page.Hint = "Prove who you are", "", false, ""
		page.Buttons = []oidc.Button{{Text: "Prove my identity to level " + least(q.vectors)}, {Value: "leave", Text: "Not now"}}
	}
	page.Show(w)
}

// attempt is what somebody has filled in.
type attempt struct {
	name, password, decision string
	headless                 bool // without a page: proving more goes without saying
}

// signIn answers the form of the page.
func (s *Service) signIn(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	d := s.desk(call)
	form, q, ok := oidc.Resume(w, r, &d.pending, oidc.Now(call), cookie, title)
	if !ok {
		return
	}
	name := form.Get("username")
	if q.subject != "" {
		name = q.subject
	}
	s.enter(w, call, d, q, attempt{name: name, password: form.Get("password"), decision: form.Get("decision")})
}

// enter signs somebody in, asks for more, or sends the browser back with the reason why not.
func (s *Service) enter(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, a attempt) {
	c, err := people.FindCitizen(call.View, a.name)
	wrong := a.password != "" && subtle.ConstantTimeCompare([]byte(a.password), []byte(publishedPassword)) != 1
	if err != nil || wrong && c.Person < 0 {
		why := whyNobody(a.name, err)
		mocks.Explain(w.Header(), why)
		s.ask(w, call, d, q, "Nobody can sign in with that name and password.", "In this rehearsal: "+why+".")
		return
	}
	if c.Person >= 0 {
		call.Touch(c.Person)
	}
	if a.decision == "refuse-consent" {
		q.refuse(&refused{"access_denied", "ConsentNotGiven"}).Send(w) // research §3.2
		return
	}
	level := s.level(call, d, c)
	if _, ok := choose(q.vectors, level, q.fido); !ok {
		switch {
		case a.decision == "leave":
			q.refuse(&refused{"access_denied", "the person did not prove more about themselves"}).Send(w)
			return
		case q.subject == "" && !a.headless:
			q.subject = a.name
			s.ask(w, call, d, q, "", "")
			return
		}
		level = least(q.vectors)
		d.proven.Put(c.Subject, level, oidc.Now(call).AddDate(100, 0, 0))
	}
	// A fresh value for the browser, so that nobody has a session who knew the old one.
	q.browser = d.mint.Value()
	cookie.Set(w, call, q.browser)
	d.sessions.Put(q.browser, session{a.name, oidc.Wall(call)}, oidc.Now(call).Add(sessionLasts))
	s.done(w, call, d, q, c, level)
}

// whyNobody says to a developer what the page does not: why nobody signs in so. err is of people.FindCitizen; nil where the password was wrong.
func whyNobody(name string, err error) string {
	_, notNumber := nhs.ParseNumber(strings.ReplaceAll(strings.TrimSpace(name), " ", ""))
	switch {
	case err == nil:
		return "the password of the published test users is " + publishedPassword
	case errors.Is(err, people.ErrDied):
		return "they have died by the world's time"
	case strings.Contains(name, "@"):
		return "nobody of this population has the e-mail address " + name + "; everybody who is alive signs in by their NHS number"
	case notNumber != nil:
		return name + " is no NHS number, which has ten digits, the last of which is its check digit"
	}
	return "nobody of this population has that NHS number"
}

// level is what is proven about somebody by now.
func (s *Service) level(call *mocks.Call, d *desk, c *people.Citizen) string {
	risen, _ := d.proven.Get(c.Subject, oidc.Now(call))
	return max(c.Level, risen)
}

// done sends the browser back with a code.
func (s *Service) done(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, c *people.Citizen, level string) {
	vot, _ := choose(q.vectors, level, q.fido)
	at := oidc.Wall(call)
	if held, ok := d.sessions.Get(q.browser, oidc.Now(call)); ok {
		at = held.at
	}
	code := d.mint.Value()
	d.codes.Put(code, &grant{client: q.client.ID, redirect: q.redirect, nonce: q.nonce, scopes: q.scopes, username: accountName(c), level: level, vot: vot, at: at},
		oidc.Now(call).Add(codeLasts))
	q.answer("code", code).Send(w)
}

// accountName is a name under which FindCitizen finds the same account again.
func accountName(c *people.Citizen) string {
	if c.Person < 0 {
		return c.Email
	}
	return c.Account
}

// Authorization is the address of an authorisation request of the platform's own.
func (s *Service) Authorization(call *mocks.Call, request url.Values) string {
	return s.Issuer(call) + "/authorize?" + request.Encode()
}
