package realism

import (
	"cmp"
	"slices"
)

// Finding is a kind of fault that a population has.
type Finding struct {
	Kind   string `json:"kind"`
	Faults int    `json:"faults"`
	Person int    `json:"person"` // the lowest index that has one
	Text   string `json:"text"`   // what is wrong there
}

// faulty counts the faults of clinical logic, by kind.
type faulty struct {
	people int64
	found  map[string]Finding
}

func (f *faulty) see(l *look) {
	if !l.alive {
		return
	}
	f.people++
	for _, x := range Faults(l.person, l.life, l.chart, l.at) {
		f.put(Finding{x.Kind, 1, l.person.Index, x.Text})
	}
}

func (f *faulty) put(x Finding) {
	if f.found == nil {
		f.found = map[string]Finding{}
	}
	have, ok := f.found[x.Kind]
	if !ok {
		f.found[x.Kind] = x
		return
	}
	have.Faults += x.Faults
	if x.Person < have.Person {
		have.Person, have.Text = x.Person, x.Text
	}
	f.found[x.Kind] = have
}

func (f *faulty) add(other gauge) {
	o := other.(*faulty)
	f.people += o.people
	for _, x := range o.found {
		f.put(x)
	}
}

func (f *faulty) report(r *report) {
	all := 0
	r.board.Faults = []Finding{}
	for _, x := range f.found {
		all += x.Faults
		r.board.Faults = append(r.board.Faults, x)
	}
	slices.SortFunc(r.board.Faults, func(a, b Finding) int { return cmp.Compare(a.Kind, b.Kind) })
	r.set("P20", "", 1000*float64(all)/float64(f.people))
}
