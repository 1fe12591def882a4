package oidc

import (
	"context"
	"net/url"
	"strconv"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
)

// BearerAssertion is the client_assertion_type of private_key_jwt (RFC 7523 §2.2).
const BearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Asserting is how an identity provider lets an application prove who it is.
type Asserting struct {
	Alg      jose.SignatureAlgorithm
	Audience string       // what aud must hold
	Keys     *KeySets     // where the applications' keys are
	Secrets  bool         // an assertion may also be made with the client_secret and HS256: client_secret_jwt
	Spent    *Shelf[bool] // jti values that have been used, by application
}

// Prove finds the application that a form's client_assertion proves to be; why says in words for its developer what is wrong with it, and
// is empty when nothing is. A kid is not required, and exp may lie as far ahead as one likes (NHS login: research §3.3).
func (a *Asserting) Prove(ctx context.Context, call *mocks.Call, form url.Values) (app *mocks.App, why string) {
	if form.Get("client_assertion_type") != BearerAssertion {
		return nil, "client_assertion_type must be " + BearerAssertion
	}
	t, err := Read(form.Get("client_assertion"))
	if err != nil {
		return nil, "client_assertion is not a JWT"
	}
	secret := a.Secrets && t.Alg() == string(jose.HS256)
	if !secret && t.Alg() != string(a.Alg) {
		return nil, "the assertion's alg is " + strconv.Quote(t.Alg()) + "; it must be " + string(a.Alg)
	}
	id := t.Claims.Words("iss")
	if id == "" || id != t.Claims.Words("sub") {
		return nil, "iss and sub must both be the client_id"
	}
	if given := form.Get("client_id"); given != "" && given != id {
		return nil, "client_id is not that of the assertion"
	}
	app, ok := Client(call, id)
	if !ok || id == Platform {
		return nil, Unregistered(id)
	}
	if secret {
		switch {
		case len(app.Secret) < LeastSecret:
			return nil, "HS256 wants a client_secret of " + strconv.Itoa(LeastSecret) + " bytes at least (RFC 7518 §3.2); " + strconv.Quote(app.ID) + " has none so long"
		case !t.Keyed(app.Secret):
			return nil, "the client_secret of " + strconv.Quote(app.ID) + " did not make this signature"
		}
		return app, a.fresh(call, t)
	}
	keys, err := a.Keys.Of(ctx, call, app)
	if err != nil {
		return nil, err.Error()
	}
	candidates := keys.Keys
	if kid := t.Header.Words("kid"); kid != "" {
		candidates = keys.Key(kid)
	}
	if !t.Signed(candidates, a.Alg) {
		return nil, "no registered key of " + strconv.Quote(app.ID) + " made this signature"
	}
	return app, a.fresh(call, t)
}

// fresh judges what an assertion says of its time, address and uniqueness.
func (a *Asserting) fresh(call *mocks.Call, t *Token) (why string) {
	now := Wall(call)
	exp, err := t.Claims.Seconds("exp")
	switch {
	case err != nil:
		return "exp must be a whole number"
	case exp <= now.Unix():
		return "exp is " + strconv.FormatInt(exp, 10) + " and the real time is " + strconv.FormatInt(now.Unix(), 10)
	case !t.Claims.Has("aud", a.Audience):
		return "aud must be " + a.Audience
	case t.ID() == "":
		return "jti is missing"
	}
	name := t.Claims.Words("iss") + "\x00" + t.ID()
	if !a.Spent.Add(name, true, now, time.Unix(min(exp, 1<<40), 0)) {
		return "jti was used before"
	}
	return ""
}
