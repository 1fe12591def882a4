package registers

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/synthetic"
)

// holding is a register as a world has it. It lies in the world itself (world.Keep), so that branches begin with it, and is never written to.
type holding struct {
	*Snapshot
	told int // how many of the lines that its origin had to tell of are entered
}

// origin is where a register's entries come from when nobody appends any.
type origin struct {
	begun *Snapshot
	// tidings are the lines that are due by a moment and not yet entered in a holding, in the order of their times; nil for a register
	// that never hears of anything.
	tidings func(h *holding, now time.Time) []line
}

// upTo is a holding with everything that is due by a moment; the same one if nothing is.
func (o *origin) upTo(h *holding, now time.Time) *holding {
	if h == nil {
		h = &holding{Snapshot: o.begun}
	}
	if o.tidings == nil {
		return h
	}
	if lines := o.tidings(h, now); len(lines) > 0 {
		return &holding{h.with(lines), h.told + len(lines)}
	}
	return h
}

// kept is the name under which a world keeps a register.
func kept(register string) string { return "registers/" + register }

// Snapshot is a register as a realm's world has it now. Realms of one world share its registers. A mirror is the same in all; nil and
// ErrNotFetched before it was fetched. Other errors wrap ErrNoRegister.
func (s *Service) Snapshot(e *mocks.Estate, realm *mocks.Realm, register string) (*Snapshot, error) {
	if m := s.mirror(register); m != nil {
		if now := m.Snapshot(); now != nil {
			return now, nil
		}
		return nil, fmt.Errorf("register %s: %w", register, ErrNotFetched)
	}
	o, err := s.origin(e, realm, register)
	if err != nil {
		return nil, err
	}
	w := realm.World
	held, _ := w.Kept(kept(register)).(*holding)
	now := o.upTo(held, w.Clock().Now())
	if now == held || now.told == 0 {
		return now.Snapshot, nil // nothing has come since: there is nothing to keep
	}
	all, err := w.Keep(kept(register), func(now any) (any, error) {
		held, _ := now.(*holding) // somebody may have been quicker
		return o.upTo(held, w.Clock().Now()), nil
	})
	if err != nil {
		return nil, err
	}
	return all.(*holding).Snapshot, nil
}

// Append enters an item in a register at the time of the realm's world, after everything that was due by then. Errors wrap ErrNoRegister, ErrReadOnly
// (for a mirror) or ErrItem.
func (s *Service) Append(e *mocks.Estate, realm *mocks.Realm, register, key string, item Item) (Entry, error) {
	if s.mirror(register) != nil {
		return Entry{}, fmt.Errorf("register %s: %w", register, ErrReadOnly)
	}
	o, err := s.origin(e, realm, register)
	if err != nil {
		return Entry{}, err
	}
	now, err := realm.World.Keep(kept(register), func(now any) (any, error) {
		held, _ := now.(*holding)
		at := realm.World.Clock().Now()
		held = o.upTo(held, at)
		if err := held.definition.Check(key, item); err != nil {
			return nil, fmt.Errorf("append to register %s: %w", register, err)
		}
		return &holding{held.with([]line{{at, key, item}}), held.told}, nil
	})
	if err != nil {
		return Entry{}, err
	}
	last, _ := now.(*holding).Entry(now.(*holding).Size())
	return last, nil
}

// mirror finds a mirror; nil for none of that name.
func (s *Service) mirror(register string) *Mirror {
	for _, m := range s.Mirrors {
		if m.Register == register {
			return m
		}
	}
	return nil
}

// origin is where a register comes from.
func (s *Service) origin(e *mocks.Estate, realm *mocks.Realm, register string) (*origin, error) {
	for _, l := range s.Logs {
		if now := l.Snapshot(); now.definition.ID == register {
			return &origin{begun: now}, nil
		}
	}
	i := slices.IndexFunc(catalogue(), func(h held) bool { return h.ID == register })
	if i < 0 {
		return nil, fmt.Errorf("%w: %q%s", ErrNoRegister, register, meant(register, s.names()))
	}
	f := s.countries.of(realm.World.Population(), s.Organisations)
	if catalogue()[i].kind == ofProducts {
		return &origin{f.origins[register]().begun, func(h *holding, now time.Time) []line { return products(e, h, f.opened, now) }}, nil
	}
	return f.origins[register](), nil
}

// countries finds the foundation of a population, keeping the few that were used last.
type countries struct {
	mu   sync.Mutex
	held []*foundation // most recently used first
	own  ods.Registers // where a service that was given none finds organisations
}

// mostCountries is how many populations' registers are kept at once; each takes some 90 MB when all of it has been asked for in both versions.
const mostCountries = 2

func (c *countries) of(p *synthetic.Population, organisations *ods.Registers) *foundation {
	want := countryOf(p)
	if organisations == nil {
		organisations = &c.own
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.held, func(f *foundation) bool { return countryOf(f.population) == want })
	f := (*foundation)(nil)
	if i >= 0 {
		f = c.held[i]
		c.held = slices.Delete(c.held, i, i+1)
	} else {
		f = lay(p, organisations)
	}
	c.held = slices.Insert(c.held, 0, f)
	c.held = c.held[:min(len(c.held), mostCountries)]
	return f
}
