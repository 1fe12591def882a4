package world

import (
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// Pen writes to a world in somebody's name, which the log keeps.
type Pen struct {
	world *World
	actor string
}

// By is a pen in the hand of an actor: the id of an app, or what a scenario calls whoever acts.
func (w *World) By(actor string) Pen { return Pen{world: w, actor: actor} }

// Add writes a new entry into a person's chart, as version 1. The entry's ID is given, not taken: the next K of the person and
// kind from chart.FirstAdded upward. Zero Authored, Recorded and Visible become the world's now. The entry and all that
// it points to belong to the world from then on.
func (p Pen) Add(person int, e chart.Entry) Record {
	w := p.world
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.Now()
	if e.Recorded.IsZero() {
		e.Recorded = now
	}
	if e.Authored.IsZero() {
		e.Authored = e.Recorded
	}
	if e.Visible.IsZero() {
		e.Visible = e.Recorded
	}
	return p.insert(person, Record{Entry: e, Version: Version{N: 1, At: now}}, Added)
}

// Graft lays an entry under a person's story, as if the base had held it all along: its version dates from its own Recorded time and no
// view steps back to before it. Scenes are set with this; what happens in them is written with Add.
func (p Pen) Graft(person int, e chart.Entry) Record {
	w := p.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if e.Recorded.IsZero() {
		e.Recorded = w.ground.asOf
	}
	if e.Authored.IsZero() {
		e.Authored = e.Recorded
	}
	return p.insert(person, Record{Entry: e, Version: Version{N: 1, At: e.Recorded}}, Grafted)
}

// insert numbers and writes a new record. The world is locked.
func (p Pen) insert(person int, r Record, d Deed) Record {
	s := p.world.top.own(person)
	r.Entry.ID = s.number(person, r.Entry.ID.Kind)
	s.write(r).settled = d == Grafted
	p.log(Change{Deed: d, Person: person, Entry: r.Entry.ID, Version: r.Version.N})
	return r
}

// Replace writes a new version of an entry. ifMatch is the version that the caller has seen, 0 for whatever it is now.
// It fails with ErrStale if there is a newer one and with ErrAbsent if the entry never was or is removed.
func (p Pen) Replace(id chart.ID, e chart.Entry, ifMatch int) (Record, error) {
	return p.revise(id, ifMatch, func(now *Record) Record {
		e.ID = id
		return Record{Entry: e}
	}, Revised)
}

// Remove takes an entry away; its history stays. ifMatch and errors are as for Replace.
func (p Pen) Remove(id chart.ID, ifMatch int) (Record, error) {
	return p.revise(id, ifMatch, func(now *Record) Record {
		return Record{Entry: now.Entry, Version: Version{Deleted: true}}
	}, Removed)
}

// revise writes the next version of an entry under the lock, so that no write is lost.
func (p Pen) revise(id chart.ID, ifMatch int, next func(*Record) Record, d Deed) (Record, error) {
	w := p.world
	if !w.Exists(id.Person) {
		return Record{}, absent(id)
	}
	var t tale
	if id.K < chart.FirstAdded {
		t.base = w.page(id.Person).find(id)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t.story = w.top.sheet(id.Person).story(id)
	now := t.newest()
	if now == nil || now.Version.Deleted {
		return Record{}, absent(id)
	}
	if ifMatch != 0 && ifMatch != now.Version.N {
		return Record{}, stale(id, ifMatch, now.Version.N)
	}
	r := next(now)
	r.Version.N, r.Version.At = now.Version.N+1, w.clock.Now()
	w.top.own(id.Person).write(r)
	p.log(Change{Deed: d, Person: id.Person, Entry: id, Version: r.Version.N})
	return r, nil
}

// Amend changes who somebody is and returns the new version. change gets a copy to write to; it must replace, not write into,
// the slices in it.
func (p Pen) Amend(person int, change func(*Person)) Version {
	version, err := p.Register(person, 0, func(who *Person, _ *Particulars) error {
		change(who)
		return nil
	})
	if err != nil {
		panic(err) // only for a person who does not exist, as an index of a slice would
	}
	return version
}

// AmendTruth changes what is so about a person. change gets a copy to write to. The chart is not touched: people find out, or do not.
func (p Pen) AmendTruth(person int, change func(*course.Truth)) {
	w := p.world
	t := w.Truth(person)
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.top.own(person)
	if s.truth != nil {
		t = *s.truth // somebody may have been quicker
	}
	t.Conditions = append([]course.Condition(nil), t.Conditions...)
	t.Allergies = append([]course.Allergy(nil), t.Allergies...)
	t.Medicines = append([]course.Medicine(nil), t.Medicines...)
	change(&t)
	s.truth = &t
	p.log(Change{Deed: Turned, Person: person})
}

// log appends a line. The world is locked.
func (p Pen) log(c Change) {
	l := p.world.top
	c.Seq, c.At, c.Actor = l.before+len(l.log)+1, p.world.clock.Now(), p.actor
	l.log = append(l.log, c)
}

// Add is By("").Add: see Pen.
func (w *World) Add(person int, e chart.Entry) Record { return w.By("").Add(person, e) }

// Graft is By("").Graft: see Pen.
func (w *World) Graft(person int, e chart.Entry) Record { return w.By("").Graft(person, e) }

// Replace is By("").Replace: see Pen.
func (w *World) Replace(id chart.ID, e chart.Entry, ifMatch int) (Record, error) {
	return w.By("").Replace(id, e, ifMatch)
}

// Remove is By("").Remove: see Pen.
func (w *World) Remove(id chart.ID, ifMatch int) (Record, error) { return w.By("").Remove(id, ifMatch) }

// Amend is By("").Amend: see Pen.
func (w *World) Amend(person int, change func(*Person)) Version {
	return w.By("").Amend(person, change)
}

// AmendTruth is By("").AmendTruth: see Pen.
func (w *World) AmendTruth(person int, change func(*course.Truth)) {
	w.By("").AmendTruth(person, change)
}
