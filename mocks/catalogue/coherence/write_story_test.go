package coherence_test

import (
	"errors"
	"fmt"
	"time"

	"sandpiper/mocks/ods"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// storyWriters change the register as scenarios do, past every rule of a service.
func storyWriters() []writer {
	return []writer{
		{"story restricts", aPerson, registering((*round).open, func(r *round) (func(*world.Person, *world.Particulars), func(*facts)) {
			access := []world.Access{world.Restricted, world.VeryRestricted}[r.draw.IntN(2)]
			return func(_ *world.Person, q *world.Particulars) { q.Access = access }, func(f *facts) { f.access = access }
		})},
		{"story opens", aPerson, after((*round).restrictOne, registering((*round).concealed, func(*round) (func(*world.Person, *world.Particulars), func(*facts)) {
			return func(_ *world.Person, q *world.Particulars) { q.Access = world.Unrestricted }, func(f *facts) { f.access = world.Unrestricted }
		}))},
		{"story buries", aPerson, registering((*round).alive, func(r *round) (func(*world.Person, *world.Particulars), func(*facts)) {
			at := r.rig.asOf.AddDate(0, 0, r.day())
			return func(p *world.Person, _ *world.Particulars) { p.Died = at }, func(f *facts) { f.died = day(at) }
		})},
		{"story moves", aPerson | aPlace, registering((*round).alive, func(r *round) (func(*world.Person, *world.Particulars), func(*facts)) {
			line, postcode := r.home()
			practice := r.practice("")
			r.target.place = practice
			return func(p *world.Person, q *world.Particulars) {
				p.Address, p.Practice, q.NoAddress = demography.Address{Lines: []string{line, "Sandford"}, Postcode: postcode}, nhs.ODS(practice), false
			}, func(f *facts) { f.line, f.postcode, f.practice, f.homeless = line, postcode, practice, false }
		})},
		{"story renames", aPerson, registering((*round).alive, func(r *round) (func(*world.Person, *world.Particulars), func(*facts)) {
			family, given := r.invent()
			return func(p *world.Person, _ *world.Particulars) { p.Name.Family, p.Name.Given = family, []string{given} },
				func(f *facts) { f.family, f.given = family, given }
		})},
		{"story takes off the list", aPerson, registering((*round).listed, func(r *round) (func(*world.Person, *world.Particulars), func(*facts)) {
			removal := world.Removal{Code: "EMB", From: r.clock().Now()}
			return func(_ *world.Person, q *world.Particulars) { q.Removal = removal }, func(f *facts) { f.removed = true }
		})},
		{"story loses the address", aPerson, registering((*round).alive, func(*round) (func(*world.Person, *world.Particulars), func(*facts)) {
			return func(_ *world.Person, q *world.Particulars) { q.NoAddress = true }, func(f *facts) { f.homeless = true }
		})},
		{"story merges", aPerson, merge},
		{"story invalidates", aPerson, invalidate},
		{"story admits a guest", aPerson, admit},
		{"story ties", aPerson, tieTo},
		{"clock", anything, midnight},
	}
}

func (r *round) concealed(s *subject) bool { return r.alive(s) && r.now(s).hidden() }
func (r *round) listed(s *subject) bool    { return r.alive(s) && !r.now(s).removed }

// registering is a writer by world.Pen.Register.
func registering(fits func(*round, *subject) bool, change func(*round) (func(*world.Person, *world.Particulars), func(*facts))) func(*round) error {
	return func(r *round) error {
		s := r.pick(func(s *subject) bool { return fits(r, s) })
		if s == nil {
			return errNobody
		}
		r.target.person = s
		do, tell := change(r)
		if err := r.register(s, do); err != nil {
			return err
		}
		r.write(s, tell)
		return nil
	}
}

func (r *round) register(s *subject, do func(*world.Person, *world.Particulars)) error {
	_, err := r.pen().Register(s.index, r.now(s).version, func(p *world.Person, q *world.Particulars) error {
		do(p, q)
		return nil
	})
	return err
}

// after is a writer that has something else done first if it finds nobody to write about.
func after(first, do func(*round) error) func(*round) error {
	return func(r *round) error {
		err := do(r)
		if !errors.Is(err, errNobody) {
			return err
		}
		if err := first(r); err != nil {
			return err
		}
		return do(r)
	}
}

// restrictOne restricts access to somebody's record, so that there is one to open.
func (r *round) restrictOne() error {
	return registering((*round).open, func(*round) (func(*world.Person, *world.Particulars), func(*facts)) {
		return func(_ *world.Person, q *world.Particulars) { q.Access = world.Restricted }, func(f *facts) { f.access = world.Restricted }
	})(r)
}

// merge makes one record part of another's.
func merge(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	into := r.pick(func(o *subject) bool { return o != s && r.alive(o) })
	if into == nil {
		return errNobody
	}
	r.target.person = s
	err := r.register(s, func(_ *world.Person, q *world.Particulars) { q.SupersededBy = number(into.number) })
	r.write(s, func(*facts) {})
	s.merged = into
	return err
}

// invalidate says that a record was made in error.
func invalidate(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	err := r.register(s, func(_ *world.Person, q *world.Particulars) { q.Access = world.Invalid })
	r.write(s, func(*facts) {})
	s.invalid = true
	return err
}

// admit adds a guest under a number that the population's numbering never gives.
func admit(r *round) error {
	n := nhs.Number(0)
	for body := int64(943_000_000 + r.next()); !n.Valid(); body += 10_000 {
		n = nhs.Number(body * 10)
		for range 9 {
			if n.Valid() {
				break
			}
			n++
		}
	}
	f := facts{version: 4, gender: "male", born: "1971-03-09", practice: r.practice("")}
	f.family, f.given = r.invent()
	f.line, f.postcode = r.home()
	born, _ := time.Parse(time.DateOnly, f.born)
	index, err := r.pen().Admit(n, f.version, world.Person{Born: born, Sex: demography.Male, Name: demography.Name{Given: []string{f.given}, Family: f.family},
		Address: demography.Address{Lines: []string{f.line}, Postcode: f.postcode}, Practice: nhs.ODS(f.practice)}, world.Particulars{})
	r.target.person = r.join(&subject{index: index, number: n.String(), touched: true, held: f, last: look{known: true}})
	return err
}

// tieTo gives an organisation that is not somebody's practice a legitimate relationship with them, or ends one.
func tieTo(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	if s.practice != "" && r.draw.IntN(2) == 0 {
		r.rig.desk.Tie(r.realm, s.index, nhs.ODS(s.practice), time.Time{})
		s.practice = ""
		return nil
	}
	if s.practice != "" {
		r.rig.desk.Tie(r.realm, s.index, nhs.ODS(s.practice), time.Time{})
	}
	s.practice = r.colleague().practice
	r.rig.desk.Tie(r.realm, s.index, nhs.ODS(s.practice), r.clock().Now().AddDate(10, 0, 0))
	r.rig.desk.Consent(r.realm, s.index, policy.Consent(""))
	return nil
}

// midnight lets the clock go past one midnight or several: people move, die and are born, organisations open and close, tokens expire.
func midnight(r *round) error {
	days := 1 + r.draw.IntN(14)
	if r.day()+days >= horizon {
		return fmt.Errorf("the round has come to day %d", r.day())
	}
	r.clock().Advance(time.Duration(days)*24*time.Hour + time.Duration(r.draw.IntN(100))*time.Second)
	r.target = target{person: r.cast[r.draw.IntN(len(r.cast))], staff: r.colleague(), place: r.somewhere()}
	if len(r.apps) == 0 {
		if err := enrol(r); err != nil {
			return err
		}
	}
	if len(r.keys) == 0 {
		if err := appendNew(r); err != nil {
			return err
		}
	}
	r.target.app, r.target.register = r.apps[r.draw.IntN(len(r.apps))], r.keys[r.draw.IntN(len(r.keys))]
	return nil
}

// somewhere is the code of any organisation, some of them closed or not yet open.
func (r *round) somewhere() string {
	all := r.rig.directory.All()
	return all[r.draw.IntN(len(all))].Code
}

// pharmacy is the code of one that is open.
func (r *round) pharmacy() string {
	all := r.rig.directory.Of(ods.Pharmacy)
	for {
		if o := all[r.draw.IntN(len(all))]; o.Active(ods.DayOf(r.clock().Now())) && o.Known(ods.DayOf(r.rig.asOf)) {
			return o.Code
		}
	}
}
