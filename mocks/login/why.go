package login

import (
	"strconv"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"sandpiper/mocks"
)

// The reasons that a refusal gives to the developer, beside the platform's words: what came and what was wanted. None holds the
// assertion itself or a signature.

// whyQuota says by which clock a quota is counted.
const whyQuota = "each application has a number of calls a virtual minute here; the world's clock stands still until it is moved"

// whyNoScope says what was asked for and what there was to give.
func whyNoScope(app *mocks.App, asked string) string {
	text := "application " + app.ID + " holds (" + strings.Join(app.Scopes, " ") + ")"
	if asked != "" {
		text += " and asks for (" + asked + ")"
	}
	return text + "; nothing of it can be given to an application by itself"
}

// whyRedirect names the addresses that are registered.
func whyRedirect(app *mocks.App) string {
	return "redirect_uri must be, byte by byte, one of those registered for application " + app.ID + ": " + strings.Join(app.Redirects, " ")
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
