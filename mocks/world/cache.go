package world

import (
	"hash/maphash"
	"sync"
)

// shards is how many locks a Cache is divided over.
const shards = 16

// Cache keeps the most recently used values of a pure function within a bound of memory. It is safe for many goroutines.
// Values must not be changed once they are in it.
type Cache[K comparable, V any] struct {
	cost   func(K, V) int
	bound  int // of each shard, in bytes
	seed   maphash.Seed
	shards [shards]shard[K, V]
}

// shard is one part of a Cache: a map and a ring in order of use, with a root element between newest and oldest.
type shard[K comparable, V any] struct {
	mu    sync.Mutex
	held  map[K]*kept[K, V]
	root  kept[K, V]
	bytes int
}

// kept is one value in a shard's ring.
type kept[K comparable, V any] struct {
	newer, older *kept[K, V]
	key          K
	value        V
	cost         int
}

// NewCache makes a cache of about bound bytes; cost says how many bytes a key and value take.
func NewCache[K comparable, V any](bound int, cost func(K, V) int) *Cache[K, V] {
	c := &Cache[K, V]{cost: cost, bound: max(bound/shards, 1), seed: maphash.MakeSeed()}
	for i := range c.shards {
		s := &c.shards[i]
		s.held = make(map[K]*kept[K, V])
		s.root.newer, s.root.older = &s.root, &s.root
	}
	return c
}

// Get returns the value of a key, asking project for it when it is not held. Two callers who miss at once may both ask:
// project is a pure function, so either answer will do.
func (c *Cache[K, V]) Get(key K, project func() V) V {
	s := &c.shards[maphash.Comparable(c.seed, key)%shards]
	s.mu.Lock()
	if k := s.held[key]; k != nil {
		s.forward(k)
		v := k.value
		s.mu.Unlock()
		return v
	}
	s.mu.Unlock()
	v := project()
	s.put(key, v, c.cost(key, v), c.bound)
	return v
}

// put adds a value and lets go of the least recently used ones beyond the bound. A value larger than a whole shard is not kept.
func (s *shard[K, V]) put(key K, v V, cost, bound int) {
	if cost > bound {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] != nil {
		return
	}
	k := &kept[K, V]{key: key, value: v, cost: cost}
	s.held[key] = k
	s.link(k)
	s.bytes += cost
	for s.bytes > bound {
		oldest := s.root.newer
		oldest.unlink()
		delete(s.held, oldest.key)
		s.bytes -= oldest.cost
	}
}

// forward makes a value the most recently used.
func (s *shard[K, V]) forward(k *kept[K, V]) {
	if s.root.older == k {
		return
	}
	k.unlink()
	s.link(k)
}

// link puts a value in as the most recently used: root.older is the newest, root.newer the oldest.
func (s *shard[K, V]) link(k *kept[K, V]) {
	k.older, k.newer = s.root.older, &s.root
	k.older.newer, s.root.older = k, k
}

// unlink takes a value out of the ring.
func (k *kept[K, V]) unlink() { k.older.newer, k.newer.older = k.newer, k.older }
