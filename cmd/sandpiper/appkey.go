package main

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"

	"github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
)

// appKey is the RSA key with which an app signs in at the mock NHS.
type appKey struct {
	private *rsa.PrivateKey
	PEM     []byte
	KID     string
}

// makeKey makes a new key: 2048 bits, as most suppliers have; the platform takes 4096 as well, at ten times the cost.
func makeKey(a *app) (appKey, error) {
	private, err := rsa.GenerateKey(a.Rand, 2048)
	if err != nil {
		return appKey{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return appKey{}, err
	}
	return newAppKey(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// newAppKey names the key after its own modulus, so that both sides find the same name.
func newAppKey(private *rsa.PrivateKey, text []byte) appKey {
	return appKey{private: private, PEM: text, KID: front.KeyID(&private.PublicKey)}
}

// app registers the key's public half.
func (k appKey) app(id string, scopes []string) mocks.App {
	return mocks.App{ID: id, Name: id, Scopes: scopes, Keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: k.private.Public(), KeyID: k.KID, Algorithm: string(jose.RS512), Use: "sig"},
	}}}
}

// loadKey reads a private key in PEM, PKCS #8 or PKCS #1.
func loadKey(path string) (appKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return appKey{}, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return appKey{}, usage("%s: no PEM block found", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		if old, oldErr := x509.ParsePKCS1PrivateKey(block.Bytes); oldErr == nil {
			parsed, err = old, nil
		}
	}
	if err != nil {
		return appKey{}, usage("%s: %w", path, err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return appKey{}, usage("%s: holds no RSA key, and the platform takes no others (RS512); make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out %s", path, path)
	}
	return newAppKey(private, text), nil
}

// loadOrMakeKey reads the key at path, or makes one there that only its owner can read.
func loadOrMakeKey(a *app, path string) (key appKey, made bool, err error) {
	key, err = loadKey(path)
	if err == nil {
		return key, false, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return appKey{}, false, usage("app key: %w", err)
	}
	if key, err = makeKey(a); err != nil {
		return appKey{}, false, err
	}
	if err := os.WriteFile(path, key.PEM, 0o600); err != nil {
		return appKey{}, false, usage("app key: %w", err)
	}
	return key, true, nil
}
