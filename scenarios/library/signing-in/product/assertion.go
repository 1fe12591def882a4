package product

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
)

// assertionLasts is the life of a client assertion.
const assertionLasts = 5 * time.Minute

// newSigner signs client assertions with RS512, the only algorithm that NHS login takes.
func newSigner(keyPEM []byte, kid string) (jose.Signer, error) {
	key, err := readKey(keyPEM)
	if err != nil {
		return nil, fmt.Errorf("read the product's key: %w", err)
	}
	return jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
}

// assertion is the two parameters by which a token request proves who makes it (RFC 7523 §2.2).
func (s *site) assertion(endpoint string) ([]oauth2.AuthCodeOption, error) {
	now := s.Wall()
	signed, err := jwt.Signed(s.signer).Claims(jwt.Claims{Issuer: s.ClientID, Subject: s.ClientID, Audience: jwt.Audience{endpoint}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(assertionLasts))}).Serialize()
	if err != nil {
		return nil, fmt.Errorf("sign a client assertion: %w", err)
	}
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
		oauth2.SetAuthURLParam("client_assertion", signed),
	}, nil
}

// readKey reads an RSA private key in PEM, as PKCS #8 or PKCS #1.
func readKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it is not PEM")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("it is neither PKCS #8 nor PKCS #1: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("it is a %T, not an RSA key", parsed)
	}
	return key, nil
}
