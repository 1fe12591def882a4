package product

import (
	"container/list"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sandpiper/scenarios/library/launch"
)

// tokens signs in at record servers and remembers what it was given, for the most recently used of them.
type tokens struct {
	client *http.Client
	now    func() time.Time
	id     string
	sign   jose.Signer // RS512, nil when the product has no key

	mu     sync.Mutex
	byBase map[string]*list.Element
	recent *list.List // of *held, the latest used in front
}

// held is a token for one server. Its lock makes the callers for one server sign in once, not all at once.
type held struct {
	base  string
	mu    sync.Mutex
	value string
	until time.Time
}

// maxHeld bounds how many servers' tokens are remembered.
const maxHeld = 512

// newTokens reads the product's key.
func newTokens(c Config, client *http.Client) (*tokens, error) {
	t := &tokens{client: client, now: c.Wall, id: c.ClientID, byBase: map[string]*list.Element{}, recent: list.New()}
	if len(c.KeyPEM) == 0 {
		return t, nil
	}
	key, err := launch.Key(c.KeyPEM)
	if err != nil {
		return nil, fmt.Errorf("client key: %w", err)
	}
	t.sign, err = newSigner(key, c.KID)
	return t, err
}

func newSigner(key *rsa.PrivateKey, kid string) (jose.Signer, error) {
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid)
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: key}, options)
	if err != nil {
		return nil, fmt.Errorf("client key: %w", err)
	}
	return s, nil
}

// get is a token for the server, signing in when there is none that will last.
func (t *tokens) get(ctx context.Context, base string) (string, error) {
	h := t.of(base)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.value != "" && t.now().Before(h.until) {
		return h.value, nil
	}
	value, life, err := t.signIn(ctx, base)
	if err != nil {
		return "", fmt.Errorf("sign in for %s: %w", base, err)
	}
	h.value, h.until = value, t.now().Add(life-life/10)
	return value, nil
}

// of finds or makes the place for a server's token and lets the longest unused go.
func (t *tokens) of(base string) *held {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e, ok := t.byBase[base]; ok {
		t.recent.MoveToFront(e)
		return e.Value.(*held)
	}
	h := &held{base: base}
	t.byBase[base] = t.recent.PushFront(h)
	if t.recent.Len() > maxHeld {
		last := t.recent.Back()
		delete(t.byBase, t.recent.Remove(last).(*held).base)
	}
	return h
}

// forget drops the server's token.
func (t *tokens) forget(base string) {
	h := t.of(base)
	h.mu.Lock()
	h.value = ""
	h.mu.Unlock()
}

// signIn discovers the token endpoint (SMART App Launch 2, ".well-known/smart-configuration") and uses client
// credentials with a signed assertion (RFC 7523 §2.2; RS512 and a life of five minutes, as the NHS API platform asks).
func (t *tokens) signIn(ctx context.Context, base string) (value string, life time.Duration, err error) {
	if t.sign == nil {
		return "", 0, errors.New("the product has no client key")
	}
	endpoint, err := t.endpoint(ctx, base)
	if err != nil {
		return "", 0, err
	}
	now := t.now()
	claims, err := json.Marshal(map[string]any{
		"iss": t.id, "sub": t.id, "aud": endpoint, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
	})
	if err != nil {
		return "", 0, fmt.Errorf("write an assertion: %w", err)
	}
	signed, err := t.sign.Sign(claims)
	if err != nil {
		return "", 0, fmt.Errorf("sign an assertion: %w", err)
	}
	assertion, err := signed.CompactSerialize()
	if err != nil {
		return "", 0, fmt.Errorf("sign an assertion: %w", err)
	}
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, fmt.Errorf("token endpoint %s: %w", endpoint, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body, _, err := send(t.client, req)
	if err != nil {
		return "", 0, err
	}
	var got struct {
		Value string      `json:"access_token"`
		Life  json.Number `json:"expires_in"` // the NHS API platform sends it as a string
	}
	if err := json.Unmarshal(body, &got); err != nil || got.Value == "" {
		return "", 0, errors.New("the token endpoint's answer holds no token")
	}
	seconds, err := got.Life.Int64()
	if err != nil || seconds <= 0 {
		seconds = 60
	}
	return got.Value, time.Duration(seconds) * time.Second, nil
}

// endpoint asks the server where to sign in. An endpoint on another host is refused.
func (t *tokens) endpoint(ctx context.Context, base string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/.well-known/smart-configuration", nil)
	if err != nil {
		return "", fmt.Errorf("fhirServer: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	body, _, err := send(t.client, req)
	if err != nil {
		return "", err
	}
	var found struct {
		Endpoint string `json:"token_endpoint"`
	}
	if err := json.Unmarshal(body, &found); err != nil || found.Endpoint == "" {
		return "", errors.New("smart-configuration names no token_endpoint")
	}
	u, err := url.Parse(found.Endpoint)
	if err != nil || u.Host != req.URL.Host || u.Scheme != req.URL.Scheme {
		return "", fmt.Errorf("token endpoint %s is not on the record server's host", found.Endpoint)
	}
	return found.Endpoint, nil
}
