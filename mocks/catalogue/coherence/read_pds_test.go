package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sandpiper/mocks/world"
)

// demographicReaders look at PDS in every way that it offers.
func demographicReaders() []reader {
	return []reader{
		{"pds read by staff", aPerson, readByStaff},
		{"pds read by application", aPerson, readByApplication},
		{"pds read by the patient", aPerson, readByPatient},
		{"pds read by an old number", aPerson, readByOldNumber},
		{"pds read of nobody", aPerson, readNobody},
		{"pds search by name", aPerson, searching(func(f facts) url.Values {
			return url.Values{"family": {f.family}, "given": {f.given}, "birthdate": {"eq" + f.born}}
		})},
		{"pds search by nickname", aPerson, searchNickname},
		{"pds search by postcode", aPerson, searching(func(f facts) url.Values {
			return url.Values{"family": {f.family}, "birthdate": {"eq" + f.born}, "address-postalcode": {f.postcode}}
		})},
		{"pds search by practice", aPerson, searching(func(f facts) url.Values {
			return url.Values{"family": {f.family}, "birthdate": {"eq" + f.born}, "general-practitioner": {f.practice}}
		})},
		{"pds fuzzy search", aPerson, searching(func(f facts) url.Values {
			return url.Values{"_fuzzy-match": {"true"}, "family": {f.family}, "given": {f.given}, "birthdate": {"eq" + f.born}}
		})},
		{"pds search by application", aPerson, searchByApplication},
		{"pds related people", aPerson, readRelated},
		{"pds card", aPerson, readCard},
	}
}

// seen compares a Patient of PDS with what must be so of somebody.
func (r *round) seen(p *patient, s *subject, search bool) error {
	want, got := r.now(s).shown(), p.facts()
	var c contradictions
	c.same("id", p.ID, s.number)
	c.same("family", got.family, want.family)
	c.same("given", got.given, want.given)
	c.same("gender", got.gender, want.gender)
	c.same("birthDate", got.born, want.born)
	c.same("deceasedDateTime", got.died, want.died)
	c.same("practice", got.practice, want.practice)
	c.same("postcode", got.postcode, want.postcode)
	c.same("line", got.line, want.line)
	c.same("phone", got.phone, want.phone)
	c.same("email", got.email, want.email)
	c.same("security", fmt.Sprint(got.access), fmt.Sprint(want.access))
	c.same("versionId", fmt.Sprint(got.version), fmt.Sprint(want.version))
	c.same("nickname", got.nickname, want.nickname)
	if !search {
		c.same("pharmacy", got.pharmacy, want.pharmacy)
	}
	return c.err()
}

// answered compares an answer of GET Patient/{number} with what must be.
func (r *round) answered(a answer, s *subject, user string) error {
	held, how := r.holder(s)
	switch how {
	case world.Unissued:
		return a.coded(http.StatusNotFound, "RESOURCE_NOT_FOUND")
	case world.Invalidated:
		return a.coded(http.StatusNotFound, "INVALIDATED_RESOURCE")
	}
	r.looked(held, look{client, "pds", user, true})
	p := new(patient)
	if err := a.read(http.StatusOK, p); err != nil {
		return err
	}
	return r.seen(p, held, false)
}

// coded holds an answer to a status and a code of an outcome.
func (a answer) coded(status int, code string) error {
	if a.code != status || !strings.Contains(string(a.body), `"`+code+`"`) {
		return fmt.Errorf("status %d, must be %d %s: %s", a.code, status, code, clip(a.body))
	}
	return nil
}

func readByStaff(r *round) error {
	s := r.target.person
	a, err := r.asWorker(http.MethodGet, "/Patient/"+s.number, "")
	if err != nil {
		return err
	}
	return r.answered(a, s, "staff")
}

func readByApplication(r *round) error {
	s := r.target.person
	a, err := r.asProduct("/Patient/" + s.number)
	if err != nil {
		return err
	}
	return r.answered(a, s, "")
}

// readByPatient has somebody read their own record under the number that they signed in with, and another's, which is refused.
func readByPatient(r *round) error {
	token, of, err := r.themselves()
	if of == nil {
		return err
	}
	if err := r.answered(r.demographics(http.MethodGet, "/Patient/"+of.number, "", token, ""), of, "you"); err != nil {
		return err
	}
	other := r.cast[r.draw.IntN(len(r.cast))]
	if other == of {
		return nil
	}
	if held, how := r.holder(other); how == world.Current || how == world.Superseded {
		user := "another citizen"
		if mine, _ := r.holder(of); mine == held {
			user = "you" // by a number that is in use no more
		}
		r.looked(held, look{client, "pds", user, true})
	}
	return r.demographics(http.MethodGet, "/Patient/"+other.number, "", token, "").read(http.StatusForbidden, nil)
}

