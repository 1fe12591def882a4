package world

import (
	"errors"
	"fmt"

	"sandpiper/synthetic/nhs"
)

// FirstGuest is the first index of guests: people under NHS numbers that the population's numbering never gives, such as those of published test
// packs. A guest's index follows from their number.
const FirstGuest = 1 << 34

// What Admit fails with. Test with errors.Is.
var (
	ErrNumber = errors.New("no NHS number, or one that the population's numbering gives")
	ErrTaken  = errors.New("somebody has that number already")
)

// guest is the index of a guest's number.
func guest(n nhs.Number) int { return FirstGuest + int(n) }

// Admit adds a guest under a number of their own, at a version. Nothing is known of their health, and lists of the population do not have them:
// they are found by number, and by the services that search the register. It fails with ErrNumber or ErrTaken.
func (p Pen) Admit(n nhs.Number, version int, who Person, q Particulars) (person int, err error) {
	w := p.world
	if _, ours := w.ground.numbers.Index(n); ours || !n.Valid() {
		return 0, fmt.Errorf("admit %s: %w", n, ErrNumber)
	}
	person = guest(n)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.top.sheet(person) != nil {
		return 0, fmt.Errorf("admit %s: %w", n, ErrTaken)
	}
	who.Index, who.Number = person, n
	at := Version{N: max(version, 1), At: w.clock.Now()}
	w.top.own(person).people = []amended{{person: who, particulars: &q, version: at}}
	p.log(Change{Deed: Enrolled, Person: person, Version: at.N})
	return person, nil
}
