package mocks

import "sync"

// Ring keeps the last exchanges, for a person who looks at a running estate. Make one with NewRing; it is safe for many goroutines.
type Ring struct {
	mu    sync.Mutex
	held  []Exchange
	next  int
	total int
}

// NewRing keeps up to n exchanges.
func NewRing(n int) *Ring { return &Ring{held: make([]Exchange, 0, max(n, 1))} }

// Record keeps an exchange and forgets the oldest when there are too many. It fits Realm.Record.
func (r *Ring) Record(x Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total++
	if len(r.held) < cap(r.held) {
		r.held = append(r.held, x)
		return
	}
	r.held[r.next] = x
	r.next = (r.next + 1) % len(r.held)
}

// Last is what is kept, oldest first, and how many exchanges there ever were.
func (r *Ring) Last() (kept []Exchange, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept = append(kept, r.held[r.next:]...)
	return append(kept, r.held[:r.next]...), r.total
}
