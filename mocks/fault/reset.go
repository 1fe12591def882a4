package fault

import (
	"net"
	"net/http"
)

// Reset tears the connection down without an answer: the client's TCP stack sees RST. The service never sees the call.
type Reset struct{}

// Kind is "reset".
func (Reset) Kind() string { return "reset" }

// String is the kind: the effect has no arguments.
func (r Reset) String() string { return r.Kind() }

// Strike has the connection torn down.
func (Reset) Strike(s Stage) (done, fired bool) {
	s.Reset()
	return true, true
}

// Tear takes a connection from the server and closes it with nothing lingering, so that the client's TCP stack sees RST. Where the
// connection cannot be taken (HTTP/2, or a test's recorder) the call is aborted, which a client of HTTP/2 sees as RST_STREAM.
func Tear(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // where it fails the client sees FIN in place of RST: still no answer
	}
	_ = conn.Close()
}
