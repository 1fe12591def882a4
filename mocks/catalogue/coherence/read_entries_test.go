package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/world"
)

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
	f := r.sought(s, r.how(s))
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
	token, whose, err := r.themselves()
	if whose == nil {
		return err
	}
	of, how := r.holder(whose)
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
