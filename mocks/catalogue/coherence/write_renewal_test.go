package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// renewal asks the platform to renew a sign-in by a refresh token.
func (r *round) renewal(refresh string) answer {
	return r.form("/oauth2/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {client}, "client_secret": {secret}, "refresh_token": {refresh}})
}

// renew renews a session: a new access token takes the place of the old one, and the refresh token that was used is good no more.
func (r *round) renew(s *session) (spent string, err error) {
	var body struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Count   string `json:"refresh_count"`
	}
	if err := r.renewal(s.refresh).read(http.StatusOK, &body); err != nil {
		return "", fmt.Errorf("renew: %w", err)
	}
	s.renewed++
	if body.Count != strconv.Itoa(s.renewed) || body.Token == s.token || body.Refresh == s.refresh {
		return "", fmt.Errorf("renewed %s times, must be %d, with tokens that are new", body.Count, s.renewed)
	}
	spent = s.refresh
	s.token, s.refresh, s.until = body.Token, body.Refresh, r.clock().Now().Add(life)
	return spent, nil
}

// renewCitizen renews the sign-in of a citizen.
func renewCitizen(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	return r.renewFor(s)
}

// renewFor signs a citizen in, if they are not, and renews that.
func (r *round) renewFor(s *subject) error {
	_, err := r.citizen(s)
	if err == nil {
		s.spent, err = r.renew(s.citizen)
	}
	return err
}

// renewStaff renews the sign-in of a member of staff.
func renewStaff(r *round) error {
	s := r.colleague()
	r.target.staff, r.target.place = s, s.practice
	return r.renewOf(s)
}

// renewOf signs a member of staff in, if they are not, and renews that.
func (r *round) renewOf(s *staff) error {
	w, err := r.signed(s)
	if err == nil {
		s.spent, err = r.renew(&w.session)
	}
	return err
}

// readSpent holds that a refresh token works once, and that what it gave is good.
func readSpent(r *round) error {
	var spent string
	switch s, w := r.target.person, r.target.staff; {
	case w != nil:
		if w.spent == "" {
			if err := r.renewOf(w); err != nil {
				return err
			}
		}
		spent = w.spent
	case s != nil:
		if s.spent == "" && !r.mayEnter(s) {
			return r.refusedAtTheDoor(s)
		}
		if s.spent == "" {
			if err := r.renewFor(s); err != nil {
				return err
			}
		}
		spent = s.spent
	}
	var got struct {
		Error string `json:"error_description"`
	}
	if err := r.renewal(spent).read(http.StatusUnauthorized, &got); err != nil {
		return err
	}
	var c contradictions
	c.same("error_description", got.Error, "refresh_token is invalid")
	return c.err()
}
