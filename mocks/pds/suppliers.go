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

// settled is what the register holds of somebody, without pharmacies of which the organisations' register has not heard by a day: the base
// nominates the nearest, and that may be one that opens later.
func (s suppliers) settled(q *world.Particulars, on time.Time) *world.Particulars {
	if s.register == nil {
		return q
	}
	out := q
	for _, code := range []func(*world.Particulars) *nhs.ODS{
		func(q *world.Particulars) *nhs.ODS { return &q.Pharmacy },
		func(q *world.Particulars) *nhs.ODS { return &q.Dispenser },
		func(q *world.Particulars) *nhs.ODS { return &q.Appliances },
	} {
		if at := *code(q); at == "" || !world.IsPharmacy(at) {
			continue
		} else if _, known := s.register.Find(string(at), ods.DayOf(on)); known {
			continue
		}
		if out == q {
			out = q.Clone()
		}
		*code(out) = ""
	}
	return out
}
