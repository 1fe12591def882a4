package oidc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sync/atomic"

	"github.com/google/uuid"

	"sandpiper/mocks"
)

// Mint makes values that nobody guesses who does not know the population's seed: codes, session ids, refresh tokens. They follow from the
// seed, the realm's name and their number, so that a run repeats to the byte. It is safe for many goroutines.
type Mint struct {
	key  [32]byte
	made atomic.Uint64
}

// NewMint is the mint of a realm for one purpose.
func NewMint(realm *mocks.Realm, purpose string) *Mint {
	return &Mint{key: sha256.Sum256(binary.BigEndian.AppendUint64([]byte(purpose+"\x00"+realm.Name+"\x00"), realm.World.Population().Recipe().Seed))}
}

// raw is 32 bytes that were never given before.
func (m *Mint) raw() []byte {
	h := hmac.New(sha256.New, m.key[:])
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, m.made.Add(1)))
	return h.Sum(nil)
}

// Value is a fresh value of 32 characters that need no escaping in URLs.
func (m *Mint) Value() string { return base64.RawURLEncoding.EncodeToString(m.raw()[:24]) }

// UUID is a fresh value in the form of a version 4 UUID.
func (m *Mint) UUID() string { return asUUID(m.raw()) }

// UUIDOf is the UUID that stands for the same words in the same order each time, and that nobody else can work out.
func (m *Mint) UUIDOf(words ...string) string {
	h := hmac.New(sha256.New, m.key[:])
	for _, word := range words {
		_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{0}, uint64(len(word)))) // longer than the number that raw writes: no word is one
		_, _ = h.Write([]byte(word))
	}
	return asUUID(h.Sum(nil))
}

// SubjectID is the UUID that always stands for the same somebody, such as a citizen at NHS login.
func SubjectID(seed uint64, who string) string {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("subject\x00"+who+"\x00"), seed))
	return asUUID(sum[:])
}

// asUUID gives bytes the form of a version 4 UUID.
func asUUID(raw []byte) string {
	id := uuid.UUID(raw[:16])
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id.String()
}
