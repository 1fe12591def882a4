package oidc

import (
	"crypto/sha256"
	"slices"
	"sync"
	"time"
)

// MostHeld is how many things one Shelf holds at most; beyond it the oldest are forgotten.
const MostHeld = 4096

// Shelf keeps things under secret names until they expire: codes, sessions, sign-ins under way. It never holds more than MostHeld of them,
// whatever strangers send. Names are kept as digests, so that finding one takes no time that tells of its letters. Its zero value is
// ready; it is safe for many goroutines.
type Shelf[V any] struct {
	mu    sync.Mutex
	held  map[[32]byte]kept[V]
	order [][32]byte // oldest first; some are gone already
	next  time.Time  // nothing expires before; zero while nothing is kept
}

// kept is a thing and when it is no longer to be had.
type kept[V any] struct {
	value   V
	expires time.Time
}

// Put keeps a thing under a name until it expires.
func (s *Shelf[V]) Put(name string, value V, expires time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(sha256.Sum256([]byte(name)), value, expires)
}

// Add is Put for a name under which nothing is to be had yet; of any number of callers one succeeds.
func (s *Shelf[V]) Add(name string, value V, now, expires time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(name))
	if k, there := s.held[key]; there && now.Before(k.expires) {
		return false
	}
	s.put(key, value, expires)
	return true
}

func (s *Shelf[V]) put(key [32]byte, value V, expires time.Time) {
	if s.held == nil {
		s.held = make(map[[32]byte]kept[V])
	}
	if _, there := s.held[key]; !there {
		s.order = append(s.order, key)
	}
	s.held[key] = kept[V]{value, expires}
	s.watch(expires)
	if len(s.held) > MostHeld {
		for _, old := range s.order[:len(s.order)/4] {
			delete(s.held, old)
		}
	}
	if len(s.held) > MostHeld || len(s.order) > 2*MostHeld || len(s.order) > len(s.held)+MostHeld/4 {
		s.order = slices.DeleteFunc(s.order, func(key [32]byte) bool { _, ok := s.held[key]; return !ok })
	}
}

// watch notes when something expires.
func (s *Shelf[V]) watch(expires time.Time) {
	if s.next.IsZero() || expires.Before(s.next) {
		s.next = expires
	}
}

// Get finds a thing that has not expired.
func (s *Shelf[V]) Get(name string, now time.Time) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.held[sha256.Sum256([]byte(name))]
	if !ok || !now.Before(k.expires) {
		var none V
		return none, false
	}
	return k.value, true
}

// Take is Get for what may be used once only: of any number of callers one has it.
func (s *Shelf[V]) Take(name string, now time.Time) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(name))
	k, ok := s.held[key]
	delete(s.held, key)
	if !ok || !now.Before(k.expires) {
		var none V
		return none, false
	}
	return k.value, true
}

// Drop forgets what matches and gives it back, oldest first.
func (s *Shelf[V]) Drop(match func(V) bool) []V {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drop(func(k kept[V]) bool { return match(k.value) })
}

// Lapsed forgets what has expired and gives it back, oldest first; where nothing has, it looks at nothing.
func (s *Shelf[V]) Lapsed(now time.Time) []V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next.IsZero() || now.Before(s.next) {
		return nil
	}
	out := s.drop(func(k kept[V]) bool { return !now.Before(k.expires) })
	s.next = time.Time{}
	for _, k := range s.held {
		s.watch(k.expires)
	}
	return out
}

func (s *Shelf[V]) drop(match func(kept[V]) bool) (out []V) {
	for _, key := range s.order {
		if k, there := s.held[key]; there && match(k) {
			delete(s.held, key)
			out = append(out, k.value)
		}
	}
	return out
}
