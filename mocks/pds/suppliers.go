package pds

import (
	"time"

	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/nhs"
)

// suppliers is what the service knows of pharmacies: what the Organisation Data Service of the estate does or, without one, the form of
// their codes.
type suppliers struct {
	register *ods.Register // nil without
	asOf     time.Time     // the population's own day
}

// suppliers are those of a population's country.
func (s Service) suppliers(p *synthetic.Population) suppliers {
	if s.Organisations == nil {
		return suppliers{}
	}
	return suppliers{s.Organisations.For(p), p.Recipe().AsOf}
}

// open reports whether a code is that of a pharmacy that is open on a day, so that somebody may nominate it.
func (s suppliers) open(code nhs.ODS, on time.Time) bool {
	if s.register == nil {
		return world.IsPharmacy(code)
	}
	o, known := s.register.Find(string(code), ods.DayOf(on))
	return known && o.Kind == ods.Pharmacy && o.Active(ods.DayOf(on))
}

// settled is what the register holds of somebody, without pharmacies that had not opened by the population's own day and that nobody has chosen: the
// base nominates the one next to the practice, and that may be one that opens later.
func (s suppliers) settled(w *world.World, p *world.Person, q *world.Particulars) *world.Particulars {
	if s.register == nil || p.Index >= world.FirstNewcomer {
		return q
	}
	out := q
	for _, code := range []func(*world.Particulars) *nhs.ODS{
		func(q *world.Particulars) *nhs.ODS { return &q.Pharmacy },
		func(q *world.Particulars) *nhs.ODS { return &q.Dispenser },
		func(q *world.Particulars) *nhs.ODS { return &q.Appliances },
	} {
		at := *code(q)
		if at == "" || !world.IsPharmacy(at) {
			continue
		}
		if _, known := s.register.Find(string(at), ods.DayOf(s.asOf)); known || !nearest(w, p.Index, at) {
			continue
		}
		if out == q {
			out = q.Clone()
		}
		*code(out) = ""
	}
	return out
}

// nearest reports whether a pharmacy is next to a practice at which the population has somebody registered, now or before.
func nearest(w *world.World, person int, code nhs.ODS) bool {
	on := w.Today()
	if world.PharmacyOf(on.Person(person).Practice) == code {
		return true
	}
	for _, move := range on.Moves(person) {
		if world.PharmacyOf(move.FromPractice) == code || world.PharmacyOf(move.ToPractice) == code {
			return true
		}
	}
	return false
}
