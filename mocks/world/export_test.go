package world

// Bytes is what the values now held take, as the cost function counts it.
func (c *Cache[K, V]) Bytes() int {
	n := 0
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		n += s.bytes
		s.mu.Unlock()
	}
	return n
}
