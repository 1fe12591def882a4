package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sandpiper/mocks/world"
)

// recordReaders look at the record server.
func recordReaders() []reader {
	return []reader{
		{"records read", aPerson, readRecord},
		{"records search by number", aPerson, recordByNumber},
		{"records search by name", aPerson, recordSearch(func(f facts) url.Values {
			return url.Values{"family": {f.family}, "birthdate": {f.born}}
		})},
		{"records search by postcode", aPerson, recordSearch(func(f facts) url.Values {
			return url.Values{"family": {f.family}, "birthdate": {f.born}, "address-postalcode": {f.postcode}}
		})},
		{"records history", aPerson, recordHistory},
		{"records entries", aPerson, readEntries},
		{"records one entry", aPerson, readEntry},
		{"records versions of an entry", aPerson, readVersions},
		{"records by their clinician", aPerson, recordByClinician},
		{"records by a clinician elsewhere", aPerson, recordElsewhere},
		{"records by the patient", aPerson, recordByPatient},
	}
}

// person is what the rig reads of a Patient of the record server.
type person struct {
	patient
	Identifier []struct{ Value string }
	Active     bool
	Link       []struct {
		Other struct{ Reference string }
		Type  string
	}
	GeneralPractitioner  []struct{ Reference string } `json:"generalPractitioner"`
	ManagingOrganization *struct{ Reference string }  `json:"managingOrganization"`
}

// shows compares a Patient of the record server with what must be so of somebody. A caller elsewhere sees less, which withheld says.
func (r *round) shows(p *person, s *subject, withheld bool) error {
	f := r.now(s)
	if withheld {
		f.access = world.Restricted
	}
	want, got := f.shown(), p.facts()
	practice := ""
	if p.ManagingOrganization != nil {
		practice = strings.TrimPrefix(p.ManagingOrganization.Reference, "Organization/")
	}
	var c contradictions
	c.must(p.ID == r.patientID(s), "id is %s", p.ID)
	c.must(len(p.Identifier) == 1 && p.Identifier[0].Value == s.number, "identifier is %v, must be %s", p.Identifier, s.number)
	c.must(p.Active, "not active")
	c.same("family", got.family, want.family)
	c.same("given", got.given, want.given)
	c.same("gender", got.gender, want.gender)
	c.same("birthDate", got.born, want.born)
	c.same("deceasedDateTime", got.died, want.died)
	c.same("managingOrganization", practice, want.practice)
	c.must((len(p.GeneralPractitioner) > 0) == (want.practice != ""), "generalPractitioner is %v, at %q", p.GeneralPractitioner, want.practice)
	c.same("postcode", got.postcode, want.postcode)
	c.same("line", got.line, want.line)
	c.same("phone", got.phone, want.phone)
	c.same("email", got.email, want.email)
	c.same("versionId", p.Meta.VersionID, fmt.Sprint(want.version))
	return c.err()
}

// readRecord reads a Patient by its id: a merged one says by what it was replaced, and one that was made in error is not known.
func readRecord(r *round) error {
	s := r.target.person
	token, err := r.product()
	if err != nil {
		return err
	}
	return r.recordAnswer(r.record(http.MethodGet, "/Patient/"+r.patientID(s), "", token), s, "", false)
}

func (r *round) recordAnswer(a answer, s *subject, user string, withheld bool) error {
	held, how := r.holder(s)
	if how == world.Unissued || how == world.Invalidated {
		return a.read(http.StatusNotFound, nil)
	}
	r.looked(s, look{client, "records", user, true})
	p := new(person)
	if err := a.read(http.StatusOK, p); err != nil {
		return err
	}
	if how == world.Superseded {
		if p.Active || len(p.Link) != 1 || p.Link[0].Type != "replaced-by" || p.Link[0].Other.Reference != "Patient/"+r.patientID(held) || len(p.Name) > 0 {
			return fmt.Errorf("merged into %s, but shown as %s", r.patientID(held), clip(a.body))
		}
		return nil
	}
	return r.shows(p, s, withheld)
}

// peopleFound is a searchset of the record server.
type peopleFound struct {
	Total int
	Entry []struct{ Resource person }
}

