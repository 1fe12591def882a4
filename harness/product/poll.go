package product

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// poll asks a product again and again whether it has woken up, and remembers what it saw last.
type poll struct {
	at    string
	named bool // by the product file: a 404 there means that it is the wrong path, or not yet the right one
	last  string
}

// ready makes one GET. A refusal to let a stranger in is a sign of life as well.
func (p *poll) ready(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.at, nil)
	if err != nil {
		p.last = err.Error()
		return false
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.last = plainly(err)
		switch {
		case errors.Is(err, syscall.ECONNREFUSED):
			p.last = "connection refused"
		case ctx.Err() != nil:
			p.last = "no answer within 2s"
		}
		return false
	}
	p.last = strconv.Itoa(res.StatusCode) + " " + http.StatusText(res.StatusCode)
	if res.Body.Close() != nil || res.StatusCode >= http.StatusInternalServerError {
		return false
	}
	return !p.named || res.StatusCode != http.StatusNotFound
}

// said is what was polled and what came last, as a part of a message.
func (p *poll) said() string { return fmt.Sprintf("GET %s gave %s", p.at, p.last) }
