package mocks

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"sandpiper/synthetic/draw"
)

// Token is an access token that the made-up platform issued.
type Token struct {
	Value   string
	App     string
	Scopes  []string
	Issued  time.Time // virtual
	Expires time.Time // virtual
	User    *User     // on whose behalf the app acts; nil for a token of the app's own. Shared: do not change it
}

// Holds reports whether the token holds a scope.
func (t *Token) Holds(scope string) bool { return slices.Contains(t.Scopes, scope) }

// What Find fails with. Test with errors.Is.
var (
	ErrUnknownToken = errors.New("no such token")
	ErrExpiredToken = errors.New("the token has expired")
)

// mostTokens is how many tokens one realm remembers; beyond it the oldest are forgotten.
const mostTokens = 4096

// Tokens is the access tokens of one realm. Its zero value is ready; it is safe for many goroutines.
type Tokens struct {
	mu     sync.RWMutex
	key    uint64
	issued uint64
	held   map[string]*Token
	order  []string // oldest first
}

// NewTokens is a store whose token values follow from a seed and a name, so that a run repeats to the byte. The values
// are as good as a made-up NHS needs: nobody should keep a secret behind one.
func NewTokens(seed uint64, name string) *Tokens {
	t := &Tokens{key: draw.Mix(seed ^ 0x746f6b656e73)}
	for i := range len(name) {
		t.key = draw.Mix(t.key ^ uint64(name[i]))
	}
	return t
}

// Issue makes a token of an app's own that lives from now for a virtual time.
func (t *Tokens) Issue(app string, scopes []string, now time.Time, life time.Duration) *Token {
	return t.IssueTo(nil, app, scopes, now, life)
}

// IssueTo is Issue for an app that acts for a user (nil for nobody), whom the token keeps.
func (t *Tokens) IssueTo(user *User, app string, scopes []string, now time.Time, life time.Duration) *Token {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.issued++
	var raw [21]byte
	binary.BigEndian.PutUint64(raw[0:], draw.Mix(t.key^draw.Mix(t.issued)))
	binary.BigEndian.PutUint64(raw[8:], draw.Mix(t.key+draw.Mix(^t.issued)))
	binary.BigEndian.PutUint32(raw[16:], uint32(t.issued)) // two tokens of a realm never collide
	token := &Token{
		Value: base64.RawURLEncoding.EncodeToString(raw[:]), App: strings.Clone(app), Scopes: slices.Clone(scopes),
		Issued: now, Expires: now.Add(life), User: user,
	}
	if t.held == nil {
		t.held = make(map[string]*Token)
	}
	t.held[token.Value] = token
	t.order = append(t.order, token.Value)
	if len(t.order) > mostTokens {
		drop := len(t.order) / 4
		for _, value := range t.order[:drop] {
			delete(t.held, value)
		}
		t.order = slices.Clone(t.order[drop:])
	}
	return token
}

// Find looks a token up. It fails with ErrUnknownToken, or with ErrExpiredToken and the token that was.
func (t *Tokens) Find(value string, now time.Time) (*Token, error) {
	t.mu.RLock()
	token := t.held[value]
	t.mu.RUnlock()
	if token == nil {
		return nil, ErrUnknownToken
	}
	if !now.Before(token.Expires) {
		return token, ErrExpiredToken
	}
	return token, nil
}

// EndSession forgets every token of the users who signed in in a session, as a back-channel logout asks, and reports how many
// there were.
func (t *Tokens) EndSession(session string) int {
	if session == "" {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	before := len(t.held)
	for value, token := range t.held {
		if token.User != nil && token.User.Session == session {
			delete(t.held, value)
		}
	}
	return before - len(t.held)
}
