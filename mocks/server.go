package mocks

import (
	"net/http"
	"time"
)

// Server is an http.Server with limits that keep a slow or greedy stranger from holding it up: 10 s for the head of a request, 60 s for all of it,
// 64 KiB of headers, two idle minutes. An answer may take 15 minutes, since a delay fault may hold it back for ten on purpose.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
