package logintest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/oidc"
)

// Claims are the members of one part of a JWT. Those that are nil are left out.
type Claims map[string]any

// With is the claims with some changed.
func (c Claims) With(more Claims) Claims {
	out := Claims{}
	maps.Copy(out, c)
	maps.Copy(out, more)
	return out
}

// Part writes one part of a JWT.
func Part(t testing.TB, c Claims) string {
	t.Helper()
	kept := Claims{}
	for name, value := range c {
		if value != nil {
			kept[name] = value
		}
	}
	raw, err := json.Marshal(kept)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Sign writes a JWT by hand. What the header says of alg does not matter to the signature, but for RS256.
func Sign(t testing.TB, key *rsa.PrivateKey, header, body Claims) string {
	t.Helper()
	signed := Part(t, header) + "." + Part(t, body)
	var signature []byte
	var err error
	if header["alg"] == "RS256" {
		sum := sha256.Sum256([]byte(signed))
		signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	} else {
		sum := sha512.Sum512([]byte(signed))
		signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA512, sum[:])
	}
	require.NoError(t, err)
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Assertion is a good client_assertion of an application, but for what is changed.
func Assertion(t testing.TB, app, audience, jti string, more Claims) string {
	t.Helper()
	return Sign(t, Keys()[0], Claims{"alg": "RS512", "typ": "JWT", "kid": "key-1"}, Claims{
		"iss": app, "sub": app, "aud": audience, "jti": jti, "exp": WallTime.Add(4 * time.Minute).Unix(),
	}.With(more))
}

// Asserting is a form with a client_assertion.
func Asserting(assertion string, more ...string) url.Values {
	form := url.Values{"client_assertion_type": {oidc.BearerAssertion}, "client_assertion": {assertion}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// Decode is the claims of a JWT, its signature verified with the keys at an address of the rig.
func (r *Rig) Decode(compact, keysPath string) (header, claims map[string]any) {
	r.Helper()
	var set jose.JSONWebKeySet
	require.NoError(r, json.Unmarshal([]byte(r.Get(keysPath).Text), &set))
	parsed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.RS256, jose.RS512})
	require.NoError(r, err)
	payload, err := parsed.Verify(set)
	require.NoError(r, err)
	require.NoError(r, json.Unmarshal(payload, &claims))
	return r.Unverified(compact, &Claims{}), claims
}

// Unverified reads a JWT without a look at its signature: its claims into claims, and its header.
func (r *Rig) Unverified(compact string, claims *Claims) (header map[string]any) {
	r.Helper()
	for i, into := range []any{&header, claims} {
		raw, err := base64.RawURLEncoding.DecodeString(strings.Split(compact, ".")[i])
		require.NoError(r, err)
		require.NoError(r, json.Unmarshal(raw, into))
	}
	return header
}
