package world

import (
	"maps"
	"slices"
)

// deepest is how many frozen layers a world may stand on before they are pressed into one, so that a read never
// looks through more than this many.
const deepest = 8

// layer is one world's writes, or those of an ancestor up to the moment of branching. A layer under another is
// frozen: nothing in it changes any more, so any number of worlds may read it without a lock.
type layer struct {
	under    *layer
	depth    int // layers beneath
	sheets   map[int]*sheet
	log      []Change
	before   int // changes in the layers beneath
	enrolled int // newcomers, here and beneath
	kept     map[string]any
}

// onto makes an empty layer over another (which may be nil).
func onto(under *layer) *layer {
	l := &layer{under: under}
	if under != nil {
		l.depth = under.depth + 1
		l.before = under.before + len(under.log)
		l.enrolled = under.enrolled
	}
	return l
}

// sheet finds the newest sheet about a person, here or beneath; nil when nothing about them ever changed.
func (l *layer) sheet(person int) *sheet {
	for ; l != nil; l = l.under {
		if s := l.sheets[person]; s != nil {
			return s
		}
	}
	return nil
}

// people is the versions of a person that were written, oldest first; nil when nothing about who they are ever changed.
func (l *layer) people(person int) []amended {
	if s := l.sheet(person); s != nil {
		return s.people
	}
	return nil
}

// own finds or makes the sheet of a person in this very layer, copying what lies beneath the first time.
func (l *layer) own(person int) *sheet {
	if s := l.sheets[person]; s != nil {
		return s
	}
	s := l.under.sheet(person).copy()
	if l.sheets == nil {
		l.sheets = make(map[int]*sheet, 1)
	}
	l.sheets[person] = s
	return s
}

// pressed returns a layer with the same content on nothing beneath, when the pile has become too deep.
func (l *layer) pressed() *layer {
	if l.depth < deepest {
		return l
	}
	var pile []*layer
	for at := l; at != nil; at = at.under {
		pile = append(pile, at)
	}
	flat := &layer{sheets: make(map[int]*sheet), log: l.changes(), enrolled: l.enrolled}
	for _, p := range slices.Backward(pile) {
		maps.Copy(flat.sheets, p.sheets) // a newer sheet holds all that an older one did
		flat.keep(p)
	}
	return flat
}

// changes is the whole log, oldest first, in a slice of its own.
func (l *layer) changes() []Change {
	if l == nil {
		return nil
	}
	out := make([]Change, l.before+len(l.log))
	for at := l; at != nil; at = at.under {
		copy(out[at.before:], at.log)
	}
	return out
}

// written lists whom the register was written about, by their first change.
func (l *layer) written() []int {
	var out []int
	seen := map[int]bool{}
	note := func(log []Change) {
		for k := range log {
			if c := &log[k]; (c.Deed == Amended || c.Deed == Enrolled) && !seen[c.Person] {
				seen[c.Person] = true
				out = append(out, c.Person)
			}
		}
	}
	var pile [deepest + 2]*layer
	n := 0
	for at := l; at != nil; at = at.under {
		pile[n] = at
		n++
	}
	for n--; n >= 0; n-- {
		note(pile[n].log)
	}
	return out
}
