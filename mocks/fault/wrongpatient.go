package fault

import (
	"sandpiper/mocks/world"
	"sandpiper/synthetic/draw"
)

// WrongPatient shows the data of somebody else of the same sex, always the same somebody for one person: identifiers, name and entries are
// all the other's, as when a service opens the wrong record.
type WrongPatient struct{}

// Kind is "wrong-patient".
func (WrongPatient) Kind() string { return "wrong-patient" }

// String is the kind: the effect has no arguments.
func (w WrongPatient) String() string { return w.Kind() }

// tries is how many candidates are looked at for another person of the same sex.
const tries = 64

// Bend swaps people. Of two such rules on one call the first one swaps.
func (WrongPatient) Bend(l *world.Lens, w *world.World, key uint64) {
	if l.Swap != nil {
		return
	}
	l.Swap = func(i int) int {
		n := w.Population().Len()
		if n < 2 {
			return i
		}
		person, _ := w.Person(i)
		at := draw.Mix(key ^ draw.Mix(uint64(i)+1))
		for range tries {
			other := int(at % uint64(n))
			if candidate, _ := w.Person(other); other != i && candidate.Sex == person.Sex {
				return other
			}
			at = draw.Mix(at + 1)
		}
		return i
	}
}

// Fired needs somebody to have been shown as somebody else.
func (WrongPatient) Fired(b world.Bends, _ Occasion) bool { return b.Swapped }
