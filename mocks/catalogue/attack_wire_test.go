package catalogue_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// said sends bytes over a connection of its own and is everything that comes back until the server closes it or falls silent.
func said(t testing.TB, address, text string) []*http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, text)
	if err != nil {
		return nil // closed on what it would not read
	}
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
	raw, _ := io.ReadAll(conn) // until the deadline, where the server waits for more
	var out []*http.Response
	for r := bufio.NewReader(bytes.NewReader(raw)); ; {
		response, err := http.ReadResponse(r, nil)
		if err != nil {
			return out
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return out
		}
		response.Body = io.NopCloser(bytes.NewReader(body))
		out = append(out, response)
	}
}

// TestHeadersThatSmuggle (RFC 9112 §11.2, CWE-444): whatever two readers could read in two ways is refused and the connection closed, or read in the one
// way that the RFC names; never does a part of one request pass for another that nobody sent.
func TestHeadersThatSmuggle(t *testing.T) {
	s := newSiege(t, "")
	address := s.listen(nil)
	const (
		post  = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		inner = "GET /oauth2/_ping?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
		get   = "GET /oauth2/_ping HTTP/1.1\r\nHost: x\r\n"
	)
	for name, row := range map[string]struct {
		text     string
		statuses []int // of everything that is answered
	}{
		"two lengths that differ (RFC 9112 §6.3)":           {post + "Content-Length: 0\r\nContent-Length: " + fmt.Sprint(len(inner)) + "\r\n\r\n" + inner, []int{400}},
		"a list of lengths that differ":                     {post + "Content-Length: 0, 5\r\n\r\n" + inner, []int{400}},
		"a length with a sign":                              {post + "Content-Length: +5\r\n\r\n" + inner, []int{400}},
		"a length in hexadecimal":                           {post + "Content-Length: 0x0\r\n\r\n" + inner, []int{400}},
		"a negative length":                                 {post + "Content-Length: -1\r\n\r\n" + inner, []int{400}},
		"a length beyond all":                               {post + "Content-Length: 99999999999999999999\r\n\r\n", []int{400}},
		"an unknown coding (RFC 9112 §6.1)":                 {post + "Transfer-Encoding: xchunked\r\n\r\n" + inner, []int{501}},
		"chunked twice":                                     {post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + inner, []int{501}},
		"two codings":                                       {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + inner, []int{501}},
		"a space before the colon (RFC 9112 §5.1)":          {post + "Content-Length : 5\r\n\r\n" + inner, []int{400}},
		"a tab in a coding's name":                          {post + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + inner, []int{400}},
		"a chunk that is longer than it says":               {post + "Transfer-Encoding: chunked\r\n\r\n1\r\nAB\r\n0\r\n\r\n" + inner, []int{400}},
		"a chunk size that is none":                         {post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + inner, []int{400}},
		"a bare LF in a chunk (CVE-2025-22871)":             {post + "Transfer-Encoding: chunked\r\n\r\n5;\n\r\n" + inner, []int{400}},
		"a bare CR in a header (RFC 9112 §2.2)":             {get + "X-A: a\rX-B: b\r\n\r\n", []int{400}},
		"NUL in a header (RFC 9110 §5.5)":                   {get + "X-A: a\x00b\r\n\r\n", []int{400}},
		"a header without a name":                           {get + ": b\r\n\r\n", []int{400}},
		"a name with a space":                               {get + "X A: b\r\n\r\n", []int{400}},
		"a first header that is folded (RFC 9112 §5.2)":     {"GET /oauth2/_ping HTTP/1.1\r\n Host: x\r\n\r\n", []int{400}},
		"two hosts (RFC 9112 §3.2)":                         {get + "Host: y\r\n\r\n", []int{400}},
		"no host":                                           {"GET /oauth2/_ping HTTP/1.1\r\n\r\n", []int{400}},
		"a host that is none":                               {"GET /oauth2/_ping HTTP/1.1\r\nHost: a b\r\n\r\n", []int{400}},
		"HTTP/0.9":                                          {"GET /oauth2/_ping\r\n\r\n", []int{400}},
		"HTTP/3.0 (RFC 9110 §2.5)":                          {"GET /oauth2/_ping HTTP/3.0\r\nHost: x\r\n\r\n", []int{505}},
		"CR LF in the target":                               {"GET /oauth2/\r\n_ping HTTP/1.1\r\nHost: x\r\n\r\n", []int{400}},
		"an expectation that is none (RFC 9110 §10.1.1)":    {get + "Expect: 200-ok\r\n\r\n", []int{417}},
		"a length and chunks: chunks win (RFC 9112 §6.1)":   {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, []int{400}},
		"the same length twice (RFC 9112 §6.3)":             {post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", []int{400}},
		"a body of a GET that is a request (RFC 9110 §9.3)": {get + "Content-Length: " + fmt.Sprint(len(inner)) + "\r\n\r\n" + inner, []int{200}},
		"a folded header is one header (RFC 9112 §5.2)":     {get + "X-A: a\r\n\tTransfer-Encoding: chunked\r\n\r\n", []int{200}},
		"an upgrade to h2c is not taken (RFC 9113 §3.1)":    {get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n", []int{200}},
		"a web socket is not opened":                        {get + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", []int{200}},
		"the preface of HTTP/2 (RFC 9113 §3.4)":             {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{404}},
		"a tunnel (CONNECT)":                                {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", []int{404}},
		"a trace (CWE-693)":                                 {"TRACE /oauth2/_ping HTTP/1.1\r\nHost: x\r\nCookie: secret=1\r\n\r\n", []int{405}},
		"headers of 200 kB (CWE-770)":                       {get + "X-A: " + strings.Repeat("a", 200<<10) + "\r\n\r\n", []int{431}},
		"20,000 headers":                                    {get + strings.Repeat("a: b\r\n", 20_000) + "\r\n", []int{431}},
		"a target of 200 kB":                                {"GET /" + strings.Repeat("a", 200<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{431}},
	} {
		t.Run(name, func(t *testing.T) {
			answers := said(t, address, row.text)
			var statuses []int
			for _, answer := range answers {
				statuses = append(statuses, answer.StatusCode)
				assert.NotEqual(t, http.StatusSwitchingProtocols, answer.StatusCode)
				body, err := io.ReadAll(answer.Body)
				require.NoError(t, err)
				assert.NotContains(t, string(body), "secret")
				assert.False(t, innards.Match(body), "%s", body)
			}
			if len(row.text) > 64<<10 && len(answers) == 0 {
				return // the connection was reset under what the server would not read
			}
			assert.Equal(t, row.statuses, statuses)
		})
	}
	for _, x := range s.heard.all() {
		assert.NotContains(t, x.Query, "smuggled")
	}
}

// TestSlowStrangers (CWE-400, slow loris and slow body): 64 connections that dribble heads or bodies are dropped when their time is over, and do not keep
// another client waiting meanwhile.
func TestSlowStrangers(t *testing.T) {
	s := newSiege(t, "")
	address := s.listen(func(server *http.Server) {
		assert.LessOrEqual(t, server.ReadHeaderTimeout, 10*time.Second)
		assert.LessOrEqual(t, server.ReadTimeout, time.Minute)
		server.ReadHeaderTimeout, server.ReadTimeout = 400*time.Millisecond, 600*time.Millisecond
	})
	heads := []string{
		"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ngrant_type=",
		"POST /service-search-api/?api-version=3 HTTP/1.1\r\nHost: x\r\napikey: web\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{",
		"POST /personal-demographics/FHIR/R4/Patient HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + s.clinical +
			"\r\nX-Request-ID: 60E0B220-8136-4CA5-AE46-1D97EF59D068\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{",
	}
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			conn, err := net.Dial("tcp", address)
			if !assert.NoError(t, err) {
				return
			}
			defer conn.Close()
			if _, err = io.WriteString(conn, heads[i%len(heads)]); !assert.NoError(t, err) {
				return
			}
			began := time.Now()
			for { // a byte now and then, until the server has had enough
				_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)) // a connection that is gone fails below
				raw, err := io.ReadAll(conn)
				if len(raw) > 0 {
					response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
					if assert.NoError(t, err) {
						assert.Less(t, response.StatusCode, 500)
						assert.GreaterOrEqual(t, response.StatusCode, 400)
					}
				}
				if !errors.Is(err, os.ErrDeadlineExceeded) {
					break // closed
				}
				if _, err := io.WriteString(conn, "a"); err != nil {
					break
				}
				if !assert.Less(t, time.Since(began), hang, "still held: %q", heads[i%len(heads)]) {
					return
				}
			}
		})
	}
	began := time.Now()
	response, err := http.Get("http://" + address + "/oauth2/_ping")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 200, response.StatusCode)
	assert.Less(t, time.Since(began), hang)
	wg.Wait()
}

// TestAStrangerWhoDoesNotRead (CWE-400): a megabyte that nobody takes is let go when the time to write is over.
func TestAStrangerWhoDoesNotRead(t *testing.T) {
	s := newSiege(t, "")
	gone := make(chan struct{}, 16)
	address := s.listen(func(server *http.Server) {
		server.WriteTimeout = 500 * time.Millisecond
		server.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				gone <- struct{}{}
			}
		}
	})
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(4096))
	_, err = io.WriteString(conn, strings.Repeat("GET /registers/organisation/download-rsf HTTP/1.1\r\nHost: x\r\n\r\n", 8))
	require.NoError(t, err)
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Error("the server still waits for somebody who does not read")
	}
}
