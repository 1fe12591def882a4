package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/ods"
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
	r.looked(held, look{"anonymous", "nhs-login", "", true})
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

// readStaffUserinfo asks CIS2 about a member of staff, and the organisations' directory and the register of their profession about what it says.
func readStaffUserinfo(r *round) error {
	s := r.target.staff
	signed, err := r.direct(s.user)
	if err != nil {
		return err
	}
	var got struct {
		User   string `json:"nhsid_useruid"`
		Given  string `json:"given_name"`
		Family string `json:"family_name"`
		Roles  []role `json:"nhsid_nrbac_roles"`
		GMC    string `json:"gmc_id"`
		NMC    string `json:"nmc_id"`
		GPhC   string `json:"gphc_id"`
		Orgs   []struct {
			Name string `json:"org_name"`
			Code string `json:"org_code"`
		} `json:"nhsid_user_orgs"`
	}
	if err := r.do(http.MethodGet, "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare/userinfo", "", "Authorization", "Bearer "+signed.token).read(http.StatusOK, &got); err != nil {
		return err
	}
	var c contradictions
	c.same("nhsid_useruid", got.User, s.user)
	c.same("given_name", got.Given, s.given)
	c.same("family_name", got.Family, s.family)
	c.same("registration number", got.GMC+got.NMC+got.GPhC, s.number)
	c.must(len(got.Roles) > 0 && got.Roles[0].Org == s.practice, "first role is at %v, must be at %s", got.Roles, s.practice)
	c.must(len(got.Orgs) > 0, "no organisations")
	for _, org := range got.Orgs {
		o, known := r.rig.directory.Find(org.Code, ods.DayOf(r.clock().Now()))
		if !known || !o.Active(ods.DayOf(r.clock().Now())) {
			return fmt.Errorf("works at %s, which is not open", org.Code)
		}
		c.same("org_name", org.Name, strings.ToUpper(o.Name))
	}
	return c.err()
}

// readPlatformUserinfo asks the platform.
func readPlatformUserinfo(r *round) error {
	w, err := r.signed(r.target.staff)
	if err != nil {
		return err
	}
	roles, err := r.rolesOf(w)
	if err != nil {
		return err
	}
	if roles[0].Org != w.staff.practice {
		return fmt.Errorf("first role is at %s, must be at %s", roles[0].Org, w.staff.practice)
	}
	return nil
}

// readWorker asks the Healthcare Worker API.
func readWorker(r *round) error {
	s := r.target.staff
	var got struct {
		Person struct {
			ID, Forename, Surname string
			OrgPersons            []struct {
				OrgID, OrgName string
				RoleProfiles   []struct{ ID string }
			}
		}
	}
	if err := r.do(http.MethodGet, "/healthcare-worker/Worker?identifier="+s.user, "", "apikey", client, "X-Correlation-ID", correlation).read(http.StatusOK, &got); err != nil {
		return err
	}
	w, err := r.signed(s)
	if err != nil {
		return err
	}
	var c contradictions
	c.same("id", got.Person.ID, s.user)
	c.same("forename", got.Person.Forename, s.given)
	c.same("surname", got.Person.Surname, s.family)
	profiles := 0
	for _, org := range got.Person.OrgPersons {
		for _, profile := range org.RoleProfiles {
			profiles++
			c.must(w.urid(org.OrgID) == profile.ID, "role profile %s at %s is none at CIS2: %v", profile.ID, org.OrgID, w.roles)
		}
	}
	c.must(profiles == len(w.roles), "%d role profiles, CIS2 has %d", profiles, len(w.roles))
	return c.err()
}

// readInRole reads a patient in a role of the user's, and is refused in one of somebody else's.
func readInRole(r *round) error {
	w, err := r.signed(r.target.staff)
	if err != nil {
		return err
	}
	s := r.pick(r.current)
	role := w.roles[r.draw.IntN(len(w.roles))]
	a := r.demographics(http.MethodGet, "/Patient/"+s.number, "", w.token, role.ID)
	if err := r.answered(a, s, "staff"); err != nil {
		return err
	}
	return r.demographics(http.MethodGet, "/Patient/"+s.number, "", w.token, "998999999999").coded(http.StatusBadRequest, "INVALID_VALUE")
}

// readEnded holds that no token of a session that was ended is good any more.
func readEnded(r *round) error {
	s := r.target.staff
	if len(s.ended) == 0 {
		if err := signOut(r); err != nil {
			return err
		}
		s = r.target.staff
	}
	some := r.pick(r.alive)
	if err := r.demographics(http.MethodGet, "/Patient/"+some.number, "", s.ended[0], "").read(http.StatusUnauthorized, nil); err != nil {
		return err
	}
	return r.do(http.MethodGet, "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare/userinfo", "", "Authorization", "Bearer "+s.ended[1]).read(http.StatusUnauthorized, nil)
}
