package world

import (
	"slices"
	"sync/atomic"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

// Lens bends what a View shows. The zero Lens shows what an honest service would: entries that are released and not confidential.
type Lens struct {
	HideKinds    []chart.Kind         // drawers that look empty
	Swap         func(person int) int // whose data is shown for whom; nil for everybody's own
	Back         int                  // versions to step back, as a replica that lags would
	Confidential bool                 // show confidential entries too
	Unreleased   bool                 // show entries before their Visible time too

	Skew    time.Duration // by how much the service's clock is ahead of the world's; negative: behind it
	Keyless bool          // the key sets of applications cannot be reached
	TooMany bool          // every search of people finds more than the service shows
}

// Bends says what a lens has really changed in what was read through it so far.
type Bends struct {
	Swapped bool         // somebody was shown as somebody else
	Stepped bool         // something was shown in an earlier version than its newest, or not yet
	Hidden  []chart.Kind // drawers from which something was withheld, in ascending order
	Skewed  bool         // the service's clock was looked at
	Keyless bool         // somebody's key set was asked for
	TooMany bool         // a search was told that it found too many
}

// View is a world as a service sees it while it answers one call. It reads live: a write that happens meanwhile is seen.
type View struct {
	world *World
	lens  Lens
	bent  atomic.Uint32 // bit k: kind k hidden; then those below
}

const (
	skewedBit = 1 << (iota + 27)
	keylessBit
	tooManyBit
	swappedBit
	steppedBit
)

// Through is the world seen through a lens.
func (w *World) Through(l Lens) *View { return &View{world: w, lens: l} }

// View is the world as an honest service sees it.
func (w *World) View() *View { return &View{world: w} }

// Through is the same world seen through another lens in place of this view's own.
func (v *View) Through(l Lens) *View { return &View{world: v.world, lens: l} }

// Lens is what the view looks through.
func (v *View) Lens() Lens { return v.lens }

// World is what lies behind the view, for writing to. A service that reads here goes past the faults that it should show.
func (v *View) World() *World { return v.world }

// Population is the base that the world stands on, as it is on the day that the world's clock shows.
func (v *View) Population() *synthetic.Population { return v.world.Today() }

// IDs turns entries and people into the identifiers that APIs show, and back.
func (v *View) IDs() *fhir.IDs { return v.world.ground.ids }

// Now is the world's time, as the service's clock shows it.
func (v *View) Now() time.Time { return v.world.clock.Now().Add(v.Skew()) }

// Skew is by how much the service's clock is ahead of the right time; a service that goes by another clock than the world's adds it there.
func (v *View) Skew() time.Duration {
	if v.lens.Skew != 0 {
		v.bent.Or(skewedBit)
	}
	return v.lens.Skew
}

// Keyless reports whether the key sets of applications cannot be reached, as a service that needs one must find.
func (v *View) Keyless() bool {
	if v.lens.Keyless {
		v.bent.Or(keylessBit)
	}
	return v.lens.Keyless
}

// TooMany reports whether a search of people is to find more than the service shows, whoever is asked for.
func (v *View) TooMany() bool {
	if v.lens.TooMany {
		v.bent.Or(tooManyBit)
	}
	return v.lens.TooMany
}

// Bends is what the lens has changed so far.
func (v *View) Bends() Bends {
	bits := v.bent.Load()
	b := Bends{
		Swapped: bits&swappedBit != 0, Stepped: bits&steppedBit != 0,
		Skewed: bits&skewedBit != 0, Keyless: bits&keylessBit != 0, TooMany: bits&tooManyBit != 0,
	}
	for k := range chart.Kind(16) {
		if bits&(1<<k) != 0 {
			b.Hidden = append(b.Hidden, k)
		}
	}
	return b
}

// Person is somebody as the service sees them: perhaps an earlier version, perhaps somebody else.
func (v *View) Person(i int) (Person, Version) {
	p, version, earlier := v.world.personBack(v.who(i), v.lens.Back)
	if earlier {
		v.bent.Or(steppedBit)
	}
	return p, version
}

// Chart is a person's record in the order of writing, or only its drawers of the kinds given. A service that is asked for one
// drawer should ask for that drawer: what a fault is seen to have done depends on it. The records are the world's own.
func (v *View) Chart(i int, kinds ...chart.Kind) []*Record {
	i = v.who(i)
	w := v.world
	page := w.page(i)
	now := w.clock.Now()
	w.mu.RLock()
	defer w.mu.RUnlock()
	s := w.top.sheet(i)
	out := make([]*Record, 0, page.size(kinds)+s.size())
	page.tell(s, kinds, func(t tale) {
		if r := v.pick(t, now); r != nil {
			out = append(out, r)
		}
	})
	return out
}

// Entry is one entry as the service sees it; false if there is none to be seen. Version.Deleted says that it was removed.
func (v *View) Entry(id chart.ID) (Record, bool) {
	if !v.world.Exists(id.Person) {
		return Record{}, false
	}
	if other := v.who(id.Person); other != id.Person {
		return v.likeness(other, id)
	}
	var r *Record
	v.world.told(id, func(t tale) {
		if t.newest() != nil {
			r = v.choose(t, v.world.clock.Now())
		}
	})
	if r == nil {
		return Record{}, false
	}
	return *r, true
}

// likeness is the entry of another person that is shown in place of id: the one in the same place of the same drawer, as far as
// that drawer goes.
func (v *View) likeness(other int, id chart.ID) (Record, bool) {
	drawer := (&View{world: v.world, lens: Lens{Back: v.lens.Back}}).Chart(other, id.Kind)
	if slices.Contains(v.lens.HideKinds, id.Kind) || len(drawer) == 0 {
		return Record{}, false
	}
	return *drawer[id.K%chart.FirstAdded%len(drawer)], true
}

// who is whose data is shown for a person.
func (v *View) who(i int) int {
	if v.lens.Swap == nil {
		return i
	}
	other := v.lens.Swap(i)
	if other != i {
		v.bent.Or(swappedBit)
	}
	return other
}

// pick is choose for a listing: removed entries are left out.
func (v *View) pick(t tale, now time.Time) *Record {
	r := v.choose(t, now)
	if r == nil || r.Version.Deleted {
		return nil
	}
	return r
}

// choose is the version of an entry that the lens shows; nil if it shows none.
func (v *View) choose(t tale, now time.Time) *Record {
	r, earlier := t.back(v.lens.Back)
	if earlier && (v.may(r, now) || v.may(t.newest(), now)) {
		v.bent.Or(steppedBit)
	}
	if !v.may(r, now) {
		return nil
	}
	if slices.Contains(v.lens.HideKinds, r.Entry.ID.Kind) {
		if !r.Version.Deleted {
			v.bent.Or(1 << (r.Entry.ID.Kind & 15))
		}
		return nil
	}
	return r
}

// may reports whether there is an entry and it is released and open, or the lens shows it all the same.
func (v *View) may(r *Record, now time.Time) bool {
	return r != nil && (v.lens.Confidential || !r.Entry.Confidential) && (v.lens.Unreleased || !r.Entry.Visible.After(now))
}
