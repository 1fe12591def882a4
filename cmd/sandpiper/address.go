package main

import (
	"net/http"
	"net/url"
)

// serverAddress reads the address of a server that a flag names: http or https, and a host.
func serverAddress(flag, text string) (*url.URL, error) {
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		return nil, usage("%s %q: want an address with its scheme, such as http://127.0.0.1:8080", flag, text)
	}
	return at, nil
}

// whyOf is what a mock NHS says, beside its answer, of what would have been right: a line of its own, or nothing.
func whyOf(r *http.Response) string {
	if why := r.Header.Get("X-Sandpiper-Why"); why != "" {
		return "\n" + why
	}
	return ""
}