func (f *peopleFound) of(number string) *person {
	for k := range f.Entry {
		if p := &f.Entry[k].Resource; len(p.Identifier) > 0 && p.Identifier[0].Value == number {
			return p
		}
	}
	return nil
}

func recordByNumber(r *round) error {
	s := r.target.person
	asked := s.number
	if len(s.former) > 0 && r.draw.IntN(2) == 0 {
		asked = s.former[0]
	}
	token, err := r.product()
	if err != nil {
		return err
	}
	held, how := r.holder(s)
	var out peopleFound
	if err := r.record(http.MethodGet, "/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|"+asked, "", token).read(http.StatusOK, &out); err != nil {
		return err
	}
	if how == world.Unissued || how == world.Invalidated {
		if out.Total != 0 {
			return fmt.Errorf("%s is found", asked)
		}
		return nil
	}
	r.looked(held, look{client, "records", "", true})
	if out.Total != 1 || len(out.Entry) != 1 {
		if asked == held.number {
			return fmt.Errorf("%d are found by %s", out.Total, asked)
		}
		return fmt.Errorf("%d are found by %s, which leads to %s", out.Total, asked, held.number)
	}
	return r.shows(&out.Entry[0].Resource, held, false)
}

// recordSearch is a reader that searches by what is so of somebody.
func recordSearch(criteria func(facts) url.Values) func(*round) error {
	return func(r *round) error {
		s := r.target.person
		held, how := r.holder(s)
		there := how == world.Current || how == world.Superseded
		if !there {
			held = s
		}
		f := r.sought(held, how)
		if f.family == "" {
			return nil
		}
		values := criteria(f)
		if values.Has("address-postalcode") && f.postcode == "" {
			return nil
		}
		values.Set("_count", "200")
		token, err := r.product()
		if err != nil {
			return err
		}
		var out peopleFound
		if err := r.record(http.MethodGet, "/Patient?"+values.Encode(), "", token).read(http.StatusOK, &out); err != nil {
			return err
		}
		for k := range out.Entry {
			if one := out.Entry[k].Resource; len(one.Identifier) > 0 && r.byNumber[one.Identifier[0].Value] != nil {
				r.looked(r.byNumber[one.Identifier[0].Value], look{client, "records", "", true})
			}
		}
		if s != held && out.of(s.number) != nil {
			return fmt.Errorf("search %s finds %s, which was merged", values.Encode(), s.number)
		}
		wanted := there && (!values.Has("address-postalcode") || !f.hidden() && !f.homeless)
		p := out.of(held.number)
		switch {
		case p == nil && wanted:
			return fmt.Errorf("search %s does not find %s among %d", values.Encode(), held.number, out.Total)
		case p != nil && !wanted:
			return fmt.Errorf("search %s finds %s, which it must not", values.Encode(), held.number)
		case p == nil:
			return nil
		}
		return r.shows(p, held, false)
	}
}

// recordHistory holds that the versions of a Patient count down to the first that there was, the newest being as it must.
func recordHistory(r *round) error {
	s := r.target.person
	token, err := r.product()
	if err != nil {
		return err
	}
	a := r.record(http.MethodGet, "/Patient/"+r.patientID(s)+"/_history", "", token)
	_, how := r.holder(s)
	if how == world.Unissued || how == world.Invalidated {
		return a.read(http.StatusNotFound, nil)
	}
	r.looked(s, look{client, "records", "", true})
	var out peopleFound
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	f := r.now(s)
	for k := range out.Entry {
		p := &out.Entry[k].Resource
		if p.Meta.VersionID != fmt.Sprint(f.version-k) {
			return fmt.Errorf("version %d is shown as %s", f.version-k, p.Meta.VersionID)
		}
		if f.hidden() && (len(p.Address) > 0 || len(p.Telecom) > 0 || p.ManagingOrganization != nil) {
			return fmt.Errorf("version %s says where a restricted person was", p.Meta.VersionID)
		}
	}
	if len(out.Entry) == 0 || s.index < world.FirstGuest && len(out.Entry) != f.version {
		return fmt.Errorf("%d versions of %d", len(out.Entry), f.version)
	}
	if how == world.Superseded {
		return nil
	}
	return r.shows(&out.Entry[0].Resource, s, false)
}