// themselves is the token with which the target reads as the person that they signed in as. Who may not enter is held to be refused: then there is
// nobody, and err says whether they were.
func (r *round) themselves() (token string, of *subject, err error) {
	s := r.target.person
	if !s.citizen.good(r.clock().Now()) && !r.mayEnter(s) {
		return "", nil, r.refusedAtTheDoor(s)
	}
	if token, err = r.citizen(s); err != nil {
		return "", nil, err
	}
	if of = r.byNumber[s.citizen.subject]; of == nil {
		return "", nil, fmt.Errorf("nobody has the number %s that a token is for", s.citizen.subject)
	}
	return token, of, nil
}

// mayEnter reports whether somebody can sign in.
func (r *round) mayEnter(s *subject) bool {
	held, how := r.holder(s)
	return (how == world.Current || how == world.Superseded) && r.now(held).died == ""
}

// refusedAtTheDoor holds that somebody cannot sign in, at NHS login or through the platform.
func (r *round) refusedAtTheDoor(s *subject) error {
	if signed, err := r.platform(s.number, "nhs-login"); err == nil {
		return fmt.Errorf("%s signs in, which nobody can: token %s", s.number, signed.token)
	}
	return nil
}

// readByOldNumber reads by a number that was merged into somebody's, where they have one.
func readByOldNumber(r *round) error {
	s := r.target.person
	if len(s.former) == 0 {
		return readByApplication(r)
	}
	a, err := r.asProduct("/Patient/" + s.former[0])
	if err != nil {
		return err
	}
	return r.answered(a, s, "")
}

// readNobody reads numbers that are nobody's.
func readNobody(r *round) error {
	invalid, unissued := r.rig.invented(r.next())
	a, err := r.asProduct("/Patient/" + invalid.String())
	if err != nil {
		return err
	}
	if err := a.coded(http.StatusNotFound, "INVALIDATED_RESOURCE"); err != nil {
		return err
	}
	if a, err = r.asProduct("/Patient/" + unissued.String()); err != nil {
		return err
	}
	return a.coded(http.StatusNotFound, "RESOURCE_NOT_FOUND")
}

// readRelated holds that a restricted person has nobody, and that whoever is named by number is on the register.
func readRelated(r *round) error {
	s := r.target.person
	a, err := r.asWorker(http.MethodGet, "/Patient/"+s.number+"/RelatedPerson", "")
	if err != nil {
		return err
	}
	held, how := r.holder(s)
	switch how {
	case world.Unissued:
		return a.coded(http.StatusNotFound, "RESOURCE_NOT_FOUND")
	case world.Invalidated:
		return a.coded(http.StatusNotFound, "INVALIDATED_RESOURCE")
	}
	r.seenByWorker(held)
	for _, one := range r.cast { // whose details are given without their number
		one.last.known = one.last.known && one == held
	}
	var out struct {
		Total int
		Entry []struct {
			Resource struct {
				Patient struct{ Identifier struct{ Value string } }
				Name    []struct{ Family string }
				Address []struct{ PostalCode string }
			}
		}
	}
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	if f := r.now(held); (f.hidden() || f.died != "") && out.Total > 0 {
		return fmt.Errorf("%d related people of somebody restricted or dead", out.Total)
	}
	for _, e := range out.Entry {
		of := e.Resource.Patient.Identifier.Value
		one := r.byNumber[of]
		if of == "" {
			continue
		}
		if one != nil && !r.alive(one) {
			return fmt.Errorf("%s is related, whose record is in use no more or who has died", of)
		}
	}
	return nil
}

// readCard reads the health insurance card with a patient's own token.
func readCard(r *round) error {
	token, of, err := r.themselves()
	if of == nil {
		return err
	}
	a := r.demographics(http.MethodGet, "/Coverage?subscriber:identifier="+of.number, "", token, "")
	held, how := r.holder(of)
	if how == world.Invalidated {
		return a.coded(http.StatusNotFound, "INVALIDATED_RESOURCE")
	}
	r.looked(held, look{client, "pds", "you", true})
	var out struct {
		Total int
		Entry []struct {
			Resource struct{ Identifier []struct{ Value string } }
		}
	}
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	card := ""
	if len(out.Entry) > 0 {
		card = out.Entry[0].Resource.Identifier[0].Value
	}
	var c contradictions
	c.same("card", card, r.now(held).card)
	return c.err()
}
