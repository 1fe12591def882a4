package oidc

import (
	"net/url"
	"strings"
	"time"

	"sandpiper/mocks"
)

// Verifier is an identity provider whose ID tokens the API platform exchanges.
type Verifier interface {
	// Issues reports whether iss is the provider's in the realm of a call.
	Issues(call *mocks.Call, iss string) bool
	// Signed reports whether the provider signed a token in this realm; kid is false if the header names no key of its own.
	Signed(call *mocks.Call, t *Token) (kid, ok bool)
	// Known is whom an ID token that the provider signed speaks of.
	Known(call *mocks.Call, claims Object) (*mocks.User, bool)
	// Ended reports whether a session has been ended; what never was has not.
	Ended(call *mocks.Call, session string) bool
}

// Provider is an identity provider to which the API platform sends people itself.
type Provider interface {
	Verifier
	// Issuer is the provider's iss as callers by this way know it.
	Issuer(call *mocks.Call) string
	// Authorization is the address to send a browser to with a request of the platform's own (client_id Platform).
	Authorization(call *mocks.Call, request url.Values) string
	// Redeem is who signed in for a code that was given to the platform. It works once.
	Redeem(call *mocks.Call, code, redirect string) (*mocks.User, bool)
	// Userinfo is all that the provider would tell the platform about a user; nil if they are nobody here.
	Userinfo(call *mocks.Call, user *mocks.User) map[string]any
}

// Platform is the client_id under which the API platform is registered with the identity providers.
const Platform = "sandpiper-api-platform"

// Client is the application of a client_id, or the platform itself.
func Client(call *mocks.Call, id string) (*mocks.App, bool) {
	if id == Platform {
		platform := &mocks.App{ID: Platform, Name: "API platform"}
		for _, way := range call.Ways() {
			for _, callback := range []string{way.URL("/oauth2/callback"), way.URL("/oauth2-mock/callback"), way.URL("/citizen/callback")} {
				platform.Redirects = append(platform.Redirects, callback, WithPort(callback), withoutPort(callback))
			}
		}
		return platform, true
	}
	app, ok := call.Estate.App(id)
	if !ok || app.Revoked {
		return nil, false
	}
	return app, true
}

// usualPorts are the ports that go without saying.
var usualPorts = map[string]string{"http": ":80", "https": ":443"}

// WithPort is an address whose port is named even where it goes without saying.
func WithPort(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Port() != "" {
		return base
	}
	u.Host += usualPorts[u.Scheme]
	return u.String()
}

// withoutPort is an address whose port is not named where it goes without saying: the same place as WithPort names.
func withoutPort(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return base
	}
	u.Host = strings.TrimSuffix(u.Host, usualPorts[u.Scheme])
	return u.String()
}

// Wall is the time by which what is signed is judged and dated: products live on wall time. An estate without a wall clock goes by the
// world's.
func Wall(call *mocks.Call) time.Time {
	if call.Estate.Wall != nil {
		return call.Estate.Wall.Now().Add(call.View.Skew())
	}
	return Now(call)
}

// Now is the realm's virtual time, on which codes, sessions and tokens live.
func Now(call *mocks.Call) time.Time { return call.Realm.World.Clock().Now() }
