package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Bounds of what the mock NHS asks of applications' own addresses.
const (
	outwardWithin   = 5 * time.Second
	mostOutward     = 512 << 10 // bytes of an answer
	mostOutwardHead = 32 << 10  // bytes of its headers
)

// outward is the client by which a served mock NHS reaches the applications' own addresses: key sets that are registered by address, and back-channel
// logout. It gives up after five seconds, reads half a mebibyte at most, and follows no redirect: the address that was registered is the one meant.
// It takes no proxy from the environment, and no cookies, and asks nothing of link-local addresses (CWE-918).
func outward() *http.Client {
	dialer := &net.Dialer{Timeout: outwardWithin, Control: notLinkLocal}
	return &http.Client{
		Timeout:       outwardWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: bounding{&http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: outwardWithin, ResponseHeaderTimeout: outwardWithin,
			MaxResponseHeaderBytes: mostOutwardHead, MaxConnsPerHost: 4, MaxIdleConns: 16, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
		}},
	}
}

// notLinkLocal refuses addresses such as 169.254.169.254, where a machine in a cloud tells its own secrets and no application has its keys. It sees the
// address that a name was found to have.
func notLinkLocal(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read address %q: %w", address, err)
	}
	if to.Addr().Unmap().IsLinkLocalUnicast() {
		return fmt.Errorf("%s is a link-local address, and no application's", to.Addr())
	}
	return nil
}

// bounding is a transport whose answers end, whatever the other side sends.
type bounding struct{ http.RoundTripper }

// RoundTrip asks, and bounds the body of the answer.
func (b bounding) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", r.URL.Host, err)
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{http.MaxBytesReader(nil, response.Body, mostOutward), response.Body}
	return response, nil
}
