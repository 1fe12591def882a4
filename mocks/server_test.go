package mocks_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
)

// serve listens on loopback with the server's own limits, except that a slow head is cut after less time.
func serve(t *testing.T, head time.Duration) string {
	t.Helper()
	b := newBench(t, nil)
	server := mocks.Server(b.estate)
	assert.Equal(t, 10*time.Second, server.ReadHeaderTimeout)
	server.ReadHeaderTimeout = head
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

func TestServerDropsWhoeverDribbles(t *testing.T) {
	conn, err := net.Dial("tcp", serve(t, 100*time.Millisecond))
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "))
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = io.ReadAll(conn)
	assert.NoError(t, err, "the server closed the connection before the deadline")
}

func TestServerRefusesHugeHeaders(t *testing.T) {
	r, err := http.NewRequest(http.MethodGet, "http://"+serve(t, time.Second)+"/", nil)
	require.NoError(t, err)
	r.Header.Set("X-Huge", strings.Repeat("x", 128<<10))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return // closed while the client was still writing
	}
	defer response.Body.Close()
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, response.StatusCode)
}
