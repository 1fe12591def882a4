package mocks

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// How much of requests' bodies is held at one time, however many connections send some. A body of up to smallBody bytes is read as it comes; of those that are
// larger largeAtOnce have their turn together, each until its service has answered, and the others wait.
const (
	smallBody   = 64 << 10
	largeAtOnce = 8
	largeWithin = 10 * time.Second
)

// errNoTurn is why a large body was not read on.
var errNoTurn = errors.New("too many large bodies are being read at one time")

// body is a request's body that is read no faster than others of its size allow.
type body struct {
	io.ReadCloser
	ctx   context.Context
	turns chan struct{} // one is taken by each large body
	small int           // bytes that may still be read without a turn
	turn  bool          // it has one
	over  bool          // its service has answered: nobody keeps what is read now
	cut   bool          // it never had one
}

// inTurn is a request's body, to be read in turn if it is large; nil for one that says that it is not.
func (e *Estate) inTurn(r *http.Request, from io.ReadCloser) *body {
	if r.ContentLength >= 0 && r.ContentLength <= smallBody {
		return nil
	}
	return &body{ReadCloser: from, ctx: r.Context(), turns: e.turns, small: smallBody}
}

// Read reads, once there is a turn.
func (b *body) Read(into []byte) (int, error) {
	if b.turn || b.over {
		return b.ReadCloser.Read(into)
	}
	if b.small == 0 {
		within, cancel := context.WithTimeout(b.ctx, largeWithin)
		defer cancel()
		select {
		case b.turns <- struct{}{}:
			b.turn = true
		case <-within.Done():
			b.cut = true
			return 0, errNoTurn
		}
		return b.ReadCloser.Read(into)
	}
	n, err := b.ReadCloser.Read(into[:min(len(into), b.small)])
	b.small -= n
	return n, err
}

// answered gives the turn to the next, and says in the header of the answer if there never was one.
func (b *body) answered(h http.Header) {
	if b == nil {
		return
	}
	if b.over = true; b.turn {
		b.turn = false
		<-b.turns
	}
	if b.cut {
		Explain(h, errNoTurn.Error()+"; send this one again")
	}
}
