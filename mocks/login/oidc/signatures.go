package oidc

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512" // for RS384 and RS512
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

// of is a key's signature of a text: the one that is remembered, or a new one. Of several callers who ask at once for one that is not there, each
// makes it.
func (s *signatures) of(key *rsa.PrivateKey, hash crypto.Hash, text []byte) ([]byte, error) {
	name := sha256.New()
	name.Write(key.N.Bytes())
	name.Write([]byte{byte(hash)})
	name.Write(text)
	return s.get([sha256.Size]byte(name.Sum(nil)), func() ([]byte, error) {
		digest := hash.New()
		digest.Write(text)
		return rsa.SignPKCS1v15(nil, key, hash, digest.Sum(nil))
	})
}

// get is the signature of a name, or what create makes.
func (s *signatures) get(name [sha256.Size]byte, create func() ([]byte, error)) ([]byte, error) {
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

// hashes are those of the algorithms that sign the same text alike each time (RFC 7518 §3.3).
var hashes = map[jose.SignatureAlgorithm]crypto.Hash{jose.RS256: crypto.SHA256, jose.RS384: crypto.SHA384, jose.RS512: crypto.SHA512}
