package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// guard checks who calls: the JWT of CDS Hooks 2.0, "Trusting CDS Clients". Only one issuer is known, and its keys are
// only ever fetched from the address that the product was configured with, whatever a token's jku says.
type guard struct {
	issuer, jwks string
	client       *http.Client
	now          func() time.Time

	mu      sync.Mutex
	keys    jose.JSONWebKeySet
	fetched time.Time
	seen    map[string]time.Time // jti → when it may be forgotten
}

// maxSeen bounds the tokens remembered against replay. Beyond it those that have run out are forgotten.
const maxSeen = 1 << 16

// allow reports why a request may not be answered, or nil.
func (g *guard) allow(req *http.Request) error {
	if g.issuer == "" {
		return nil
	}
	raw, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return errors.New("a signed token is needed")
	}
	token, err := jwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.ES384})
	if err != nil {
		return fmt.Errorf("the token cannot be read: %w", err)
	}
	head := token.Headers[0]
	if jku, _ := head.ExtraHeaders["jku"].(string); jku != "" && jku != g.jwks {
		return errors.New("the token's jku is not this client's")
	}
	key, err := g.key(req.Context(), head.KeyID)
	if err != nil {
		return err
	}
	var claims jwt.Claims
	if err := token.Claims(key, &claims); err != nil {
		return fmt.Errorf("the token's signature does not hold: %w", err)
	}
	here := "http://" + req.Host + req.URL.Path
	if req.TLS != nil {
		here = "https://" + req.Host + req.URL.Path
	}
	now := g.now()
	if err := claims.ValidateWithLeeway(jwt.Expected{Issuer: g.issuer, AnyAudience: jwt.Audience{here}, Time: now}, 30*time.Second); err != nil {
		return fmt.Errorf("the token is not for this call: %w", err)
	}
	if claims.Expiry == nil || claims.Expiry.Time().Sub(now) > 5*time.Minute+30*time.Second {
		return errors.New("the token lasts longer than five minutes")
	}
	return g.first(claims.ID, claims.Expiry.Time(), now)
}

// first refuses a token that was used before.
func (g *guard) first(jti string, until, now time.Time) error {
	if jti == "" {
		return errors.New("the token has no jti")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.seen) >= maxSeen {
		for id, t := range g.seen {
			if t.Before(now) {
				delete(g.seen, id)
			}
		}
		if len(g.seen) >= maxSeen {
			return errors.New("too many calls in five minutes")
		}
	}
	if _, again := g.seen[jti]; again {
		return errors.New("the token was used before")
	}
	g.seen[jti] = until.Add(time.Minute)
	return nil
}

// noKeys is what a caller is told whose keys cannot be had.
const noKeys = "the client's keys cannot be read"

// key finds the client's public key, fetching the set at most once in ten seconds.
func (g *guard) key(ctx context.Context, kid string) (*jose.JSONWebKey, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if found := g.keys.Key(kid); len(found) > 0 {
		return &found[0], nil
	}
	if now := g.now(); g.fetched.IsZero() || now.Sub(g.fetched) > 10*time.Second {
		g.fetched = now
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.jwks, nil)
		if err != nil {
			return nil, &told{noKeys, err}
		}
		body, _, err := send(g.client, req)
		if err != nil {
			g.fetched = time.Time{}
			return nil, &told{noKeys, err}
		}
		var set jose.JSONWebKeySet
		if err := json.Unmarshal(body, &set); err != nil {
			return nil, &told{noKeys, err}
		}
		g.keys = set
	}
	if found := g.keys.Key(kid); len(found) > 0 {
		return &found[0], nil
	}
	return nil, fmt.Errorf("no key of the client is called %q", kid)
}
