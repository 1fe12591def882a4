package mocks

import (
	"bufio"
	"crypto/sha256"
	"hash"
	"net"
	"net/http"
	"strconv"
)

// spillAt is the size of an answer, in bytes, beyond which it is streamed and no longer held back.
const spillAt = 1 << 20

// reply holds an answer back until the service has finished, in one buffer that serves four ends: the Content-Length, a clean 500 when a
// service panics half-way, a body cut short by a fault, and the recorder. An answer over spillAt bytes, or one that the service
// flushes, is streamed from there on.
type reply struct {
	to       http.ResponseWriter
	status   int
	body     []byte
	spilled  bool // the head and what was held back are sent
	hold     bool // never spill: a fault will cut this body
	hijacked bool
	record   bool
	digest   hash.Hash // of the whole body, while a recorded answer is streamed
	size     int64     // bytes of body that the service wrote
	sent     int64     // bytes of body handed to the connection
	broken   bool      // the connection did not take them all
	head     bool      // answers a HEAD request: no body goes out
}

// open readies a used or new reply.
func (p *reply) open(w http.ResponseWriter, r *http.Request, record bool) {
	*p = reply{to: w, body: p.body[:0], record: record, head: r.Method == http.MethodHead}
}

// Header is the header of the answer.
func (p *reply) Header() http.Header { return p.to.Header() }

// Unwrap is for http.ResponseController.
func (p *reply) Unwrap() http.ResponseWriter { return p.to }

// WriteHeader sets the status; informational ones are sent at once.
func (p *reply) WriteHeader(status int) {
	if status < 200 && status != http.StatusSwitchingProtocols {
		p.to.WriteHeader(status)
		return
	}
	if p.status == 0 {
		p.status = status
	}
}

// Write holds bytes back, or streams them.
func (p *reply) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	if p.hijacked {
		return 0, http.ErrHijacked
	}
	p.size += int64(len(b))
	if !p.spilled {
		if len(p.body)+len(b) <= spillAt || p.hold {
			p.body = append(p.body, b...)
			return len(b), nil
		}
		p.spill()
	}
	return p.through(b)
}

// WriteString is Write for a string.
func (p *reply) WriteString(s string) (int, error) {
	if !p.spilled && !p.hijacked && len(p.body)+len(s) <= spillAt {
		if p.status == 0 {
			p.status = http.StatusOK
		}
		p.size += int64(len(s))
		p.body = append(p.body, s...)
		return len(s), nil
	}
	return p.Write([]byte(s))
}

// Flush streams what is held back and everything after it.
func (p *reply) Flush() {
	if p.hold || p.hijacked {
		return
	}
	if !p.spilled {
		p.spill()
	}
	_ = http.NewResponseController(p.to).Flush() // a writer that cannot flush just sends later
}

// Hijack hands the connection over, which ends the reply.
func (p *reply) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(p.to).Hijack()
	if err == nil {
		p.hijacked, p.body = true, p.body[:0]
	}
	return conn, rw, err
}

// spill sends the head and what was held back.
func (p *reply) spill() {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	p.spilled = true
	if p.record {
		p.digest = sha256.New()
	}
	p.to.WriteHeader(p.status)
	held := p.body
	p.body = nil           // whoever reads the rest slowly does not keep it
	_, _ = p.through(held) // a failure is kept in broken
}

// through sends bytes to the connection.
func (p *reply) through(b []byte) (int, error) {
	if p.digest != nil {
		p.digest.Write(b)
	}
	n, err := p.to.Write(b)
	p.sent += int64(n)
	if err != nil && !p.head {
		p.broken = true
	}
	return n, err
}

// finish sends an answer that is complete; keep < 0 sends all of the body, else that many bytes under the length of the whole.
func (p *reply) finish(keep int) {
	if p.hijacked || p.spilled {
		return
	}
	if p.status == 0 {
		p.status = http.StatusOK
	}
	if p.status != http.StatusNoContent && p.status != http.StatusNotModified {
		p.to.Header()["Content-Length"] = []string{strconv.Itoa(len(p.body))}
	}
	if keep >= 0 {
		p.body = p.body[:keep]
	}
	p.to.WriteHeader(p.status)
	if len(p.body) > 0 {
		n, err := p.to.Write(p.body)
		p.sent = int64(n)
		p.broken = err != nil && !p.head
	}
	if keep >= 0 {
		_ = http.NewResponseController(p.to).Flush() // the part must leave before the connection is cut
	}
}

// clear takes back an answer of which nothing is sent yet; ids stay.
func (p *reply) clear() {
	h := p.to.Header()
	for name := range h {
		if name != requestID && name != correlationID && name != Marked && name != "Connection" {
			delete(h, name)
		}
	}
	p.body, p.status, p.size = p.body[:0], 0, 0
}
