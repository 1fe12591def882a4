package product

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"

	"sandpiper/scenarios/library/launch"
)

// assertionLasts is the life of a client assertion.
const assertionLasts = 5 * time.Minute

// newSigner signs client assertions with RS512, the only algorithm that NHS login takes.
func newSigner(keyPEM []byte, kid string) (jose.Signer, error) {
	key, err := launch.Key(keyPEM)
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
