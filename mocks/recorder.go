package mocks

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"strconv"
	"time"
)

// mostRecorded is the size of a body, in bytes, beyond which only its digest and size are kept.
const mostRecorded = 64 << 10

// recording is what is noted of a call on its way, when its realm has a recorder.
type recording struct {
	request capture
	at      time.Time // virtual
	started time.Time // wall
}

// startRecording begins to note a call.
func (e *Estate) startRecording(realm *Realm) *recording {
	rec := &recording{at: realm.World.Clock().Now()}
	if e.Wall != nil {
		rec.started = e.Wall.Now()
	}
	return rec
}

// finish tells the realm's recorder of a call whose answer is known. It is called before the last bytes leave, so that whoever has the
// answer finds the exchange recorded.
func (rec *recording) finish(e *Estate, p *passage, r *http.Request) {
	c := &p.call
	rec.request.drain()
	x := Exchange{
		Service: c.Service, Operation: c.Operation, Method: r.Method, Path: r.URL.Path, Query: redactForm(r.URL.RawQuery),
		RequestBody:   rec.request.recorded(),
		RequestHeader: chosen(r.Header, keptOfRequest),
		People:        c.Touched, At: rec.at, Took: e.took(rec.started),
		IDs: chosen(r.Header, keptAsID),
	}
	if c.App != nil {
		x.App = c.App.ID
	}
	for i, fired := range p.fired {
		if fired {
			x.Faults = append(x.Faults, p.hits[i].Rule.ID)
		}
	}
	x.Outcome, x.Status = p.outcome(r), p.reply.status
	switch {
	case x.Outcome == WasReset, x.Outcome == Abandoned && x.Status == 0:
		x.Status = 0 // nothing was sent
	case p.reply.spilled:
		x.ResponseBody, x.Sent = digested(p.reply.digest, p.reply.size), p.reply.sent
	default:
		if x.Status == 0 {
			x.Status = http.StatusOK
		}
		body := p.reply.body
		if p.keep >= 0 {
			body = body[:p.keep]
		}
		if p.reply.head {
			body = nil
		}
		x.ResponseBody, x.Sent = recorded(body), int64(len(body))
	}
	if x.Status != 0 {
		x.ResponseHeader = chosen(p.reply.Header(), keptOfResponse)
	}
	p.realm.Record(x)
}

// outcome is how the call ends.
func (p *passage) outcome(r *http.Request) Ending {
	switch {
	case r.Context().Err() != nil, p.reply.broken:
		return Abandoned
	case p.keep >= 0:
		return CutShort
	case p.tear || p.reply.hijacked:
		return WasReset
	case p.abort && p.reply.spilled:
		return CutShort
	case p.abort:
		return WasReset
	}
	return Answered
}

// keptOfRequest names the request headers that an Exchange keeps, in net/http's spelling. Ids are kept apart, in Exchange.IDs.
func keptOfRequest(name string) bool {
	switch name {
	case "Accept", "Authorization", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Exist", "If-None-Match",
		"Nhsd-End-User-Organisation-Ods", "Nhsd-Session-Urid", "Prefer", "Ssp-Interactionid", "Ssp-Traceid":
		return true
	}
	return false
}

// keptOfResponse names the response headers that an Exchange keeps.
func keptOfResponse(name string) bool {
	switch name {
	case "Content-Type", "Etag", "Last-Modified", "Location", "Retry-After", "Www-Authenticate", why:
		return true
	}
	return false
}

// keptAsID names the headers in Exchange.IDs.
func keptAsID(name string) bool { return name == requestID || name == correlationID }

// chosen picks headers, secrets blacked out; nil if there are none.
func chosen(h http.Header, keep func(name string) bool) map[string]string {
	var out map[string]string
	for name, values := range h {
		if len(values) == 0 || !keep(name) {
			continue
		}
		if out == nil {
			out = make(map[string]string, 4)
		}
		out[name] = values[0]
		if name == "Authorization" {
			out[name] = redactAuthorization(values[0])
		}
	}
	return out
}

// capture passes a request's body on and keeps the beginning of it.
type capture struct {
	from   io.ReadCloser
	kept   []byte
	size   int64
	digest hash.Hash // once there is more than is kept
}

// Read reads on and keeps.
func (c *capture) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.size += int64(n)
	switch {
	case c.digest != nil:
		c.digest.Write(b[:n])
	case len(c.kept)+n > mostRecorded:
		c.digest = sha256.New()
		c.digest.Write(c.kept)
		c.digest.Write(b[:n])
		c.kept = nil
	default:
		c.kept = append(c.kept, b[:n]...)
	}
	return n, err
}

// Close closes the body.
func (c *capture) Close() error { return c.from.Close() }

// drain reads what the service left unread, up to as much as net/http would read for itself before the next request.
func (c *capture) drain() {
	if c.from != nil {
		_, _ = io.CopyN(io.Discard, c, 256<<10) // a body that cannot be read is recorded as far as it came
	}
}

// recorded is the body as an Exchange keeps it.
func (c *capture) recorded() []byte {
	if c.digest != nil {
		return digested(c.digest, c.size)
	}
	return recorded(c.kept)
}

// recorded is a body as an Exchange keeps it: a copy with secrets blacked out, or a digest.
func recorded(body []byte) []byte {
	switch {
	case len(body) == 0:
		return nil
	case len(body) > mostRecorded:
		sum := sha256.New()
		sum.Write(body)
		return digested(sum, int64(len(body)))
	}
	return Redact(body)
}

// digested stands for a body that is too long to keep: {"bytes":N,"sha256":"…"}.
func digested(sum hash.Hash, size int64) []byte {
	b := append([]byte(`{"bytes":`), strconv.FormatInt(size, 10)...)
	b = append(b, `,"sha256":"`...)
	b = append(b, hex.EncodeToString(sum.Sum(nil))...)
	return append(b, `"}`...)
}
