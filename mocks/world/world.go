package world

import (
	"sync"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/clock"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/fhir"
)

// World is a population and what has happened to it since, on a clock of its own. It is safe for many goroutines.
// What its reads return is shared: look at it, do not change it.
type World struct {
	ground *ground
	clock  *clock.Virtual

	receipts receipts

	mu  sync.RWMutex
	top *layer // only this world writes to it; what lies under it is frozen
}

// New is the world of a population before anything has happened, its clock standing at start.
func New(p *synthetic.Population, start time.Time) *World {
	return &World{ground: newGround(p), clock: clock.NewVirtual(start), top: onto(nil)}
}

// Branch is a new world that holds what this one holds now, with a clock standing at start. It takes constant time;
// what either of them writes afterwards the other does not see.
func (w *World) Branch(start time.Time) *World {
	w.mu.Lock()
	defer w.mu.Unlock()
	under := w.top.under
	if !w.top.unwritten() {
		under = w.top.pressed()
		w.top = onto(under)
	}
	return &World{ground: w.ground, clock: clock.NewVirtual(start), top: onto(under)}
}

// Clock is the world's own time.
func (w *World) Clock() *clock.Virtual { return w.clock }

// Population is the base that the world stands on.
func (w *World) Population() *synthetic.Population { return w.ground.population }

// IDs turns entries and people into the identifiers that APIs show, and back.
func (w *World) IDs() *fhir.IDs { return w.ground.ids }

// Person is somebody as demographics services hold them now.
func (w *World) Person(i int) (Person, Version) {
	p, v, _ := w.personBack(i, 0)
	return p, v
}

// personBack is somebody some versions before the newest, and whether that differs from the newest.
func (w *World) personBack(i, steps int) (Person, Version, bool) {
	at, earlier := w.standingBack(i, steps)
	return at.person, at.version, earlier
}

// Chart is a person's whole record in the order of writing: base entries in their newest version and entries that were
// added since, each where its Recorded time puts it. Removed entries are left out; nothing is withheld (see View).
func (w *World) Chart(i int) []*Record {
	page := w.page(i)
	w.mu.RLock()
	defer w.mu.RUnlock()
	s := w.top.sheet(i)
	out := make([]*Record, 0, len(page.records)+s.size())
	page.tell(s, nil, func(t tale) {
		if r := t.newest(); !r.Version.Deleted {
			out = append(out, r)
		}
	})
	return out
}

// Entry is one entry in its newest version, Version.Deleted set if it was removed; false if there never was one.
func (w *World) Entry(id chart.ID) (Record, bool) {
	var r *Record
	w.told(id, func(t tale) { r = t.newest() })
	if r == nil {
		return Record{}, false
	}
	return *r, true
}

// History is every version of an entry, oldest first; empty if there never was one.
func (w *World) History(id chart.ID) []Record {
	var out []Record
	w.told(id, func(t tale) { out = t.all() })
	return out
}

// Changes is the world's log from its first ancestor on, oldest first.
func (w *World) Changes() []Change {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.top.changes()
}

// Truth is what is so about a person, whatever the record says.
func (w *World) Truth(i int) course.Truth {
	w.mu.RLock()
	s := w.top.sheet(i)
	if s != nil && s.truth != nil {
		defer w.mu.RUnlock()
		return *s.truth
	}
	w.mu.RUnlock()
	if i >= FirstNewcomer {
		return course.Truth{} // nothing is known of a newcomer's health
	}
	return w.ground.page(i, w.today()).truth
}

// today is the day that the world's clock shows, counted from the population's own.
func (w *World) today() int { return w.ground.day(w.clock.Now()) }

// page is the base chart as it stands today. Nothing more is written down about somebody whom a story has let die.
func (w *World) page(i int) *page {
	if i >= FirstNewcomer {
		return &page{} // their chart begins empty
	}
	day := w.today()
	w.mu.RLock()
	people := w.top.people(i)
	w.mu.RUnlock()
	if n := len(people); n > 0 && !people[n-1].person.Died.IsZero() {
		day = min(day, w.ground.day(people[n-1].person.Died))
	}
	return w.ground.page(i, day)
}

// Today is the population as it stands on the day that the world's clock shows: whoever has been born since exists, and whoever
// has moved lives there.
func (w *World) Today() *synthetic.Population { return w.ground.on(w.today()) }

// Projection is the bytes in which something of the base is shown, worked out once for all branches and kept while
// there is room. It is only for what is version 1 of the base (a person, or an entry below chart.FirstAdded): the
// caller looks at the Version first. The bytes are shared and must not be changed.
//
// What is shown of an entry may say something about its person, such as their practice. Of somebody whose details this world has
// amended nothing is kept, so that no branch ever shows what happened in another.
func (w *World) Projection(p Projection, project func() []byte) []byte {
	w.mu.RLock()
	s := w.top.sheet(p.Of.Person)
	amended := s != nil && len(s.people) > 0
	w.mu.RUnlock()
	if amended {
		return project()
	}
	return w.ground.projections.Get(p, project)
}

// told tells f about an entry while nothing can change it; f is called with an empty tale if there is none.
func (w *World) told(id chart.ID, f func(tale)) {
	if !w.Exists(id.Person) {
		return
	}
	var t tale
	if id.K < chart.FirstAdded {
		t.base = w.page(id.Person).find(id)
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	t.story = w.top.sheet(id.Person).story(id)
	f(t)
}
