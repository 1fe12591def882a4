package oidc

import (
	"crypto/sha256"
	"strconv"
)

// Made is how many signatures a ring's keys had to make, and how many it remembers.
func (k *Keyring) Made() (made uint64, held int) {
	s := Signatures{&k.made}
	return k.made.made, s.Held()
}

// Signatures are those of no key, so that many of them cost nothing.
type Signatures struct{ s *signatures }

// NewSignatures remembers nothing yet.
func NewSignatures() Signatures { return Signatures{new(signatures)} }

// Of asks for the n-th and says when it is made.
func (s Signatures) Of(n int, made func()) {
	_, _ = s.s.get(sha256.Sum256([]byte(strconv.Itoa(n))), func() ([]byte, error) { made(); return []byte{1}, nil })
}

// Held is how many are remembered.
func (s Signatures) Held() int {
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	return len(s.s.young) + len(s.s.old)
}

// Len is how many things are held, expired ones included.
func (s *Shelf[V]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held)
}
