package oidc

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
)

// Begun is a sign-in that has begun in a browser and waits for its page to be filled in.
type Begun interface {
	// InBrowser is the value of the browser's cookie in which it began.
	InBrowser() string
}

// Resume takes up the sign-in that the form of a page belongs to: the parameter session_code of its action names it, once. The form must come
// from the browser in which the sign-in began, not from a page of somebody else's. Where ok is false it has answered.
func Resume[Q Begun](w http.ResponseWriter, r *http.Request, pending *Shelf[Q], now time.Time, cookie Cookie, title string) (form url.Values, q Q, ok bool) {
	form, media, ok := Form(r)
	if ok && media {
		q, ok = pending.Take(r.URL.Query().Get("session_code"), now)
	}
	if !ok || !media {
		Wrong(w, title, "The sign-in has expired. Go back to the application and begin again.", "session_code names no sign-in that is under way")
		return nil, q, false
	}
	if subtle.ConstantTimeCompare([]byte(cookie.Of(r)), []byte(q.InBrowser())) != 1 {
		Wrong(w, title, "The sign-in began in another browser.", "the cookie "+cookie.Name+" is missing or another")
		return nil, q, false
	}
	return form, q, true
}

// Granted is what a code stands for.
type Granted interface {
	// To is whom and where it was given to: a client and an address.
	To() (client, redirect string)
}

// Redeem takes a code that was given to a client at an address. One of another client or address stays good for its own.
func Redeem[G Granted](codes *Shelf[G], code, client, redirect string, now time.Time) (g G, ok bool) {
	held, ok := codes.Get(code, now)
	if !ok {
		return g, false
	}
	if to, at := held.To(); to != client || at != redirect {
		return g, false
	}
	return codes.Take(code, now)
}

// Issues reports whether iss is a provider's by whichever way in it was issued; issuer is the provider's iss by one of them.
func Issues(call *mocks.Call, iss string, issuer func(way *mocks.Call) string) bool {
	return slices.ContainsFunc(call.Ways(), func(way *mocks.Call) bool { return issuer(way) == iss })
}

// MadeBy reports whether a provider's key made a token's signature; kid is false if the header does not name the key.
func (t *Token) MadeBy(key *Key, alg jose.SignatureAlgorithm) (kid, ok bool) {
	if t.Header.Words("kid") != key.ID {
		return false, false
	}
	return true, t.Signed([]jose.JSONWebKey{key.Public(alg)}, alg)
}
