package registers

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"weak"

	"sandpiper/mocks"
)

// shelves finds the registers of a realm. A realm that is let go takes them with it, so that thousands may come and go.
type shelves struct {
	byRealm   sync.Map // weak.Pointer[mocks.Realm] → *library
	countries countries
}

func (s *shelves) of(realm *mocks.Realm) *library {
	key := weak.Make(realm)
	if held, ok := s.byRealm.Load(key); ok {
		return held.(*library)
	}
	held, there := s.byRealm.LoadOrStore(key, &library{})
	if !there {
		runtime.AddCleanup(realm, func(key weak.Pointer[mocks.Realm]) { s.byRealm.Delete(key) }, key)
	}
	return held.(*library)
}

// library is the registers of one realm, each branched from what it begins with when first asked for, and the realm's key.
type library struct {
	mu   sync.Mutex
	logs map[string]*Log
	key  *signer
}

// log finds a register.
func (l *library) log(s *Service, e *mocks.Estate, realm *mocks.Realm, register string) (*Log, error) {
	l.mu.Lock()
	log := l.logs[register]
	l.mu.Unlock()
	if log != nil {
		return log, nil
	}
	begun := s.begun(e, realm, register)
	if begun == nil {
		return nil, fmt.Errorf("%w: %q%s", ErrNoRegister, register, meant(register, s.names()))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.logs == nil {
		l.logs = make(map[string]*Log)
	}
	if l.logs[register] == nil {
		l.logs[register] = logOf(begun).Branch()
	}
	return l.logs[register], nil
}

// begun is what a register holds when a realm first asks for it; nil for none of that name.
func (s *Service) begun(e *mocks.Estate, realm *mocks.Realm, register string) *Snapshot {
	for _, l := range s.Logs {
		if now := l.Snapshot(); now.definition.ID == register {
			return now
		}
	}
	i := slices.IndexFunc(catalogue(), func(h held) bool { return h.ID == register })
	if i < 0 {
		return nil
	}
	f := s.shelves.countries.of(realm)
	if h := catalogue()[i]; h.kind == ofProducts {
		return products(e, h.Definition, f.opened)
	}
	return f.snapshots[register]()
}

// signer is the realm's key.
func (l *library) signer(realm *mocks.Realm, secret []byte) (*signer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.key == nil {
		key, err := newSigner(realm, secret)
		if err != nil {
			return nil, err
		}
		l.key = key
	}
	return l.key, nil
}

// countries finds the foundation of a realm's population, keeping the few that were used last.
type countries struct {
	mu   sync.Mutex
	held []*foundation // most recently used first
}

// mostCountries is how many populations' registers are kept at once; each takes some 70 MB when all of it has been asked for in both versions.
const mostCountries = 2

func (c *countries) of(realm *mocks.Realm) *foundation {
	p := realm.World.Population()
	want := countryOf(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.held, func(f *foundation) bool { return countryOf(f.population) == want })
	f := (*foundation)(nil)
	if i >= 0 {
		f = c.held[i]
		c.held = slices.Delete(c.held, i, i+1)
	} else {
		f = lay(p)
	}
	c.held = slices.Insert(c.held, 0, f)
	c.held = c.held[:min(len(c.held), mostCountries)]
	return f
}
