package product

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// wire is the one way in which adapters talk HTTP to a product: with a time limit, a size limit, and redirects kept to
// the product's own host.
type wire struct {
	client *http.Client
	do     func(*http.Request) (*http.Response, error) // one request; of client, or of its transport, which follows no redirects
	wall   func() time.Time
}

// errElsewhere marks a redirect to another host.
var errElsewhere = errors.New("redirected to another host")

// newWire makes a wire with connections of its own.
func newWire(env Env) *wire {
	w := &wire{
		wall: env.Wall,
		client: &http.Client{
			Transport: &http.Transport{
				DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
				MaxIdleConns:        256,
				MaxIdleConnsPerHost: 128,
				IdleConnTimeout:     90 * time.Second,
			},
			CheckRedirect: func(req *http.Request, via []*http.Request) error {
				if req.URL.Host != via[0].URL.Host {
					return fmt.Errorf("%w (%s)", errElsewhere, req.URL.Host)
				}
				if len(via) >= 5 {
					return http.ErrUseLastResponse
				}
				return nil
			},
		},
	}
	w.do = w.client.Do
	return w
}

// reply is an answer as it came over the wire. Status is 0 when none did.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	latency time.Duration
	outcome Outcome
	message string
}

// send makes one request. What the product does wrong is in the reply; an error means that ctx ended.
func (w *wire) send(ctx context.Context, req *http.Request, limit time.Duration) (reply, error) {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	begun := w.wall()
	r := w.exchange(req.WithContext(within))
	r.latency = w.wall().Sub(begun)
	if r.outcome == OK {
		return r, nil
	}
	if ctx.Err() != nil {
		return reply{}, ctx.Err()
	}
	if within.Err() != nil && r.outcome == Unreachable {
		r.outcome, r.message, r.status = TimedOut, fmt.Sprintf("no complete answer within %s", limit), 0
	}
	r.message += fmt.Sprintf(" (%s %s)", req.Method, whereabouts(req.URL))
	return r, nil
}

func (w *wire) exchange(req *http.Request) reply {
	res, err := w.do(req)
	if err != nil {
		if errors.Is(err, errElsewhere) {
			return reply{outcome: Refused, message: err.Error()}
		}
		return reply{outcome: Unreachable, message: plainly(err)}
	}
	defer res.Body.Close()
	r := reply{status: res.StatusCode, header: res.Header, outcome: OK}
	r.body, err = io.ReadAll(io.LimitReader(res.Body, MaxBody+1))
	switch {
	case err != nil:
		r = reply{outcome: Unreachable, message: "the answer broke off: " + plainly(err)}
	case len(r.body) > MaxBody:
		r = reply{status: r.status, outcome: TooLarge, message: fmt.Sprintf("the answer is larger than %d bytes", MaxBody)}
	}
	return r
}

// mostWhereabouts is how much of an address a message holds, in bytes.
const mostWhereabouts = 160

// whereabouts is an address as a message may show it: without what may be secret in it, and not longer than a reader can take in. Its
// port may be luck: whoever writes the message into a trace masks it.
func whereabouts(at *url.URL) string {
	shown := (&url.URL{Scheme: at.Scheme, Host: at.Host, Path: at.Path}).String()
	if len(shown) > mostWhereabouts {
		shown = shown[:mostWhereabouts] + "…"
	}
	return shown
}

// plainly says what went wrong without the method and the address, which are said once, and the ports, which differ from run to run.
func plainly(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "the connection closed early"
	case errors.As(err, &op) && op.Op == "dial":
		return "nothing answers at its address"
	case errors.As(err, &op):
		return "the connection broke"
	}
	if at, ok := errors.AsType[*url.Error](err); ok {
		return at.Err.Error()
	}
	return err.Error()
}

// opening says how a body begins, as the part of a sentence about it.
func opening(body []byte) string {
	text := strings.TrimSpace(excerpt(body, 120))
	if text == "" {
		return "the body is empty"
	}
	return "the body begins with " + text
}

// excerpt is the beginning of a body, at most so many bytes of it, fit for a message.
func excerpt(body []byte, most int) string {
	text := string(bytes.ToValidUTF8(body[:min(len(body), most)], []byte("�")))
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if len(body) > most {
		text += "…"
	}
	return text
}
