package coherence_test

import (
	"fmt"
	"net/http"
	"time"

	"sandpiper/synthetic/nhs"
)

// staff is a clinician of the population.
type staff struct {
	user, practice, given, family string
	ended                         ending // the session that was ended last
	spent                         string // the refresh token that was used last
	register, number              string // of their profession, by the directory's own rule: practice, hyphen, number there; empty for none
}

// worker is a member of staff who has signed in through the platform.
type worker struct {
	session
	staff *staff
	roles []role
	ended bool // the session was ended at CIS2
}

// role is what CIS2 says of one.
type role struct {
	ID   string `json:"person_roleid"`
	Org  string `json:"org_code"`
	Code string `json:"role_code"`
}

// professions are the registers of the roles that have one, and the claims in which CIS2 gives the number.
var professions = map[string][2]string{
	"General practitioner": {"practitioner-gmc", "gmc_id"}, "Nurse practitioner": {"practitioner-nmc", "nmc_id"}, "Practice nurse": {"practitioner-nmc", "nmc_id"},
	"Clinical pharmacist": {"practitioner-gphc", "gphc_id"},
}

// hire takes in some staff of the practices of the people of the round.
func (r *round) hire() {
	for k := range 5 {
		practice := nhs.ODS(r.base(r.cast[5+k], horizon).practice)
		r.employ(practice, r.draw.IntN(8))
	}
}

// employ takes in a clinician of a practice who may see records there.
func (r *round) employ(practice nhs.ODS, k int) *staff {
	who := r.rig.population.Practitioner(practice, k)
	for tries := range 64 {
		if professions[who.Role][0] != "" {
			break
		}
		who = r.rig.population.Practitioner(practice, k+tries)
	}
	for _, s := range r.staff {
		if s.user == who.SDSUser {
			return s
		}
	}
	s := &staff{user: who.SDSUser, practice: string(practice), family: who.Name.Family, given: who.Name.Given[0], register: professions[who.Role][0],
		number: fmt.Sprintf("%s-%02d", practice, who.Number)}
	r.staff = append(r.staff, s)
	return s
}

// of is a clinician of a practice.
func (r *round) of(practice string) *staff {
	for _, s := range r.staff {
		if s.practice == practice {
			return s
		}
	}
	return r.employ(nhs.ODS(practice), 0)
}

// colleague is some member of staff.
func (r *round) colleague() *staff { return r.staff[r.draw.IntN(len(r.staff))] }

// onDuty is a member of staff, most often one who has signed in already.
func (r *round) onDuty() *staff {
	if s := r.colleague(); r.draw.IntN(8) == 0 || r.duty == nil || !r.workers[r.duty.user].in(r.clock().Now()) {
		r.duty = s
	}
	return r.duty
}

// in reports whether a worker has a good token.
func (w *worker) in(now time.Time) bool { return w != nil && w.good(now) && !w.ended }

// signed is a member of staff with a good token.
func (r *round) signed(s *staff) (*worker, error) {
	if held := r.workers[s.user]; held.in(r.clock().Now()) {
		return held, nil
	}
	return r.enter(s)
}

// enter signs a member of staff in through the platform, and asks who they are.
func (r *round) enter(s *staff) (*worker, error) {
	signed, err := r.platform(s.user, "nhs-cis2")
	if err != nil {
		return nil, fmt.Errorf("sign %s in: %w", s.user, err)
	}
	w := &worker{session: *signed, staff: s}
	if w.roles, err = r.rolesOf(w); err != nil {
		return nil, err
	}
	r.workers[s.user] = w
	return w, nil
}

// rolesOf is what the platform says of a worker's roles.
func (r *round) rolesOf(w *worker) ([]role, error) {
	var body struct {
		User  string `json:"nhsid_useruid"`
		Roles []role `json:"nhsid_nrbac_roles"`
	}
	if err := r.do(http.MethodGet, "/oauth2/userinfo", "", "Authorization", "Bearer "+w.token).read(http.StatusOK, &body); err != nil {
		return nil, fmt.Errorf("userinfo of the platform: %w", err)
	}
	if body.User != w.staff.user || len(body.Roles) == 0 {
		return nil, fmt.Errorf("userinfo of the platform has user %s with %d roles", body.User, len(body.Roles))
	}
	return body.Roles, nil
}

// urid is the role at a practice.
func (w *worker) urid(practice string) string {
	for _, role := range w.roles {
		if role.Org == practice {
			return role.ID
		}
	}
	return w.roles[0].ID
}

// staffPractice is the practice of some member of staff.
func (r *round) staffPractice() nhs.ODS { return nhs.ODS(r.colleague().practice) }
