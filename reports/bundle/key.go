package bundle

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
)

// What a signature shows, in the words that are signed and printed.
const (
	IntegrityOnly = "integrity, not identity: the key was made for this run and nobody vouches for it"
	HeldKey       = "a key that the signer holds: compare key.pub with one that you have from them"
)

// noteName is the name under which checkpoints are signed.
const noteName = "sandpiper/evidence"

// Key is an Ed25519 private key that seals bundles.
type Key struct {
	private   ed25519.PrivateKey
	ephemeral bool
}

// NewKey makes a key for one run from 32 bytes of r, which should be crypto/rand.Reader. Equal bytes make equal keys.
func NewKey(r io.Reader) (Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(r, seed); err != nil {
		return Key{}, fmt.Errorf("make signing key: %w", err)
	}
	return Key{private: ed25519.NewKeyFromSeed(seed), ephemeral: true}, nil
}

// LoadKey reads a private key that the signer holds: one PEM block "PRIVATE KEY" (PKCS #8, Ed25519), as made by
// openssl genpkey -algorithm ed25519.
func LoadKey(text []byte) (Key, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" || len(bytes.TrimSpace(rest)) > 0 {
		return Key{}, errors.New(`load signing key: want one PEM block of type "PRIVATE KEY"`)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("load signing key: %w", err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return Key{}, fmt.Errorf("load signing key: it is a %T, an Ed25519 key is needed", parsed)
	}
	return Key{private: private}, nil
}

// Public is the key that checks what this one signs.
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Means says what a signature by this key shows.
func (k Key) Means() string {
	if k.ephemeral {
		return IntegrityOnly
	}
	return HeldKey
}

// EncodePublicKey writes key.pub: one PEM block "PUBLIC KEY" (PKIX), which openssl and cosign read as well.
func EncodePublicKey(public ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("write public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// LoadPublicKey reads what EncodePublicKey writes.
func LoadPublicKey(text []byte) (ed25519.PublicKey, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "PUBLIC KEY" || len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New(`load public key: want one PEM block of type "PUBLIC KEY"`)
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("load public key: %w", err)
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("load public key: it is a %T, an Ed25519 key is needed", parsed)
	}
	return public, nil
}

// KeyID names a public key: SHA-256 over its PKIX form, in hex. It is printed so that people can compare keys.
func KeyID(public ed25519.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", fmt.Errorf("name public key: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}

// envelopeKey lets the DSSE library sign and verify with an Ed25519 key; private is nil where it only verifies.
type envelopeKey struct {
	private ed25519.PrivateKey
	public  ed25519.PublicKey
}

func (k envelopeKey) Sign(_ context.Context, data []byte) ([]byte, error) {
	return ed25519.Sign(k.private, data), nil
}

func (k envelopeKey) Verify(_ context.Context, data, sig []byte) error {
	if !ed25519.Verify(k.public, data, sig) {
		return errors.New("the signature does not fit")
	}
	return nil
}

func (k envelopeKey) KeyID() (string, error)   { return KeyID(k.public) }
func (k envelopeKey) Public() crypto.PublicKey { return k.public }

// noteKey lets the note library sign with an Ed25519 key.
type noteKey struct {
	note.Verifier
	private ed25519.PrivateKey
}

func (k noteKey) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(k.private, msg), nil }

func noteVerifier(public ed25519.PublicKey) (note.Verifier, error) {
	text, err := note.NewEd25519VerifierKey(noteName, public)
	if err != nil {
		return nil, fmt.Errorf("read note key: %w", err)
	}
	return note.NewVerifier(text)
}
