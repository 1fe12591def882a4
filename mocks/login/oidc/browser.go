package oidc

import (
	"net/http"
	"strings"

	"sandpiper/mocks"
)

// Cookie is a provider's cookie in a browser. It holds a value that only this browser knows: the sign-in that it began and the session that
// it has are bound to it.
type Cookie struct {
	Name string
	Path string // below the realm's, so that no realm sees another's
}

// Of is the browser's value; empty if it has none of a fitting form.
func (c Cookie) Of(r *http.Request) string {
	held, err := r.Cookie(c.Name)
	if err != nil || len(held.Value) != 32 {
		return ""
	}
	return held.Value
}

// Set gives the browser a value. A page of another site cannot send it along with a form (SameSite), nor can a script read it.
func (c Cookie) Set(w http.ResponseWriter, call *mocks.Call, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: c.Name, Value: value, Path: call.Path(c.Path), HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(call.Base, "https://"),
	})
}
