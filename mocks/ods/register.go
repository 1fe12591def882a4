package ods

import (
	"slices"
	"strings"
	"sync"

	"sandpiper/synthetic"
)

// Register is every organisation of one country, open or closed or yet to open. It never changes; ask each record how it stands on a day.
type Register struct {
	population *synthetic.Population
	all        []*Organisation // by code
	made       []*Organisation // by ordinal
	byCode     map[string]*Organisation
	byKind     [kinds][]*Organisation
	pointing   map[string][]*Organisation // by the code of a relationship's target, who points at it, by code
}

// newRegister makes the register of a population's country. It takes some tens of milliseconds and depends on the recipe's seed, day and
// area only, never on how many people there are.
func newRegister(p *synthetic.Population) *Register {
	b := newBuilder(p.At(p.Recipe().AsOf))
	b.build()
	r := &Register{population: b.population, made: b.made, byCode: make(map[string]*Organisation, len(b.made)), pointing: make(map[string][]*Organisation)}
	r.all = slices.Clone(b.made)
	slices.SortFunc(r.all, func(a, b *Organisation) int { return strings.Compare(a.Code, b.Code) })
	for _, o := range r.all {
		r.byCode[o.Code] = o
		r.byKind[o.Kind] = append(r.byKind[o.Kind], o)
		for i := range o.Rels {
			target := o.Rels[i].Target
			if list := r.pointing[target]; len(list) == 0 || list[len(list)-1] != o {
				r.pointing[target] = append(list, o)
			}
		}
	}
	return r
}

// Find is the organisation with a code that the register knows on a day, whatever the case of the letters.
func (r *Register) Find(code string, on Day) (*Organisation, bool) {
	o := r.byCode[code]
	if o == nil {
		o = r.byCode[strings.ToUpper(code)]
	}
	if o == nil || !o.Known(on) {
		return nil, false
	}
	return o, true
}

// All is every organisation in the order of the codes, some of them not known yet on a given day. The list is shared.
func (r *Register) All() []*Organisation { return r.all }

// Of is every organisation of a kind in the order of the codes. The list is shared.
func (r *Register) Of(k Kind) []*Organisation { return r.byKind[k] }

// Pointing is the organisations with a relationship to a target, whether it holds or not, in the order of the codes.
func (r *Register) Pointing(target string) []*Organisation { return r.pointing[target] }

// PracticeAt is the practice of a number, in whose neighbourhood an organisation with that Home lies.
func (r *Register) PracticeAt(home int) *Organisation { return r.byKind[Practice][home] }

// keptRegisters is how many countries' registers one cache keeps: runs of a pack mostly share one population.
const keptRegisters = 4

// Registers makes registers when they are first asked for and keeps the last few. Its zero value is ready; it is safe for many goroutines.
// Services that are given the same Registers share them.
type Registers struct {
	mu   sync.Mutex
	held []heldRegister // the newest use last
}

type heldRegister struct {
	of       country
	register func() *Register
}

// country is what a register depends on.
type country struct {
	seed        uint64
	asOf        Day
	area, model string
}

// For is the register of a population's country.
func (r *Registers) For(p *synthetic.Population) *Register {
	recipe := p.Recipe()
	of := country{recipe.Seed, DayOf(recipe.AsOf), recipe.Area, recipe.Model}
	r.mu.Lock()
	i := slices.IndexFunc(r.held, func(h heldRegister) bool { return h.of == of })
	var h heldRegister
	if i >= 0 {
		h = r.held[i]
		r.held = slices.Delete(r.held, i, i+1)
	} else {
		h = heldRegister{of, sync.OnceValue(func() *Register { return newRegister(p) })}
		if len(r.held) >= keptRegisters {
			r.held = slices.Delete(r.held, 0, 1)
		}
	}
	r.held = append(r.held, h)
	r.mu.Unlock()
	return h.register()
}
