package harness

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Gate stands before the estate's handler and knows how many requests each realm is answering. A product has its answer
// before the estate has finished with the request and told the recorder, so a step is over only when its realm is quiet:
// without that, the last call of a step would at times be recorded in the next one.
//
// It also lets requests that name no realm into the one that they are part of, by what they carry (see belonging).
//
// Whoever serves the estate to a product serves it through the campaign's gate. It is safe for many goroutines.
type Gate struct {
	Next http.Handler

	belonging belonging

	mu   sync.Mutex
	busy map[string]*traffic
}

// traffic is what is under way in one realm.
type traffic struct {
	calls int
	idle  chan struct{} // closed when calls falls to nought; nil while nobody waits
}

// ServeHTTP counts the request in, hands it on, and counts it out.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	realm := realmOf(r.URL.Path)
	if realm == "" {
		if realm = g.belonging.of(r); realm != "" {
			r = inside(r, realm)
		}
	}
	if realm != "" && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/token") {
		w = &overheard{ResponseWriter: w, claim: func(token string) { g.belonging.claim(realm, token) }}
	}
	g.mu.Lock()
	if g.busy == nil {
		g.busy = map[string]*traffic{}
	}
	t := g.busy[realm]
	if t == nil {
		t = &traffic{}
		g.busy[realm] = t
	}
	t.calls++
	g.mu.Unlock()
	defer func() { // also when the handler tears the connection down by a panic
		g.mu.Lock()
		defer g.mu.Unlock()
		if t.calls--; t.calls == 0 {
			delete(g.busy, realm)
			if t.idle != nil {
				close(t.idle)
			}
		}
	}()
	g.Next.ServeHTTP(w, r)
}

// quiet waits until the realm answers nothing, at most for a wall time. It reports whether it became quiet.
func (g *Gate) quiet(ctx context.Context, realm string, most time.Duration) bool {
	g.mu.Lock()
	t := g.busy[realm]
	if t == nil {
		g.mu.Unlock()
		return true
	}
	if t.idle == nil {
		t.idle = make(chan struct{})
	}
	idle := t.idle
	g.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	select {
	case <-idle:
		return true
	case <-ctx.Done():
		return false
	}
}

// inside is a request as one of a realm.
func inside(r *http.Request, realm string) *http.Request {
	out := *r
	at := *r.URL
	at.Path, at.RawPath = "/@"+realm+at.Path, ""
	out.URL = &at
	return &out
}

// realmOf is the name in a path /@name/…, or nothing.
func realmOf(path string) string {
	rest, ok := strings.CutPrefix(path, "/@")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
