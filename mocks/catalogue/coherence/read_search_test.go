package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"

	"sandpiper/mocks/world"
)

// searching is a reader that searches by what is so of somebody, and finds them; and does not by a place that must not be known, or where their
// record is in use no more.
func searching(criteria func(facts) url.Values) func(*round) error {
	return func(r *round) error {
		s := r.target.person
		held, how := r.holder(s)
		if how != world.Current && how != world.Superseded {
			held = s
		}
		f := r.sought(held, how)
		if f.family == "" || f.born == "" {
			return nil
		}
		values := criteria(f)
		for name, v := range values {
			if v[0] == "" {
				values.Del(name)
			}
		}
		values.Set("_max-results", "50")
		a, err := r.search(values)
		if err != nil {
			return err
		}
		var out found
		if err := a.read(http.StatusOK, &out); err != nil {
			return err
		}
		if out.ResourceType != "Bundle" {
			return fmt.Errorf("search %s: %s", values.Encode(), clip(a.body))
		}
		r.foundAll(&out)
		if s != held && out.of(s.number) != nil {
			return fmt.Errorf("search %s finds %s, which was merged", values.Encode(), s.number)
		}
		hidden := values.Has("address-postalcode") && (f.hidden() || f.homeless) || values.Has("general-practitioner") && (f.hidden() || f.removed)
		return r.holds(&out, held, how, !hidden, values)
	}
}

// sought is the facts of whom a search is for, also where they are not there yet.
func (r *round) sought(s *subject, how world.Holding) facts {
	if how == world.Unissued {
		return facts{}
	}
	return r.now(s)
}

// holds says whether somebody is among those found, as they are, or is not.
func (r *round) holds(out *found, s *subject, how world.Holding, wanted bool, values url.Values) error {
	p := out.of(s.number)
	there := how == world.Current || how == world.Superseded
	switch {
	case p == nil && wanted && there:
		return fmt.Errorf("search %s does not find %s among %d", values.Encode(), s.number, out.Total)
	case p != nil && (!wanted || !there):
		return fmt.Errorf("search %s finds %s, which it must not", values.Encode(), s.number)
	case p == nil:
		return nil
	}
	return r.seen(p, s, true)
}

// foundAll notes that all who were found have been looked at.
func (r *round) foundAll(out *found) {
	for k := range out.Entry {
		if s := r.byNumber[out.Entry[k].Resource.ID]; s != nil {
			r.seenByWorker(s)
		}
	}
}

func searchNickname(r *round) error {
	return searching(func(f facts) url.Values {
		family, given := f.nickFamily, f.nickname
		if given == "" {
			family, given = f.family, f.given
		}
		return url.Values{"family": {family}, "given": {given}, "birthdate": {"eq" + f.born}}
	})(r)
}

// searchByApplication is given one match at most.
func searchByApplication(r *round) error {
	s, how := r.holder(r.target.person)
	f := r.sought(s, how)
	if f.family == "" || f.born == "" {
		return nil
	}
	values := url.Values{"family": {f.family}, "given": {f.given}, "birthdate": {"eq" + f.born}}
	if f.given == "" {
		values.Del("given")
	}
	a, err := r.asProduct("/Patient?" + values.Encode())
	if err != nil {
		return err
	}
	var out found
	if err := a.read(http.StatusOK, &out); err != nil {
		return err
	}
	if out.ResourceType == "OperationOutcome" {
		return nil // too many matches
	}
	for k := range out.Entry {
		if s := r.byNumber[out.Entry[k].Resource.ID]; s != nil {
			r.looked(s, look{client, "pds", "", true})
		}
	}
	return r.holds(&out, s, how, true, values)
}
