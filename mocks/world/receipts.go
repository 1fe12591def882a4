package world

import "sync"

// mostReceipts is how many answers a world keeps for those who ask again; beyond it the oldest are forgotten.
const mostReceipts = 4096

// receipts are answers to requests that their sender may repeat under the same identifier. The zero value is ready.
type receipts struct {
	mu    sync.Mutex
	held  map[string]*receipt
	order []string // oldest first
}

// receipt is one answer, perhaps still in the making.
type receipt struct {
	once   sync.Once
	answer any
}

// Once answers a request that may be repeated: the first time by act, and afterwards with what act then answered, however many
// ask at once. act says whether the answer is worth keeping; one that is not is made anew the next time. A branch starts without
// receipts.
func (w *World) Once(key string, act func() (answer any, keep bool)) (answer any, repeated bool) {
	r := w.receipts.of(key)
	repeated = true
	r.once.Do(func() {
		var keep bool
		repeated = false
		if r.answer, keep = act(); !keep {
			w.receipts.forget(key, r)
		}
	})
	return r.answer, repeated
}

// of finds or makes the receipt of a key.
func (s *receipts) of(key string) *receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.held[key]; r != nil {
		return r
	}
	if s.held == nil {
		s.held = make(map[string]*receipt)
	}
	if len(s.order) >= mostReceipts {
		drop := len(s.order) / 4
		for _, old := range s.order[:drop] {
			delete(s.held, old)
		}
		s.order = append(s.order[:0], s.order[drop:]...)
	}
	r := &receipt{}
	s.held[key] = r
	s.order = append(s.order, key)
	return r
}

// forget lets a receipt go.
func (s *receipts) forget(key string, r *receipt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] == r {
		delete(s.held, key)
	}
}
