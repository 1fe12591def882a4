package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/oidc"
)

// ending is what a session that was ended has left behind: nothing of it is good any more. NHS login has no end of sessions.
type ending struct {
	platform []string // access tokens
	refresh  string   // the platform's; empty for none
	provider string   // CIS2's own access token; empty for one that goes on
}

// signOut has a member of staff sign in at CIS2, exchange the ID token for a token of the platform, and pull their smartcard out: the platform's token is
// good before and not after.
func signOut(r *round) error {
	s := r.colleague()
	r.target.staff, r.target.place = s, s.practice
	signed, err := r.direct(s.user)
	if err != nil {
		return err
	}
	var body struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	err = r.form("/oauth2/token", url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:token-exchange"}, "client_assertion_type": {jwtBearer},
		"client_assertion": {r.assertion(client, host+r.realm.Base()+"/oauth2/token")}, "subject_token": {signed.id},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"}}).read(http.StatusOK, &body)
	if err != nil {
		return err
	}
	some := r.pick(r.alive)
	if some == nil {
		return errNobody
	}
	call := func() answer {
		return r.demographics(http.MethodGet, "/Patient/"+some.number, "", body.Token, r.uridOf(s))
	}
	r.seenByWorker(some)
	if err := call().read(http.StatusOK, nil); err != nil {
		return fmt.Errorf("before the end of the session: %w", err)
	}
	if err := r.do(http.MethodGet, cis2.Root+"/connect/endSession?id_token_hint="+signed.id, "").read(http.StatusNoContent, nil); err != nil {
		return err
	}
	s.ended = ending{platform: []string{body.Token}, refresh: body.Refresh, provider: signed.token}
	return nil
}

// pullCard ends all sessions of a member of staff at once: the one that the platform has, and one of an application's own.
func pullCard(r *round) error {
	s := r.colleague()
	r.target.staff, r.target.place = s, s.practice
	w, err := r.enter(s)
	if err != nil {
		return err
	}
	signed, err := r.direct(s.user)
	if err != nil {
		return err
	}
	var out struct{ Ended []string }
	if err := r.form(cis2.Root+"/card-removed", url.Values{"username": {s.user}}).read(http.StatusOK, &out); err != nil {
		return err
	}
	if !slices.Contains(out.Ended, w.id) {
		return fmt.Errorf("card-removed has ended %v, and not %s", out.Ended, w.id)
	}
	w.ended = true
	s.ended = ending{platform: []string{w.token}, refresh: w.refresh, provider: signed.token}
	return nil
}

// tellPlatform has a logout token of CIS2 come to the platform, for a session whose sign-in may have been renewed: all its tokens end, and it ends once.
func tellPlatform(r *round) error {
	s := r.colleague()
	r.target.staff, r.target.place = s, s.practice
	w, err := r.enter(s)
	if err != nil {
		return err
	}
	s.ended = ending{platform: []string{w.token}}
	if r.draw.IntN(2) == 0 {
		if s.spent, err = r.renew(&w.session); err != nil {
			return err
		}
		s.ended.platform = append(s.ended.platform, w.token)
	}
	s.ended.refresh = w.refresh
	token := r.rig.provider.MustSign(jose.RS256, map[string]any{"iss": oidc.WithPort(host+r.realm.Base()) + cis2.Root, "aud": oidc.Platform, "sub": s.user, "sid": w.id,
		"iat": wallTime.Unix(), "jti": fmt.Sprintf("logout-%d", r.next()), "events": map[string]any{cis2.LogoutEvent: map[string]any{}}})
	tell := func() answer { return r.form("/oauth2/backchannel_logout", url.Values{"logout_token": {token}}) }
	if err := tell().read(http.StatusOK, nil); err != nil {
		return err
	}
	w.ended = true
	return tell().read(http.StatusNotImplemented, nil)
}

// uridOf is a role of a member of staff, as the platform has told it before.
func (r *round) uridOf(s *staff) string {
	if w := r.workers[s.user]; w != nil {
		return w.roles[0].ID
	}
	if w, err := r.enter(s); err == nil {
		return w.roles[0].ID
	}
	return ""
}
