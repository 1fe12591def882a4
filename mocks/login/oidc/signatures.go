package oidc

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"sync"

	jose "github.com/go-jose/go-jose/v4"
)

// MostSignatures is how many signatures a Keyring remembers at most: 256 bytes each, 1½ MiB with what finds them.
const MostSignatures = 4096

// signatures remembers what a ring's keys have signed. RSASSA-PKCS1-v1_5 knows no chance (RFC 8017 §8.2): the same key, digest and text give the
// same signature, so that nobody can tell one that was remembered from one that was made again, a millisecond of work later. What is signed by an
// algorithm that draws numbers (ES256, PS512) must not come here. Its zero value is ready; it is safe for many goroutines.
type signatures struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte][]byte // by digest of key, algorithm and text; when young holds half of them it grows old, and what was old is forgotten
	made       uint64
}

// of is a signature that is remembered, or that create makes. Of several callers who ask at once for one that is not there, each makes it.
func (s *signatures) of(name [sha256.Size]byte, create func() ([]byte, error)) ([]byte, error) {
	if signature, ok := s.find(name); ok {
		return signature, nil
	}
	signature, err := create()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	s.keep(name, signature)
	return signature, nil
}

// find looks a signature up. One that is asked for again stays young.
func (s *signatures) find(name [sha256.Size]byte) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if signature, ok := s.young[name]; ok {
		return signature, true
	}
	signature, ok := s.old[name]
	if ok {
		s.keep(name, signature)
	}
	return signature, ok
}

// keep remembers a signature. It is locked.
func (s *signatures) keep(name [sha256.Size]byte, signature []byte) {
	if s.young == nil || len(s.young) >= MostSignatures/2 {
		s.young, s.old = make(map[[sha256.Size]byte][]byte), s.young
	}
	s.young[name] = signature
}

// signer signs with a key by one algorithm, and asks what the ring remembers first.
type signer struct {
	key *Key
	alg jose.SignatureAlgorithm
}

// Public is the key that a token's header names.
func (s signer) Public() *jose.JSONWebKey {
	public := s.key.Public(s.alg)
	return &public
}

// Algs is the one algorithm.
func (s signer) Algs() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{s.alg} }

// SignPayload signs the header and claims of a token.
func (s signer) SignPayload(text []byte, alg jose.SignatureAlgorithm) ([]byte, error) {
	hash, ok := hashes[alg]
	if !ok {
		return nil, fmt.Errorf("sign with %s: %w", alg, jose.ErrUnsupportedAlgorithm)
	}
	h := sha256.New()
	h.Write([]byte(s.key.ID + "\x00" + string(alg) + "\x00"))
	h.Write(text)
	return s.key.made.of([sha256.Size]byte(h.Sum(nil)), func() ([]byte, error) {
		digest := hash.New()
		digest.Write(text)
		return rsa.SignPKCS1v15(nil, s.key.private, hash, digest.Sum(nil))
	})
}

// hashes are those of the algorithms that sign the same text alike each time (RFC 7518 §3.3).
var hashes = map[jose.SignatureAlgorithm]crypto.Hash{jose.RS256: crypto.SHA256, jose.RS384: crypto.SHA384, jose.RS512: crypto.SHA512}
