package world

import (
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// Indexes beyond the population's own: those of numbers that somebody once had, those of numbers made in error, and those of
// people whom a client enrols. The numbering has room for all of them (nhs.Numbering.Len is above 77 million; the population's
// own indexes end below 73.5 million).
const (
	firstFormer   = 73_500_000
	firstInvalid  = 75_500_000
	FirstNewcomer = 76_000_000 // the first index of people who were enrolled by a service
	lastNewcomer  = 77_200_000
)

// Holding is what a number stands for in the register.
type Holding uint8

// The holdings.
const (
	Unissued    Holding = iota // nobody's
	Current                    // somebody's record
	Superseded                 // an old number: its record was merged into the one that is given
	Invalidated                // a record made in error, merged into none
)

// Holder finds whose a number is. For a superseded one it is the person whose record it was merged into.
func (w *World) Holder(n nhs.Number) (person int, how Holding) {
	how = Current
	for range 8 { // a chain of mergers ends; one that a scenario ties into a ring does not
		i, ok := w.ground.numbers.Index(n)
		if !ok {
			i = guest(n)
		}
		if own, former := w.ground.former(i); former {
			i, how = own, Superseded
		}
		if w.ground.erroneous(i) {
			return 0, Invalidated
		}
		if !w.Exists(i) {
			return 0, Unissued
		}
		q := w.amendment(i)
		if q == nil {
			return i, how
		}
		switch {
		case q.SupersededBy != 0:
			n, how = q.SupersededBy, Superseded
		case q.Access == Invalid:
			return 0, Invalidated
		default:
			return i, how
		}
	}
	return 0, Invalidated
}

// Number is the NHS number of a person of the population, of a newcomer or of a guest.
func (w *World) Number(person int) nhs.Number {
	if person >= FirstGuest {
		return nhs.Number(person - FirstGuest)
	}
	return w.ground.numbers.Number(person)
}

// FormerNumber is the number that a person once had besides their own; ok is false for the many who had none.
func (w *World) FormerNumber(person int) (n nhs.Number, ok bool) {
	every := shares().superseded
	if every == 0 || person < 0 || person >= w.Population().Len() {
		return 0, false
	}
	spare := firstFormer + person/every
	if own, former := w.ground.former(spare); !former || own != person {
		return 0, false
	}
	return w.ground.numbers.Number(spare), true
}

// InvalidNumber is the k-th number that was made in error, for k below Population().Len()/2000 by the table's share.
func (w *World) InvalidNumber(k int) (n nhs.Number, ok bool) {
	if !w.ground.erroneous(firstInvalid + k) {
		return 0, false
	}
	return w.ground.numbers.Number(firstInvalid + k), true
}

// former is whose a spare number once was: of so many people in a row it is one, drawn by key.
func (g *ground) former(i int) (owner int, ok bool) {
	every := shares().superseded
	if every == 0 || i < firstFormer || i >= firstInvalid {
		return 0, false
	}
	row := i - firstFormer
	r := draw.Key(g.seed, uint64(row), streamSpare, 0)
	owner = row*every + r.IntN(every)
	return owner, owner < g.population.Len()
}

// erroneous reports whether an index is that of a number made in error.
func (g *ground) erroneous(i int) bool {
	every := shares().invalidated
	return every > 0 && i >= firstInvalid && i < FirstNewcomer && (i-firstInvalid)*every < g.population.Len()
}
