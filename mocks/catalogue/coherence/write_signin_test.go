package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
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
		{"staff pull their smartcard out", aWorker, pullCard},
		{"platform is told of a log-out", aWorker, tellPlatform},
		{"citizen's sign-in is renewed", aPerson, renewCitizen},
		{"staff's sign-in is renewed", aWorker, renewStaff},
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
	r.looked(s, look{"anonymous", "nhs-login", "whoever signed in with your number", true})
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
	r.looked(of, look{"anonymous", "nhs-login", "whoever signed in with your number", true})
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
