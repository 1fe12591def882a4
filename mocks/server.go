package mocks

import (
	"net/http"
	"time"
)

// Server is an http.Server with limits that keep a slow or greedy stranger from holding it up: 10 s for the head of a request, 60 s for all of it,
// 64 KiB of headers, two idle minutes. An answer may take 15 minutes, since a delay fault may hold it back for ten on purpose. A connection over
// which a body came in chunks is closed with its answer.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           unshared(h),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}

// unshared closes a connection after a request whose body came in chunks. Where a Content-Length came with them, two readers in a row may disagree about where
// the next request begins, and the connection must not be used again (RFC 9112 §6.1); net/http takes the length away before anybody can look.
func unshared(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 {
			w.Header()["Connection"] = []string{"close"}
		}
		h.ServeHTTP(w, r)
	})
}
