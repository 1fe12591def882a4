package mocks

import (
	"net/http"
	"time"
)

// Server is an http.Server with limits that keep a slow or greedy stranger from holding it up: 10 s for the head of a request, 60 s for all of it,
// 64 KiB of headers, two idle minutes. Answers are given no limit, since a delay fault may hold them back on purpose.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
