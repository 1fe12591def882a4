package login

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
	"sandpiper/synthetic/near"
)

// The reasons that a refusal gives to the developer, beside the platform's words: what came and what was wanted. None holds the
// assertion itself or a signature.

// whyNoScope says what was asked for and what there was to give.
func whyNoScope(app *mocks.App, asked string) string {
	text := "application " + app.ID + " holds (" + strings.Join(app.Scopes, " ") + ")"
	if asked != "" {
		text += " and asks for (" + asked + ")"
	}
	return text + "; nothing of it can be given to an application by itself"
}

// whyExpiry compares exp with the real time, by which assertions are judged.
func whyExpiry(expiry int64, now time.Time) string {
	return "exp is " + strconv.FormatInt(expiry, 10) + " and the real time is " + strconv.FormatInt(now.Unix(), 10) +
		" (seconds since 1970); assertions are judged by the real time, not by the world's"
}

// whyKid lists the keys that are registered.
func whyKid(kid string, keys *jose.JSONWebKeySet) string {
	var known []string
	for _, key := range keys.Keys {
		known = append(known, strconv.Quote(key.KeyID))
	}
	return "kid is " + strconv.Quote(kid) + "; registered is " + strings.Join(known, ", ")
}

// whyAudience names the URL that was called.
func whyAudience(got, want string) string {
	if got == "" {
		return "there is no aud; it must be " + want
	}
	return "aud is " + got + "; it must be " + want
}

// whyIssuer says that both claims are the application.
func whyIssuer(a *assertion) string {
	return "iss is " + strconv.Quote(a.issuer()) + " and sub " + strconv.Quote(a.Claims.Words("sub")) + "; both must be the client id of the application"
}

// whyAssertionType tells a client secret, which many bring first, from what an application by itself needs.
func whyAssertionType(form url.Values) string {
	if form.Get("client_assertion") != "" {
		return "client_assertion_type is " + strconv.Quote(form.Get("client_assertion_type"))
	}
	return "an application by itself sends a client_assertion, which is a JWT that it signs with RS512; a client_secret is for authorization_code and refresh_token"
}

// whyGrant names the grant that was probably meant.
func whyGrant(grant string) string {
	grants := []string{"client_credentials", "authorization_code", "refresh_token", exchangeGrant}
	text := "grant_type is " + strconv.Quote(grant)
	if meant := near.Word(grant, grants); meant != "" {
		return text + "; did you mean " + meant + "?"
	}
	return text + "; there are " + strings.Join(grants, ", ")
}
