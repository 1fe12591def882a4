package gmf

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// Rules are choices about how modules are run.
type Rules struct {
	Strict bool // visit every module at every step, as the framework does: slow, and the same record
	Fatal  bool // a module's death is the end of its person's record; else it is only written down
}

// Guests are modules that stay with people. They are safe for any number of goroutines; set Rules before the first.
type Guests struct {
	Rules   Rules
	library *Library
	overlay *Overlay
	seed    uint64
	stays   *sync.Pool // of *stay
}

// Open loads the modules of a folder, with the overlay.json or overlay.csv in it if there is one. The error lists everything
// that is wrong in them.
func Open(dir string, seed uint64) (*Guests, error) {
	fsys := os.DirFS(dir)
	lib, err := Load(fsys, ".")
	if err != nil {
		return nil, err
	}
	g := New(lib, seed)
	for _, name := range []string{overlayName, overlayTable} {
		o, err := ReadOverlay(fsys, name)
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			g, err = g.With(o)
		}
		if err != nil {
			return nil, fmt.Errorf("open modules of %s: %w", dir, err)
		}
	}
	return g, nil
}

// New readies a library for people. What modules draw depends on the seed, the person and the module, and on nothing else.
func New(lib *Library, seed uint64) *Guests {
	return &Guests{library: lib, seed: seed, stays: &sync.Pool{}, overlay: &Overlay{}}
}

// Live runs the modules through a person's life from birth to until or to death, whichever is first. The record until one day is
// the beginning of the record until any later one.
func (g *Guests) Live(p *demography.Person, l *course.Life, until time.Time) Record {
	for _, died := range []time.Time{l.Died, p.Died} {
		if !died.IsZero() && died.Before(until) {
			until = died
		}
	}
	return g.Stay(newResident(g.seed, p, l), until)
}

// Stay runs the modules with any host, from birth to until.
func (g *Guests) Stay(h Host, until time.Time) Record {
	if !until.After(h.Born()) {
		return Record{}
	}
	s, ok := g.stays.Get().(*stay)
	if !ok {
		s = &stay{library: g.library, seed: g.seed, observed: map[int32]Value{}, guests: make([]guest, len(g.library.top)),
			attributes: make([]Value, len(g.library.attributes.list)), signs: make([]*amount, len(g.library.signs.list))}
	}
	s.arrive(h, g.Rules)
	s.live(until.UnixMilli())
	record := s.record(until)
	s.host = nil
	g.stays.Put(s)
	return record
}

// arrive readies a stay for a person.
func (s *stay) arrive(h Host, rules Rules) {
	s.host, s.rules, s.index = h, rules, h.Index()
	s.born, s.gender, s.race, s.status = h.Born(), h.Gender(), h.Race(), h.Status()
	s.calendar, s.waits, s.here, s.chronic = s.calendar[:0], s.waits[:0], s.here[:0], s.chronic[:0]
	s.entries, s.faults, s.ailments = s.entries[:0], nil, s.ailments[:0]
	clear(s.attributes)
	clear(s.signs)
	clear(s.observed)
	s.dying, s.checked = never, unset/4
	s.lock, s.open, s.renewed, s.ailing, s.rethink, s.hostWake = free, outside, false, false, false, never
	for i, m := range s.library.top {
		g := &s.guests[i]
		*g = guest{module: m, order: i, frames: g.frames[:0], pending: g.pending[:0], wake: never,
			rand: draw.Key(s.seed, uint64(s.index), streamModule, m.stream)}
		g.push(m)
	}
}

// record puts what was written before until in the order of time.
func (s *stay) record(until time.Time) Record {
	out := slices.Clone(s.entries)
	clear(s.entries)
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.seq, b.seq)) })
	place := make([]int, len(out))
	for i := range out {
		place[out[i].seq] = i
	}
	for i := range out {
		e := &out[i]
		e.seq = int32(i)
		if e.Encounter != outside {
			e.Encounter = place[e.Encounter]
		}
		for k, r := range e.Results {
			e.Results[k] = place[r]
		}
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int { return a.At.Compare(b.At) })
	record := Record{Entries: out, Faults: s.faults}
	record.cut(until)
	return record
}
