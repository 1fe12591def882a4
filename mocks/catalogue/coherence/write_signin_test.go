package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"

	"sandpiper/mocks/login/cis2"
)

// signInWriters sign people in and out.
func signInWriters() []writer {
	return []writer{
		{"citizen signs in", aPerson, signInAnew},
		{"citizen refuses consent", aPerson, refuseConsent},
		{"nhs-login keeps metadata", aPerson, keepMetadata},
		{"clinician looks at a record", aPerson, lookAt},
		{"staff sign in", aWorker, func(r *round) error {
			r.target.staff = r.colleague()
			r.target.place = r.target.staff.practice
			_, err := r.enter(r.target.staff)
			return err
		}},
		{"staff sign out", aWorker, signOut},
	}
}

// signInAnew signs a citizen in through the platform, by any number that leads to them.
func signInAnew(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	s.citizen = nil
	_, err := r.citizen(s)
	return err
}

// refuseConsent has a citizen sign in and not share anything.
func refuseConsent(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	back, a := r.follow("/oauth2/authorize", url.Values{"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st"},
		"scope": {"nhs-login"}, "login_as": {s.number}, "decision": {"refuse-consent"}})
	if back.Get("error") != "access_denied" || back.Has("code") {
		return fmt.Errorf("%d %s", a.code, a.header.Get("Location"))
	}
	r.looked(s, look{"anonymous", "nhs-login", "", true})
	return nil
}

// keepMetadata has the application keep a text about a citizen at NHS login.
func keepMetadata(r *round) error {
	now := r.clock().Now()
	s := r.among(func(s *subject) bool { return s.login.good(now) && r.mayEnter(s) })
	if s == nil {
		s = r.pick(r.alive)
	}
	if s == nil {
		return errNobody
	}
	r.target.person = s
	held, err := r.account(s)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("kept %d", r.next())
	a := r.do(http.MethodPatch, "/nhs-login/userinfo", encoded(map[string]string{"client_user_metadata": text}), "Authorization", "Bearer "+held.token,
		"Content-Type", "application/json")
	s.metadata = text
	of, _ := r.holder(s)
	r.looked(of, look{"anonymous", "nhs-login", "", true})
	return a.read(http.StatusNoContent, nil)
}

// lookAt only reads: what it changes is the log that the citizen sees.
func lookAt(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	_, err := r.readPatient(s)
	r.seenByWorker(s)
	return err
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
		Token string `json:"access_token"`
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
	s.ended = append(s.ended[:0], body.Token, signed.token)
	return nil
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
