package records

import (
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// bearer is whom a Patient resource shows, as the demographics service has them: the same home, practice and gender, and the same withheld.
type bearer struct {
	person  world.Person // as may be shown
	gender  string
	version world.Version
	by      int // whose record theirs was merged into
	merged  bool
}

// bearer is somebody as the caller sees them, less what the register withholds or does not know.
func (s shelf) bearer(i int) bearer {
	person, particulars, version := s.view.Registered(i)
	b := bearer{person: particulars.Shown(person), gender: particulars.GenderOf(&person), version: version}
	if by, how := s.view.World().Holder(s.view.World().Number(i)); how == world.Superseded {
		b.by, b.merged = by, true
	}
	return b
}

// person is whose Patient resource has an id. A record that was made in error is nobody's.
func (r *request) person(id string) (int, bool) {
	i, ok := r.call.View.IDs().Person(id)
	return i, ok && r.known(i)
}

// known reports whether there is a record under an index: of the population, of somebody who was enrolled since, or of a guest.
func (r *request) known(i int) bool {
	w := r.call.View.World()
	if !w.Exists(i) {
		return false
	}
	_, how := w.Holder(w.Number(i))
	return how == world.Current || how == world.Superseded
}

// holder is whose record an NHS number leads to: for one that was merged, that of the other.
func (r *request) holder(n nhs.Number) (int, bool) {
	i, how := r.call.View.World().Holder(n)
	return i, how == world.Current || how == world.Superseded
}

// current reports whether a record is in use, and not merged into another or made in error.
func (r *request) current(i int) bool {
	w := r.call.View.World()
	_, how := w.Holder(w.Number(i))
	return how == world.Current
}

// patient shows somebody, with the ethnic category that the record held when this version was written. Redacted is without where they are and
// how to reach them, whatever their access.
func (s shelf) patient(b *bearer, redacted bool) fhir.Resource {
	p, v := b.person, b.version
	id := s.view.IDs().PatientID(p.Index)
	if b.merged {
		return s.projector.Replaced(&p, b.by).WithMeta(id, v.N, v.At)
	}
	if redacted {
		p = world.Withheld(p)
	}
	return s.projector.PatientAs(&p, s.ethnicity(&p, v), b.gender).WithMeta(id, v.N, v.At)
}

// whole is patient for somebody who asks by id. What the base has of somebody about whom nothing was written is kept for all branches, by the
// day that it is shown on.
func (s shelf) whole(i int, redacted bool) (fhir.Resource, world.Version) {
	w, lens := s.view.World(), s.view.Lens()
	if redacted || lens.Swap != nil || lens.Back != 0 || i >= world.FirstNewcomer || !w.Untouched(i) {
		b := s.bearer(i)
		return s.patient(&b, redacted), b.version
	}
	day := w.Day()
	kept := world.Projection{Shape: shape("Patient"), Of: chart.ID{Person: i, K: day}}
	body := w.Projection(kept, func() []byte {
		person, particulars, version := w.Base(i, day)
		b := bearer{person: particulars.Shown(person), gender: particulars.GenderOf(&person), version: version}
		return s.patient(&b, false).JSON
	})
	return fhir.Resource{Type: "Patient", ID: s.view.IDs().PatientID(i), JSON: body}, w.BaseVersion(i, day)
}

// outline is patient without what takes a look into the record. No search parameter asks for that, so it will do for matching.
func (s shelf) outline(b *bearer, p *demography.Person) fhir.Resource {
	return s.projector.PatientAs(p, chart.Ethnicity{}, b.gender).WithMeta(s.view.IDs().PatientID(p.Index), b.version.N, b.version.At)
}
