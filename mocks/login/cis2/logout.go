package cis2

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// LogoutEvent is the member of events that makes a JWT a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
const LogoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// logoutWithin is how long an application may take to answer a logout token.
const logoutWithin = 5 * time.Second

// logoutLasts is how long a logout token is good for: Back-Channel Logout 1.0 (errata set 1) §2.4 wants an exp, §4 at most two minutes on.
const logoutLasts = 2 * time.Minute

// endSession answers connect/endSession: whoever holds an ID token of a session may end it, as a smartcard that is pulled out does. The
// platform's tokens of the session are forgotten, and each application of the session that has an address for it is told, plain http
// and loopback addresses included (research §4.5). A browser goes on to post_logout_redirect_uri, where that is one of the application's addresses
// (ForgeRock AM, recalled).
func (s *Service) endSession(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	asked := r.URL.Query()
	if form, media, ok := oidc.Form(r); media && ok && form.Has("id_token_hint") {
		asked = form
	}
	t, err := oidc.Read(asked.Get("id_token_hint"))
	if err != nil || !s.issued(call, t) {
		refuse(w, http.StatusBadRequest, "invalid_request", "The id_token_hint is invalid.", "send an ID token of this provider and realm as id_token_hint")
		return
	}
	back := asked.Get("post_logout_redirect_uri")
	app, known := oidc.Client(call, t.Claims.Words("aud"))
	if back != "" && (!known || !oidc.Registered(app, back)) {
		refuse(w, http.StatusBadRequest, "redirect_uri_mismatch", opening.Astray, "post_logout_redirect_uri must be, byte by byte, one of the application's addresses")
		return
	}
	troubles := s.End(r.Context(), call, t.Claims.Words("sid"))
	if len(troubles) > 0 {
		mocks.Explain(w.Header(), strings.Join(troubles, "; "))
	}
	if back == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer := oidc.Answer{To: back}
	if state := asked.Get("state"); state != "" {
		answer.Pair = []string{"state", state}
	}
	answer.Send(w)
}

// issued reports whether a token is an ID token of this provider, whichever way its application has them signed.
func (s *Service) issued(call *mocks.Call, t *oidc.Token) bool {
	_, ok := s.Signed(call, t)
	if app, known := call.Estate.App(t.Claims.Words("aud")); !ok && known && app.IDTokenAlg == string(jose.HS256) {
		ok = t.Keyed(app.Secret)
	}
	return ok && s.Issues(call, t.Claims.Words("iss")) && t.Claims.Words("tokenName") == "id_token"
}

// removeCard answers card-removed, which is ours: the sessions of whoever is named end as if they had pulled their smartcard out, so that a
// test can bring back-channel logout about without a browser or an ID token (research §4.5: trigger logout by API).
func (s *Service) removeCard(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	form, media, ok := oidc.Form(r)
	name := strings.TrimSpace(form.Get("username"))
	if !media || !ok || name == "" {
		refuse(w, http.StatusBadRequest, "invalid_request", "Missing parameter, 'username'", "send a form with the SDS user id as username")
		return
	}
	ended := s.desk(call).sessions.Drop(func(held *session) bool { return held.user == name })
	troubles := s.end(r.Context(), call, ended)
	sids := []string{}
	for _, held := range ended {
		if !slices.Contains(sids, held.id) {
			sids = append(sids, held.id)
		}
	}
	slices.Sort(sids)
	mocks.Answer(w, "application/json", http.StatusOK, map[string][]string{"ended": sids, "not_told": troubles})
}

// End ends a session and tells its applications. troubles names those that could not be told, in the order in which they joined the session.
func (s *Service) End(ctx context.Context, call *mocks.Call, sid string) (troubles []string) {
	ended := s.desk(call).sessions.Drop(func(held *session) bool { return held.id == sid })
	if len(ended) == 0 {
		ended = []*session{{id: sid}} // the browser has forgotten it; tokens may be left
	}
	return s.end(ctx, call, ended)
}

// end forgets what belongs to sessions that nobody has any more, and tells their applications.
func (s *Service) end(ctx context.Context, call *mocks.Call, ended []*session) (troubles []string) {
	d := s.desk(call)
	troubles = []string{}
	told := make(map[[2]string]bool)
	silent := make(map[string]error) // why an application cannot be reached: it holds nobody up twice
	for _, held := range ended {
		sid := held.id
		d.access.Drop(func(g *grant) bool { return g.session.id == sid })
		d.codes.Drop(func(g *grant) bool { return g.session.id == sid })
		d.ended.Put(sid, true, oidc.Now(call).Add(2*sessionLasts))
		call.Realm.Tokens.EndSession(sid)
		for _, id := range held.told {
			app, ok := call.Estate.App(id)
			if !ok || app.LogoutURL == "" || told[[2]string{sid, id}] {
				continue
			}
			told[[2]string{sid, id}] = true
			err := silent[id]
			if err == nil {
				err = s.tell(ctx, call, d, app, held)
			}
			if _, unreachable := errors.AsType[*url.Error](err); unreachable {
				silent[id] = err
			}
			if err != nil {
				troubles = append(troubles, err.Error())
			}
		}
	}
	return troubles
}

// tell posts a logout token to an application.
func (s *Service) tell(ctx context.Context, call *mocks.Call, d *desk, app *mocks.App, held *session) error {
	if s.Client == nil {
		return fmt.Errorf("tell %s of the logout: this estate sends nothing outside", app.ID)
	}
	now := oidc.Wall(call)
	token := s.key(call).MustSign(jose.RS256, map[string]any{
		"iss": s.Issuer(call), "aud": app.ID, "sub": held.user, "sid": held.id, "jti": d.mint.UUID(),
		"iat": now.Unix(), "exp": now.Add(logoutLasts).Unix(),
		"events": map[string]any{LogoutEvent: map[string]any{}},
	})
	ctx, cancel := context.WithTimeout(ctx, logoutWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, app.LogoutURL, strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	if err != nil {
		return fmt.Errorf("tell %s of the logout: %w", app.ID, err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := s.Client.Do(request)
	if err != nil {
		return fmt.Errorf("tell %s of the logout: %w", app.ID, err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return fmt.Errorf("tell %s of the logout: status %d", app.ID, response.StatusCode)
	}
	return nil
}

// lapsing ends the sessions that have run out before it lets a call through, and tells their applications (research §4.5): the world's clock wakes
// nobody, so that it is done when the provider is next called.
func (s *Service) lapsing(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := mocks.CallFrom(r.Context())
		if troubles := s.end(r.Context(), call, s.desk(call).sessions.Lapsed(oidc.Now(call))); len(troubles) > 0 {
			mocks.Explain(w.Header(), strings.Join(troubles, "; "))
		}
		next(w, r)
	}
}

// Ended reports whether a session has been ended.
func (s *Service) Ended(call *mocks.Call, sid string) bool {
	_, ended := s.desk(call).ended.Get(sid, oidc.Now(call))
	return ended
}
