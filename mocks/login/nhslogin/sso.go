package nhslogin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// again signs somebody in who is signed in already, here or at another application (single sign-on, research §3.6). It reports false when a page must be shown.
func (s *Service) again(ctx context.Context, w http.ResponseWriter, call *mocks.Call, d *desk, q *request) bool {
	if q.prompt == "login" {
		return false
	}
	name, why := "", &refused{"login_required", "nobody is signed in"}
	if q.asserted != "" {
		var trouble string
		if name, trouble = s.assertedBy(ctx, call, d, q.asserted); name == "" {
			mocks.Explain(w.Header(), "asserted_login_identity: "+trouble)
			why = &refused{"sso_login_required", "asserted_login_identity is not valid"}
		}
	} else if held, ok := d.sessions.Get(q.browser, oidc.Now(call)); ok {
		name = held.username
	}
	if name != "" {
		c, err := people.FindCitizen(call.View, name)
		if err == nil {
			level := s.level(call, d, c)
			if _, ok := choose(q.vectors, level, q.fido); ok {
				s.done(w, call, d, q, c, level)
				return true
			}
			why = &refused{"interaction_required", "more must be proven about the person"}
			if q.asserted != "" && q.prompt != "none" { // a step up needs no second sign-in (step-up-p5-p9.md)
				q.subject = name
				s.ask(w, call, d, q, "", "")
				return true
			}
		}
	}
	if q.prompt == "none" {
		q.refuse(why).Send(w)
		return true
	}
	return false
}

// assertedFor is how long an asserted_login_identity may live from its iat (research §3.2).
const assertedFor = 60 // seconds

// assertedBy is who another application says is signed in there, by a JWT that it signed: code is the jti of the ID token that it was given,
// iss its client_id, exp at most a minute after iat. The name is empty when the assertion does not hold, and trouble says why.
func (s *Service) assertedBy(ctx context.Context, call *mocks.Call, d *desk, compact string) (name, trouble string) {
	t, err := oidc.Read(compact)
	if err != nil {
		return "", err.Error()
	}
	app, ok := call.Estate.App(t.Claims.Words("iss"))
	if !ok || app.Revoked {
		return "", "iss is no application that is registered here"
	}
	keys, err := s.Keys.Of(ctx, call, app)
	if err != nil {
		return "", err.Error()
	}
	if !t.Signed(keys.Keys, jose.RS512) {
		return "", "no registered key of " + strconv.Quote(app.ID) + " made this signature with RS512"
	}
	iat, iatErr := t.Claims.Seconds("iat")
	exp, expErr := t.Claims.Seconds("exp")
	now := oidc.Wall(call)
	switch {
	case iatErr != nil || expErr != nil:
		return "", "iat and exp must be whole numbers"
	case exp > iat+assertedFor || iat > now.Unix()+assertedFor:
		return "", "exp is more than a minute after iat, or iat lies ahead"
	case exp <= now.Unix():
		return "", "it has expired by the real time"
	case t.ID() == "":
		return "", "jti is missing"
	}
	given, ok := d.issued.Get(t.Claims.Words("code"), oidc.Now(call))
	if !ok || given.client != app.ID {
		return "", "code is not the jti of an ID token that " + strconv.Quote(app.ID) + " was given"
	}
	if !d.spent.Add("sso\x00"+app.ID+"\x00"+t.ID(), true, now, time.Unix(exp, 0)) {
		return "", "jti was used before"
	}
	return given.username, ""
}
