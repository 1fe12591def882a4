package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/ods"
)

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

// readEnded holds that nothing of a session that was ended is good any more.
func readEnded(r *round) error {
	s := r.target.staff
	if len(s.ended.platform) == 0 {
		if err := signOut(r); err != nil {
			return err
		}
		s = r.target.staff
	}
	some := r.pick(r.alive)
	if some == nil {
		return errNobody
	}
	for _, token := range s.ended.platform {
		if err := r.demographics(http.MethodGet, "/Patient/"+some.number, "", token, "").read(http.StatusUnauthorized, nil); err != nil {
			return err
		}
		if err := r.do(http.MethodGet, "/oauth2/userinfo", "", "Authorization", "Bearer "+token).read(http.StatusUnauthorized, nil); err != nil {
			return err
		}
	}
	if err := r.renewal(s.ended.refresh).read(http.StatusUnauthorized, nil); err != nil {
		return fmt.Errorf("refresh token: %w", err)
	}
	if s.ended.provider == "" {
		return nil
	}
	return r.do(http.MethodGet, cis2.Root+"/userinfo", "", "Authorization", "Bearer "+s.ended.provider).read(http.StatusUnauthorized, nil)
}
