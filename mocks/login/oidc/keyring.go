package oidc

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"sync"

	jose "github.com/go-jose/go-jose/v4"
)

// mostKeys is how many signing keys a Keyring holds before it starts anew: one for each seed and name.
const mostKeys = 64

// Keyring holds the signing keys of made-up identity providers. A key follows from a population's seed and a name, so that two runs
// sign alike; it is worked out when first asked for, some tenths of a second, and shared by all realms of the seed. Such a key protects
// nothing and must never be trusted outside a rehearsal. What its keys have signed lately it remembers, so that a token that says the same again
// costs little. The zero value is ready; it is safe for many goroutines.
type Keyring struct {
	mu   sync.Mutex
	held map[string]func() *Key
	made signatures
}

// Key is a signing key of 2048 bits: the fewest that RS256 and RS512 may have (RFC 7518 §3.3). How many the real providers' keys have is not in our
// sources.
type Key struct {
	ID      string // kid
	private *rsa.PrivateKey
	made    *signatures
}

// Key is the key of a name under a seed.
func (k *Keyring) Key(seed uint64, name string) *Key {
	id := string(binary.BigEndian.AppendUint64([]byte(name), seed))
	k.mu.Lock()
	once, ok := k.held[id]
	if !ok {
		if k.held == nil || len(k.held) >= mostKeys {
			k.held = make(map[string]func() *Key)
		}
		once = sync.OnceValue(func() *Key { return newKey(seed, name, &k.made) })
		k.held[id] = once
	}
	k.mu.Unlock()
	return once()
}

// newKey works a 2048-bit RSA key out: two primes from the stream of digests that seed and name start.
func newKey(seed uint64, name string, made *signatures) *Key {
	s := stream{state: sha256.Sum256(binary.BigEndian.AppendUint64([]byte("signing key\x00"+name+"\x00"), seed))}
	e := big.NewInt(65537)
	one := big.NewInt(1)
	for {
		p, q := s.prime(), s.prime()
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1))
		if d == nil || p.Cmp(q) == 0 {
			continue
		}
		key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, D: d, Primes: []*big.Int{p, q}}
		key.Precompute()
		if key.Validate() != nil {
			continue
		}
		thumb := sha256.Sum256(key.N.Bytes())
		return &Key{ID: base64.RawURLEncoding.EncodeToString(thumb[:20]), private: key, made: made}
	}
}

// stream is an endless stream of digests.
type stream struct {
	state [32]byte
	n     uint64
}

// prime is the next probable prime of 1024 bits, the top two of them set so that a product of two has 2048.
func (s *stream) prime() *big.Int {
	var raw bytes.Buffer
	for raw.Len() < 128 {
		s.n++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(s.state[:], s.n))
		raw.Write(sum[:])
	}
	b := raw.Bytes()[:128]
	b[0], b[127] = b[0]|0xc0, b[127]|1
	base := new(big.Int).SetBytes(b)
	small := smallPrimes()
	rest := make([]uint64, len(small))
	for i, q := range small {
		rest[i] = new(big.Int).Mod(base, new(big.Int).SetUint64(q)).Uint64()
	}
	for offset := uint64(0); ; offset += 2 {
		if divides(small, rest, offset) {
			continue
		}
		p := new(big.Int).Add(base, new(big.Int).SetUint64(offset))
		if p.ProbablyPrime(0) && p.ProbablyPrime(16) {
			return p
		}
	}
}

// divides reports whether a small prime divides a number that lies offset above another whose remainders are known. It spares most tests.
func divides(small, rest []uint64, offset uint64) bool {
	for i, q := range small {
		if (rest[i]+offset)%q == 0 {
			return true
		}
	}
	return false
}

// smallPrimes are the odd primes below 8192.
var smallPrimes = sync.OnceValue(func() []uint64 {
	var out []uint64
	for n := uint64(3); n < 8192; n += 2 {
		if !slices.ContainsFunc(out, func(q uint64) bool { return n%q == 0 }) {
			out = append(out, n)
		}
	}
	return out
})

// Public is the key as others may see it. alg is the one that the provider signs with.
func (k *Key) Public(alg jose.SignatureAlgorithm) jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.private.Public(), KeyID: k.ID, Algorithm: string(alg), Use: "sig"}
}

// MustSign writes claims as a JWT with typ and kid. It panics if they are not JSON.
func (k *Key) MustSign(alg jose.SignatureAlgorithm, claims map[string]any) string {
	compact, err := k.sign(alg, claims)
	if err != nil {
		panic(err)
	}
	return compact
}

// sign writes the compact form (RFC 7515 §7.1).
func (k *Key) sign(alg jose.SignatureAlgorithm, claims map[string]any) (string, error) {
	hash, ok := hashes[alg]
	if !ok {
		return "", fmt.Errorf("sign a token with %s: %w", alg, jose.ErrUnsupportedAlgorithm)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	encoding := base64.RawURLEncoding
	out := make([]byte, 0, 512+encoding.EncodedLen(len(body))+encoding.EncodedLen(k.private.Size()))
	out = encoding.AppendEncode(out, []byte(`{"alg":"`+string(alg)+`","kid":"`+k.ID+`","typ":"JWT"}`))
	out = encoding.AppendEncode(append(out, '.'), body)
	signature, err := k.made.of(k.private, hash, out)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return string(encoding.AppendEncode(append(out, '.'), signature)), nil
}
