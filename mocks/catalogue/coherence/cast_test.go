package coherence_test

import (
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// horizon is how many days after the population's own a round may last.
const horizon = 700

// pool is who may be in a round, by what makes them worth having.
type pool struct {
	dying, moving, unborn, hidden, removed, homeless, former []int
}

// newPool looks through the population once.
func (r *rig) newPool() (p pool) {
	later := r.population.At(r.asOf.AddDate(0, 0, horizon))
	for i := range later.Everyone() {
		if !r.population.Exists(i) {
			p.unborn = append(p.unborn, i)
			continue
		}
		now, q, _ := r.root.Base(i, 0)
		if !now.Died.IsZero() {
			continue
		}
		then := later.Person(i)
		if !then.Died.IsZero() {
			p.dying = append(p.dying, i)
		}
		if then.Address.Postcode != now.Address.Postcode {
			p.moving = append(p.moving, i)
		}
		if q.Access.Hidden() {
			p.hidden = append(p.hidden, i)
		}
		if q.Removal.Code != "" {
			p.removed = append(p.removed, i)
		}
		if q.NoAddress {
			p.homeless = append(p.homeless, i)
		}
		if _, ok := r.root.FormerNumber(i); ok {
			p.former = append(p.former, i)
		}
	}
	return p
}

// gather puts together whom a round begins with.
func (r *round) gather() {
	for _, list := range [][]int{r.rig.pool.dying, r.rig.pool.moving, r.rig.pool.unborn, r.rig.pool.hidden, r.rig.pool.removed, r.rig.pool.homeless, r.rig.pool.former} {
		for range 2 {
			r.know(list[r.draw.IntN(len(list))])
		}
	}
	for range 6 {
		r.recruit()
	}
}

// recruit takes in somebody more.
func (r *round) recruit() *subject { return r.know(r.draw.IntN(people)) }

// know takes somebody of the population in, once.
func (r *round) know(i int) *subject {
	for _, s := range r.cast {
		if s.index == i {
			return s
		}
	}
	return r.join(r.unknown(i))
}

// unknown is somebody of the population who is not in the round yet; nil if they are.
func (r *round) unknown(i int) *subject {
	for _, s := range r.cast {
		if s.index == i {
			return nil
		}
	}
	s := &subject{index: i, number: r.rig.root.Number(i).String(), born: true, last: look{known: true}}
	if n, ok := r.rig.root.FormerNumber(i); ok {
		s.former = append(s.former, n.String())
	}
	return s
}

func (r *round) join(s *subject) *subject {
	r.cast = append(r.cast, s)
	r.byNumber[s.number] = s
	return s
}

// invented are numbers that a client may come across and that are nobody's: made in error, and never given.
func (r *rig) invented(k int) (invalid, unissued nhs.Number) {
	invalid, _ = r.root.InvalidNumber(0)
	return invalid, r.root.Number(world.FirstNewcomer + 900_000 + k)
}

// among draws somebody of the round for whom a test holds; nil if that is nobody.
func (r *round) among(fits func(*subject) bool) *subject {
	at := r.draw.IntN(len(r.cast))
	for k := range r.cast {
		if s := r.cast[(at+k)%len(r.cast)]; fits(s) {
			return s
		}
	}
	return nil
}

// pick is among, with people taken in until there is somebody. It returns nil if nobody will do.
func (r *round) pick(fits func(*subject) bool) *subject {
	if s := r.among(fits); s != nil {
		return s
	}
	for range 200 {
		if s := r.unknown(r.draw.IntN(people)); s != nil && fits(s) {
			return r.join(s)
		}
	}
	return nil
}
