package oidc

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// LongestToken is how many characters of JWT are looked at; a longer one is malformed.
const LongestToken = 32 << 10

// ErrMalformed is what Read fails with.
var ErrMalformed = errors.New("malformed JWT")

// Token is a JWT that has been read and not yet believed.
type Token struct {
	Header, Claims Object
	compact        string
}

// letters is base64url as RFC 7515 §2 has it: no padding, no line breaks (which package encoding/base64 skips) and one way to write each value.
var letters = base64.RawURLEncoding.Strict()

// Read takes a JWT apart: three parts of base64url, the first two of them JSON objects. Nothing is verified.
func Read(compact string) (*Token, error) {
	if len(compact) > LongestToken {
		return nil, ErrMalformed
	}
	parts := strings.Split(compact, ".")
	if len(parts) != 3 || strings.ContainsAny(compact, "\r\n") {
		return nil, ErrMalformed
	}
	if _, err := letters.DecodeString(parts[2]); err != nil {
		return nil, ErrMalformed
	}
	t := &Token{compact: compact}
	for i, into := range []*Object{&t.Header, &t.Claims} {
		raw, err := letters.DecodeString(parts[i])
		if err != nil || json.Unmarshal(raw, into) != nil || *into == nil {
			return nil, ErrMalformed
		}
	}
	return t, nil
}

// Signed reports whether one of the keys that fit made the signature with one of the algorithms. The key's type decides, never the token: a
// public RSA key is never a secret for HMAC, and there is no algorithm "none".
func (t *Token) Signed(keys []jose.JSONWebKey, algs ...jose.SignatureAlgorithm) bool {
	parsed, err := jwt.ParseSigned(t.compact, algs)
	if err != nil {
		return false
	}
	for _, key := range keys {
		if public := key.Public().Key; Fits(public) == nil && parsed.Claims(public) == nil {
			return true
		}
	}
	return false
}

// LeastSecret is how many bytes a secret must have to make signatures with HS256 (RFC 7518 §3.2).
const LeastSecret = 32

// Keyed reports whether a secret made the signature with HS256. One that is too short never did.
func (t *Token) Keyed(secret string) bool {
	if len(secret) < LeastSecret {
		return false
	}
	parsed, err := jwt.ParseSigned(t.compact, []jose.SignatureAlgorithm{jose.HS256})
	return err == nil && parsed.Claims([]byte(secret)) == nil
}

// MustKey writes claims as a JWT that a secret makes with HS256 (OpenID Connect Core §10.1): whoever knows the secret could have made it. It
// panics if they are not JSON or the secret is shorter than LeastSecret.
func MustKey(secret string, claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(secret)}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		panic(err)
	}
	compact, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		panic(err)
	}
	return compact
}

// Alg is the algorithm that the header names; empty if it names none.
func (t *Token) Alg() string { return t.Header.Words("alg") }

// ID is the claim jti.
func (t *Token) ID() string { return t.Claims.Words("jti") }
