package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/world"
)

// signInReaders ask the identity providers, and the citizen's log.
func signInReaders() []reader {
	return []reader{
		{"nhs-login userinfo", aPerson, readUserinfo},
		{"nhs-login sign-in", aPerson, readSignIn},
		{"citizen log", aPerson, readLog},
		{"world view", aPerson, readView},
		{"branch", aPerson, readBranch},
		{"cis2 userinfo", aWorker, readStaffUserinfo},
		{"platform userinfo", aWorker, readPlatformUserinfo},
		{"healthcare worker", aWorker, readWorker},
		{"pds in a role", aWorker, readInRole},
		{"ended session", aWorker, readEnded},
		{"used refresh token", aPerson | aWorker, readSpent},
	}
}

// userinfo is what NHS login tells of a citizen.
type userinfo struct {
	Subject  string `json:"sub"`
	Number   string `json:"nhs_number"`
	Family   string `json:"family_name"`
	Given    string `json:"given_name"`
	Born     string `json:"birthdate"`
	Level    string `json:"identity_proofing_level"`
	Phone    string `json:"phone_number"`
	Landline string `json:"landline_number"`
	GP       struct {
		Code string `json:"gp_ods_code"`
	} `json:"gp_registration_details"`
	Metadata string `json:"client_user_metadata"`
}

// readUserinfo asks NHS login about somebody: with a token from before, if there is one, and who has died or was invalidated since is not told of.
func readUserinfo(r *round) error {
	s := r.target.person
	held, how := r.holder(s)
	if !r.mayEnter(s) {
		if !s.login.good(r.clock().Now()) {
			return r.refusedAtTheDoor(s)
		}
		return r.do(http.MethodGet, "/nhs-login/userinfo", "", "Authorization", "Bearer "+s.login.token).read(http.StatusUnauthorized, nil)
	}
	login, err := r.account(s)
	if err != nil {
		return err
	}
	var got userinfo
	if err := r.do(http.MethodGet, "/nhs-login/userinfo", "", "Authorization", "Bearer "+login.token).read(http.StatusOK, &got); err != nil {
		return err
	}
	r.looked(held, look{"anonymous", "nhs-login", "whoever signed in with your number", true})
	want := r.now(held).shown()
	var c contradictions
	c.must(how == world.Current || how == world.Superseded, "holding %d", how)
	c.same("nhs_number", got.Number, held.number)
	c.same("family_name", got.Family, want.family)
	c.same("given_name", got.Given, want.given)
	c.same("birthdate", got.Born, want.born)
	c.same("identity_proofing_level", got.Level, "P9")
	c.same("gp_ods_code", got.GP.Code, want.practice)
	c.same("client_user_metadata", got.Metadata, s.metadata)
	phone := strings.ReplaceAll(want.phone, " ", "")
	if phone != "" {
		phone = "+44" + strings.TrimPrefix(phone, "0")
	}
	c.same("phone_number or landline_number", got.Phone+got.Landline, phone)
	if s.subject == "" {
		s.subject = got.Subject
	}
	c.same("sub", got.Subject, s.subject)
	return c.err()
}

// readSignIn signs somebody in anew, which the dead and those of no record cannot.
func readSignIn(r *round) error {
	s := r.target.person
	if !r.mayEnter(s) {
		return r.refusedAtTheDoor(s)
	}
	s.citizen = nil
	_, err := r.citizen(s)
	return err
}

// readLog has somebody look at who looked at their data: the newest line is the newest call about them.
func readLog(r *round) error {
	s := r.target.person
	if !s.citizen.good(r.clock().Now()) && !r.mayEnter(s) {
		return r.refusedAtTheDoor(s)
	}
	token, err := r.citizen(s)
	if err != nil {
		return err
	}
	a := r.do(http.MethodGet, "/citizen", "", "Authorization", "Bearer "+token, "Accept", "application/json")
	held, how := r.holder(r.byNumber[s.citizen.subject])
	if how == world.Invalidated {
		return a.read(http.StatusForbidden, nil)
	}
	var out struct {
		Name, NHSNumber string
		Entries         []struct{ Application, Service, User string }
	}
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	f := r.now(held)
	var c contradictions
	c.same("number", strings.ReplaceAll(out.NHSNumber, " ", ""), held.number)
	c.must(strings.HasSuffix(out.Name, f.family), "name is %q, must end with %q", out.Name, f.family)
	want := held.last
	if want.known && want.app != "" {
		if len(out.Entries) == 0 {
			return fmt.Errorf("the log is empty; the newest call was %+v", want)
		}
		newest := out.Entries[0]
		c.same("newest application", newest.Application, want.app)
		c.same("newest service", newest.Service, want.service)
		c.must(strings.HasPrefix(newest.User, want.user) && (newest.User == "") == (want.user == ""), "newest user is %q, must be %q", newest.User, want.user)
	}
	return c.err()
}

// readView looks at the world as a scenario does.
func readView(r *round) error {
	s := r.target.person
	w := r.realm.World
	held, how := r.holder(s)
	i, got := w.Holder(number(s.number))
	if got != how || (how == world.Current || how == world.Superseded) && i != held.index {
		return fmt.Errorf("%s is %d of %d, must be %d of %d", s.number, got, i, how, held.index)
	}
	if how == world.Unissued || how == world.Invalidated {
		return nil
	}
	p, q, v := w.View().Registered(held.index)
	have, want := factsOf(&p, q, v.N), r.now(held)
	have.pharmacy, want.pharmacy = "", ""
	if want.homeless {
		have.postcode, have.line, want.postcode, want.line = "", "", "", ""
	}
	if have != want {
		return fmt.Errorf("the world has %+v, must have %+v", have, want)
	}
	for _, e := range s.entries {
		id, _ := w.IDs().Decode(e.kind, e.id)
		record, ok := w.Entry(id)
		if !ok || record.Version.N != e.version || record.Version.Deleted != e.gone {
			return fmt.Errorf("the world has %s/%s at %+v, must have version %d", e.kind, e.id, record.Version, e.version)
		}
	}
	return nil
}

// readBranch looks at the realm that branched off last: it is as it was then, whatever has been written here since.
func readBranch(r *round) error {
	if r.other == nil {
		if err := writeElsewhere(r); err != nil {
			return err
		}
	}
	s := r.target.person
	snap, ok := r.other.held[s]
	if !ok || snap.number == "changed" {
		for _, one := range r.cast {
			if snap, ok = r.other.held[one]; ok && snap.number != "" && snap.number != "changed" {
				s = one
				break
			}
		}
	}
	a := r.in(r.other.realm.Base(), http.MethodGet, "/personal-demographics/FHIR/R4/Patient/"+s.number, "", "Authorization", "Bearer "+r.other.token,
		"X-Request-ID", r.requestID())
	if snap.number == "" {
		return a.read(http.StatusNotFound, nil)
	}
	p := new(patient)
	if err := a.read(http.StatusOK, p); err != nil {
		return err
	}
	want, got := snap.facts.shown(), p.facts()
	want.pharmacy, got.pharmacy = "", ""
	var c contradictions
	c.same("id", p.ID, snap.number)
	got.homeless, got.removed, got.card, want.homeless, want.removed, want.card = false, false, "", false, false, ""
	if got != want {
		return fmt.Errorf("the branch has %+v, must have %+v as when it began", got, want)
	}
	return c.err()
}
