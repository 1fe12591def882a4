package oidc

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
)

// Bounds of what is fetched from an application's key address.
const (
	KeysKept    = time.Hour // on the virtual clock: PopulateCache of the platform keeps a set 3600 s (research §2.3), also when a key was added since
	mostKeyText = 256 << 10 // bytes
	keysWithin  = 5 * time.Second
)

// Bounds of an application's RSA key, in bits: fewer are broken (RFC 7518 §3.3), and more make a signature dear to look at.
const (
	LeastBits = 2048
	MostBits  = 8192
)

// Fits reports whether a public key is one that the providers look at: RSA of LeastBits to MostBits. The error says what it is instead.
func Fits(key any) error {
	k, ok := key.(*rsa.PublicKey)
	if !ok {
		return errors.New("it is not an RSA public key, and the platform takes no other (RS512)")
	}
	if n := k.N.BitLen(); n < LeastBits || n > MostBits {
		return fmt.Errorf("it has %d bits; want %d to %d", n, LeastBits, MostBits)
	}
	return nil
}

// What KeySets.Of fails with.
var (
	ErrNoKeys      = errors.New("no public key is registered")
	ErrUnreachable = errors.New("the key set cannot be fetched")
)

// KeySets finds the public keys of applications: those registered, or those at a registered address. A nil *KeySets knows registered ones
// only.
type KeySets struct {
	// Client fetches key sets. Nil: only addresses of the estate's own /mock-jwks are known.
	Client *http.Client

	realms Realms[Shelf[*jose.JSONWebKeySet]]
}

// MockPath is where the estate shows a key set that is written in its own address.
const MockPath = "/mock-jwks/"

// Of is the keys of an application. It fails with ErrNoKeys, or with an error that wraps ErrUnreachable.
func (k *KeySets) Of(ctx context.Context, call *mocks.Call, app *mocks.App) (*jose.JSONWebKeySet, error) {
	switch {
	case app.KeysURL == "" && len(app.Keys.Keys) == 0:
		return nil, ErrNoKeys
	case call.View.Keyless():
		return nil, fmt.Errorf("%w: by fault", ErrUnreachable)
	case app.KeysURL == "":
		return &app.Keys, nil
	}
	if encoded, own := strings.CutPrefix(app.KeysURL, call.URL(MockPath)); own {
		set, err := WrittenKeys(encoded)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		return set, nil
	}
	if k == nil || k.Client == nil {
		return nil, fmt.Errorf("%w: this estate fetches nothing from outside", ErrUnreachable)
	}
	shelf := k.realms.Of(call.Realm, func() *Shelf[*jose.JSONWebKeySet] { return &Shelf[*jose.JSONWebKeySet]{} })
	if set, ok := shelf.Get(app.KeysURL, Now(call)); ok {
		return set, nil
	}
	set, err := k.fetch(ctx, app.KeysURL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	shelf.Put(app.KeysURL, set, Now(call).Add(KeysKept))
	return set, nil
}

// fetch gets a key set, following no redirects: the address that was registered is the one that is believed.
func (k *KeySets) fetch(ctx context.Context, address string) (*jose.JSONWebKeySet, error) {
	ctx, cancel := context.WithTimeout(ctx, keysWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", address, err)
	}
	client := *k.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", address, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch %s: status %d", address, response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostKeyText+1))
	if err != nil || len(body) > mostKeyText {
		return nil, fmt.Errorf("fetch %s: it does not end within %d bytes", address, mostKeyText)
	}
	set := new(jose.JSONWebKeySet)
	if err := json.Unmarshal(body, set); err != nil {
		return nil, fmt.Errorf("read the key set of %s: %w", address, mocks.Misread(err))
	}
	return set, nil
}

// WrittenKeys reads a key set written as base64url, with or without padding, and leaves private parts out.
func WrittenKeys(encoded string) (*jose.JSONWebKeySet, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil, fmt.Errorf("read a written key set: %w", err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("read a written key set: %w", mocks.Misread(err))
	}
	if set.Keys == nil {
		return nil, errors.New("read a written key set: it has no keys")
	}
	public := &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range set.Keys {
		if shown := key.Public(); shown.Key != nil {
			public.Keys = append(public.Keys, shown)
		}
	}
	return public, nil
}
