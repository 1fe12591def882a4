package oidc

import (
	"mime"
	"net/http"
	"net/url"
)

// Form reads the form of a POST. media is false for another content type, ok false if nothing can be made of the body.
func Form(r *http.Request) (form url.Values, media, ok bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false, false
	}
	if err := r.ParseForm(); err != nil && len(r.PostForm) == 0 {
		return nil, true, false
	}
	return r.PostForm, true, true
}

// Repeated reports whether a parameter is given more than once (RFC 6749 §3.1 and §3.2 forbid it).
func Repeated(form url.Values) bool {
	for _, values := range form {
		if len(values) > 1 {
			return true
		}
	}
	return false
}
