package cis2

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

const title = "NHS Care Identity Service 2"

// session is who has signed in in a browser.
type session struct {
	id    string // sid
	user  string
	level int
	amr   []string
	at    time.Time // virtual
	wall  time.Time
	told  []string // client_ids that have tokens of the session
}

var cookie = oidc.Cookie{Name: "made_up_cis2", Path: Root}

var opening = oidc.Opening{Title: title, Path: "authorize", Stranger: "Client authentication failed.",
	Astray: "The redirection URI provided does not match a pre-registered value."}

// authorize answers GET and POST {iss}/authorize.
func (s *Service) authorize(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	query, client, ok := opening.Begin(w, r, call)
	if !ok {
		return
	}
	q := &request{client: client, redirect: query.Get("redirect_uri")}
	if e := q.parse(query); e != nil {
		mocks.Explain(w.Header(), e.description)
		q.refuse(s.Issuer(call), e).Send(w)
		return
	}
	d := s.desk(call)
	q.browser = cookie.Of(r)
	if name := query.Get("login_as"); name != "" { // ours: a sign-in without a page (research §13.8)
		s.enter(w, call, d, q, name, query.Get("role"))
		return
	}
	if held, ok := d.sessions.Get(q.browser, oidc.Now(call)); ok && !q.again && (q.lenient || q.context.satisfied(held)) &&
		(q.maxAge < 0 || !oidc.Now(call).After(held.at.Add(q.maxAge))) {
		if staff, known := people.FindStaff(call.View, held.user); known {
			s.choose(w, call, d, q, staff, held.level, "")
			return
		}
	}
	if q.silent {
		q.refuse(s.Issuer(call), &refused{"login_required", "The request requires login."}).Send(w)
		return
	}
	s.ask(w, call, d, q, nil, "")
}

// ask shows the page on which somebody signs in, or picks one of their roles.
func (s *Service) ask(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, roles []people.Role, notice string) {
	if q.browser == "" {
		q.browser = d.mint.Value()
		cookie.Set(w, call, q.browser)
	}
	code := d.mint.Value()
	d.pending.Put(code, q, oidc.Now(call).Add(signInWithin))
	page := oidc.Page{
		Title: "Sign in", Provider: title, Client: q.client.Name, Notice: notice, Action: s.Issuer(call) + "/sign-in?session_code=" + code,
		Name: "SDS user id (twelve digits)", Buttons: []oidc.Button{{Text: "Sign in"}},
		Hint: "Every clinician of every practice signs in by their user id, without a smartcard. The start page of 'sandpiper serve' has one to try.",
	}
	if roles != nil {
		page.Title, page.Name, page.Hint, page.Choice, page.Buttons = "Choose your role", "", "", "role", []oidc.Button{{Text: "Continue"}}
		for _, role := range roles {
			page.Choices = append(page.Choices, oidc.Choice{Value: role.ID, Text: role.Name + " at " + role.OrgName + " (" + role.Organisation + ")"})
		}
	}
	page.Show(w)
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
	if q.user != "" {
		name = q.user
	}
	s.enter(w, call, d, q, name, form.Get("role"))
}

// enter signs somebody in, or asks again.
func (s *Service) enter(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, name, role string) {
	staff, ok := people.FindStaff(call.View, name)
	if !ok {
		mocks.Explain(w.Header(), "nobody of this population has that SDS user id: twelve digits that begin with 999, as on the start page of 'sandpiper serve' and "+
			"in the registers of practitioners")
		s.ask(w, call, d, q, nil, "Nobody can sign in with that user id.")
		return
	}
	if staff.Level < q.context.least && !q.lenient {
		s.ask(w, call, d, q, nil, "Your authenticator reaches AAL"+strconv.Itoa(staff.Level)+"; the application asks for "+q.context.name+".")
		return
	}
	if q.user == "" { // whoever picks a role has signed in before
		q.again = true
	}
	s.choose(w, call, d, q, staff, staff.Level, role)
}

// choose has somebody pick a role where the application wants one and they have several, and sends the browser back. A role that came with the
// sign-in was picked already, as in the Identity Agent of smartcards (research §4.6). Whoever has just signed in has a new session: its auth_time is
// the one that max_age is held to.
func (s *Service) choose(w http.ResponseWriter, call *mocks.Call, d *desk, q *request, staff *people.Staff, level int, role string) {
	selected := staff.Selected
	known := slices.ContainsFunc(staff.Roles, func(r people.Role) bool { return r.ID == role })
	if known {
		selected = role
	}
	if !known && q.wantsRole() {
		switch {
		case len(staff.Roles) == 1:
			selected = staff.Roles[0].ID
		case role == "" && selected != "" && !slices.Contains(q.scopes, "changedrole"):
		case q.silent:
			q.refuse(s.Issuer(call), &refused{"interaction_required", "A role must be selected."}).Send(w)
			return
		default:
			q.user, q.level = staff.User, level
			s.ask(w, call, d, q, staff.Roles, "")
			return
		}
	}
	held, ok := d.sessions.Get(q.browser, oidc.Now(call))
	if !ok || held.user != staff.User || q.again || held.level != level {
		held = &session{id: d.mint.UUID(), user: staff.User, level: level, amr: q.context.methods(level), at: oidc.Now(call), wall: oidc.Wall(call)}
		q.browser = d.mint.Value() // a fresh value, so that nobody has the session who knew the old one
		cookie.Set(w, call, q.browser)
	}
	if !slices.Contains(held.told, q.client.ID) {
		next := *held
		next.told = append(slices.Clone(held.told), q.client.ID)
		held = &next
	}
	d.sessions.Put(q.browser, held, oidc.Now(call).Add(sessionLasts))
	code := d.mint.Value()
	d.codes.Put(code, &grant{client: q.client.ID, redirect: q.redirect, nonce: q.nonce, state: q.state, challenge: q.challenge, scopes: q.scopes,
		acr: q.context.name, selected: selected, session: held}, oidc.Now(call).Add(codeLasts))
	q.answer(s.Issuer(call), "code", code).Send(w)
}

// Authorization is the address of an authorisation request of the platform's own. made_up_lenient among the parameters lets in whoever reaches
// less than is asked for.
func (s *Service) Authorization(call *mocks.Call, request url.Values) string {
	return s.Issuer(call) + "/authorize?" + request.Encode()
}
