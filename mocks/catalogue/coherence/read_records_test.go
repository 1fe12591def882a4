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

// people is a searchset of the record server.
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
		f := r.now2(held, how)
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

// resources is a searchset of entries.
type resources struct {
	Total int
	Entry []struct {
		Resource struct {
			ID   string
			Meta struct{ VersionID string }
		}
	}
}

// readEntries looks through a drawer of somebody's record for all that the rig has put there.
func readEntries(r *round) error {
	s := r.target.person
	token, err := r.product()
	if err != nil {
		return err
	}
	kind := "AllergyIntolerance"
	if n := len(s.entries); n > 0 {
		kind = s.entries[n-1].kind
	}
	return r.drawer(s, kind, r.record(http.MethodGet, "/"+kind+"?patient="+r.patientID(s)+"&_count=200", "", token), "", false)
}

// drawer holds an answer to what must lie in a drawer of somebody's record.
func (r *round) drawer(s *subject, kind string, a answer, user string, refused bool) error {
	_, how := r.holder(s)
	if how == world.Unissued || how == world.Invalidated {
		var out resources
		if err := a.read(http.StatusOK, &out); err != nil || out.Total != 0 {
			return fmt.Errorf("%d entries of nobody: %w", out.Total, err)
		}
		return nil
	}
	r.looked(s, look{client, "records", user, true})
	if refused {
		return a.read(http.StatusForbidden, nil)
	}
	var out resources
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	got := map[string]string{}
	for _, e := range out.Entry {
		got[e.Resource.ID] = e.Resource.Meta.VersionID
	}
	if out.Total > len(out.Entry) {
		return nil // more than a page: the rig's are the newest, and last
	}
	text := string(a.body)
	for _, w := range s.entries {
		if w.kind != kind {
			continue
		}
		version, shown := got[w.id]
		switch {
		case shown != (!w.gone && !w.secret):
			return fmt.Errorf("%s/%s shown: %t, taken away: %t, confidential: %t", w.kind, w.id, shown, w.gone, w.secret)
		case shown && version != fmt.Sprint(w.version):
			return fmt.Errorf("%s/%s is at version %s, must be %d", w.kind, w.id, version, w.version)
		case shown && !strings.Contains(text, w.text):
			return fmt.Errorf("%s/%s does not say %q", w.kind, w.id, w.text)
		}
	}
	return nil
}

// newest is the entry that the rig wrote last about somebody; nil for none.
func (s *subject) newest() *written {
	if len(s.entries) == 0 {
		return nil
	}
	return s.entries[len(s.entries)-1]
}

// readEntry reads the newest entry of the rig by its id.
func readEntry(r *round) error {
	s := r.target.person
	w := s.newest()
	if w == nil {
		return readEntries(r)
	}
	token, err := r.product()
	if err != nil {
		return err
	}
	a := r.record(http.MethodGet, "/"+w.kind+"/"+w.id, "", token)
	if _, how := r.holder(s); how != world.Current && how != world.Superseded {
		return a.read(http.StatusNotFound, nil)
	}
	r.looked(s, look{client, "records", "", true})
	switch {
	case w.secret:
		return a.read(http.StatusNotFound, nil)
	case w.gone:
		return a.read(http.StatusGone, nil)
	case a.code != http.StatusOK || !strings.Contains(string(a.body), w.text):
		return fmt.Errorf("%s/%s does not say %q: %d %s", w.kind, w.id, w.text, a.code, clip(a.body))
	}
	return nil
}

// readVersions reads all versions of the newest entry of the rig.
func readVersions(r *round) error {
	s := r.target.person
	w := s.newest()
	if w == nil || w.secret {
		return readEntries(r)
	}
	token, err := r.product()
	if err != nil {
		return err
	}
	a := r.record(http.MethodGet, "/"+w.kind+"/"+w.id+"/_history", "", token)
	if _, how := r.holder(s); how != world.Current && how != world.Superseded {
		return a.read(http.StatusNotFound, nil)
	}
	r.looked(s, look{client, "records", "", true})
	var out resources
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	if out.Total != w.version {
		return fmt.Errorf("%d versions, must be %d", out.Total, w.version)
	}
	return nil
}

// recordByClinician reads as a clinician of somebody's practice does: everything but what is confidential.
func recordByClinician(r *round) error {
	s := r.target.person
	held, _ := r.holder(s)
	f := r.now2(s, r.how(s))
	if held != s || f.practice == "" || f.removed || r.how(s) != world.Current {
		return readRecord(r)
	}
	w, err := r.signed(r.of(f.practice))
	if err != nil {
		return err
	}
	if err := r.recordAnswer(r.record(http.MethodGet, "/Patient/"+r.patientID(s), "", w.token, "NHSD-Session-URID", w.urid(f.practice)), s, "staff", false); err != nil {
		return err
	}
	return r.drawer(s, "AllergyIntolerance", r.record(http.MethodGet, "/Patient/"+r.patientID(s)+"/AllergyIntolerance?_count=200", "", w.token,
		"NHSD-Session-URID", w.urid(f.practice)), "staff", false)
}

func (r *round) how(s *subject) world.Holding {
	_, how := r.holder(s)
	return how
}

// recordElsewhere reads as a clinician of another practice: who somebody is, and their record only with a legitimate relationship.
func recordElsewhere(r *round) error {
	s := r.target.person
	if r.how(s) != world.Current {
		return readRecord(r)
	}
	f := r.now(s)
	who := r.colleague()
	if s.practice != "" && r.draw.IntN(2) == 0 {
		who = r.of(s.practice)
	}
	w, err := r.signed(who)
	if err != nil {
		return err
	}
	urid := w.urid(who.practice)
	if err := r.recordAnswer(r.record(http.MethodGet, "/Patient/"+r.patientID(s), "", w.token, "NHSD-Session-URID", urid), s, "staff", false); err != nil {
		return err
	}
	may := who.practice == s.practice || who.practice == f.practice && !f.removed
	return r.drawer(s, "AllergyIntolerance", r.record(http.MethodGet, "/AllergyIntolerance?_count=200&patient="+r.patientID(s), "", w.token,
		"NHSD-Session-URID", urid), "staff", !may)
}

// recordByPatient reads as the patient: their own record, and nobody else's.
func recordByPatient(r *round) error {
	s := r.target.person
	if !s.citizen.good(r.clock().Now()) && !r.mayEnter(s) {
		return r.refusedAtTheDoor(s)
	}
	token, err := r.citizen(s)
	if err != nil {
		return err
	}
	of, how := r.holder(r.byNumber[s.citizen.subject])
	if how == world.Invalidated {
		return nil
	}
	if err := r.recordAnswer(r.record(http.MethodGet, "/Patient/"+r.patientID(of), "", token), of, "you", false); err != nil {
		return err
	}
	other := r.pick(func(o *subject) bool { return o != of && r.current(o) })
	r.looked(other, look{client, "records", "another citizen", true})
	return r.record(http.MethodGet, "/AllergyIntolerance?patient="+r.patientID(other), "", token).read(http.StatusForbidden, nil)
}
