package world

import (
	"errors"
	"fmt"

	"sandpiper/synthetic/nhs"
)

// ErrFull is what Enrol fails with when there are no numbers left.
var ErrFull = errors.New("no number is left for a newcomer")

// Registered is somebody as the register holds them: the person, the particulars beside, and the version of both.
// The particulars are shared: look at them, do not change them.
func (w *World) Registered(person int) (Person, *Particulars, Version) {
	p, q, v, _ := w.registeredBack(person, 0)
	return p, q, v
}

// Registered is somebody as the service sees them: perhaps an earlier version, perhaps somebody else.
func (v *View) Registered(i int) (Person, *Particulars, Version) {
	p, q, version, earlier := v.world.registeredBack(v.who(i), v.lens.Back)
	if earlier {
		v.bent.Or(steppedBit)
	}
	return p, q, version
}

// registeredBack is Registered some versions before the newest, and whether that differs from the newest.
func (w *World) registeredBack(i, steps int) (Person, *Particulars, Version, bool) {
	at, earlier := w.standingBack(i, steps)
	q := at.particulars
	if q == nil {
		q = w.ground.particulars(w.Today(), &at.person)
	}
	return at.person, q, at.version, earlier
}

// standingBack is how somebody stood some versions before the newest. Without particulars of their own they have the base's.
func (w *World) standingBack(i, steps int) (at amended, earlier bool) {
	w.mu.RLock()
	people := w.top.people(i)
	w.mu.RUnlock()
	if i < FirstNewcomer {
		return w.ground.standsBack(i, people, w.today(), steps)
	}
	if len(people) == 0 {
		panic("world: nobody was enrolled under this index")
	}
	n := max(0, len(people)-1-max(steps, 0))
	return people[n], n < len(people)-1
}

// Particulars is what the register holds about somebody beyond the Person. They are shared: look, do not change.
func (w *World) Particulars(person int) *Particulars {
	_, q, _, _ := w.registeredBack(person, 0)
	return q
}

// Particulars is what the register holds about somebody as the service sees them.
func (v *View) Particulars(i int) *Particulars {
	_, q, _ := v.Registered(i)
	return q
}

// amendment is the particulars that this world has given somebody itself; nil if it has given none.
func (w *World) amendment(i int) *Particulars {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if s := w.top.sheet(i); s != nil && len(s.people) > 0 {
		return s.people[len(s.people)-1].particulars
	}
	return nil
}

// Untouched reports whether nothing about who somebody is has changed in this world, so that they stand as the base has them.
func (w *World) Untouched(person int) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s := w.top.sheet(person)
	return s == nil || len(s.people) == 0
}

// Written lists the people of the population about whom this world or one of its ancestors has written in the register, and the
// newcomers, in the order of their first change.
func (w *World) Written() []int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.top.written()
}

// Exists reports whether the register has somebody under an index: of the population by now, or enrolled, or admitted.
func (w *World) Exists(i int) bool {
	if i < FirstNewcomer {
		return w.Today().Exists(i)
	}
	return !w.Untouched(i)
}

// Register changes what the register holds about somebody: of many writers who have all seen one version exactly one succeeds.
// ifMatch is that version, 0 for whatever it is now; another one fails with ErrStale. change gets copies to write to, in which
// slices are to be replaced; it is called again when another writer was quicker and ifMatch is 0. If it fails nothing has
// happened, and its error is returned as it is.
func (p Pen) Register(person, ifMatch int, change func(*Person, *Particulars) error) (Version, error) {
	w := p.world
	if !w.Exists(person) {
		return Version{}, fmt.Errorf("change person %d: %w", person, ErrAbsent)
	}
	for {
		seen, _ := w.standingBack(person, 0)
		if ifMatch != 0 && ifMatch != seen.version.N {
			return Version{}, fmt.Errorf("change person %d at version %d (newest is %d): %w", person, ifMatch, seen.version.N, ErrStale)
		}
		if seen.particulars == nil {
			seen.particulars = w.ground.particulars(w.Today(), &seen.person)
		}
		next := amended{person: seen.person, particulars: seen.particulars.Clone()}
		next.person.Name.Given = append([]string(nil), next.person.Name.Given...)
		next.person.Address.Lines = append([]string(nil), next.person.Address.Lines...)
		if err := change(&next.person, next.particulars); err != nil {
			return Version{}, err
		}
		if version, ok := p.write(person, seen.version.N, next); ok {
			return version, nil
		}
	}
}

// write appends a version of a person unless somebody was quicker.
func (p Pen) write(person, seen int, next amended) (Version, bool) {
	w := p.world
	w.mu.Lock()
	defer w.mu.Unlock()
	people := w.top.people(person)
	var now amended
	if person < FirstNewcomer {
		now = w.ground.stands(person, people, w.today())
	} else {
		now = people[len(people)-1]
	}
	if now.version.N != seen {
		return Version{}, false
	}
	next.person.Index, next.person.Number = now.person.Index, now.person.Number
	next.version = Version{N: seen + 1, At: w.clock.Now()}
	s := w.top.own(person)
	s.people = append(s.people, next)
	p.log(Change{Deed: Amended, Person: person, Version: next.version.N})
	return next.version, true
}

// Enrol adds somebody whom the population does not have, under the next free number, as version 1. describe is told that number.
func (p Pen) Enrol(describe func(nhs.Number) (Person, Particulars)) (person int, version Version, err error) {
	w := p.world
	w.mu.Lock()
	defer w.mu.Unlock()
	person = FirstNewcomer + w.top.enrolled
	if person >= lastNewcomer {
		return 0, Version{}, ErrFull
	}
	who, particulars := describe(w.ground.numbers.Number(person))
	who.Index, who.Number = person, w.ground.numbers.Number(person)
	version = Version{N: 1, At: w.clock.Now()}
	w.top.enrolled++
	w.top.own(person).people = []amended{{person: who, particulars: &particulars, version: version}}
	p.log(Change{Deed: Enrolled, Person: person, Version: 1})
	return person, version, nil
}

// Day is how many midnights lie between the population's own day and the world's now.
func (w *World) Day() int { return w.today() }

// Base is somebody as the population has them on a day, whatever was written since. What is kept of the base for all branches must
// be made of this: somebody may be writing.
func (w *World) Base(person, day int) (Person, *Particulars, Version) {
	s := w.ground.person(person, day)
	return s.person, w.ground.particulars(w.ground.on(day), &s.person), s.version
}

// BaseVersion is the version of Base alone, which is held ready.
func (w *World) BaseVersion(person, day int) Version { return w.ground.person(person, day).version }
