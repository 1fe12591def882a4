package mocks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sandpiper/synthetic/clock"
)

// Setup is what an estate is built of. Only Services must be given.
type Setup struct {
	Services  []Service
	Apps      []App
	Wall      clock.Clock                                // for the life of what a product signed on wall time, and for Exchange.Took; nil: durations are 0
	Sleep     func(context.Context, time.Duration) error // for delays; nil waits in real time
	PublicURL string                                     // scheme://host by which products reach the estate; empty: taken from each request
	Log       *slog.Logger                               // nil: silent
	PerMinute int                                        // calls per app and service in any rolling virtual minute, as on the platform (there 300); 0: no limit
	MaxBody   int64                                      // bytes of a request's body; 0: 5 MiB
	Ways      []Way                                      // other ways in, which Through serves
	Default   *Realm                                     // for requests that name no realm; nil: they are refused. Open with an empty Name does the same later
}

// maxBody is the limit on a request's body when Setup names none.
const maxBody = 5 << 20

// Estate is the made-up NHS as one http.Handler. It is safe for many goroutines.
type Estate struct {
	Setup
	routes   *routes
	apps     registry
	deflt    atomic.Pointer[Realm]
	realms   sync.Map // name → *Realm
	replies  sync.Pool
	turns    chan struct{} // of large bodies
	watchers []Watcher
}

// NewEstate mounts the services, each on a router of its own. It fails when two share a name or one names no route.
func NewEstate(s Setup) (*Estate, error) {
	if len(s.Services) == 0 {
		return nil, errors.New("build estate: no services")
	}
	routes, err := mount(s.Services)
	if err != nil {
		return nil, fmt.Errorf("build estate: %w", err)
	}
	if s.Sleep == nil {
		s.Sleep = wait
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.MaxBody <= 0 {
		s.MaxBody = maxBody
	}
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	e := &Estate{Setup: s, routes: routes, watchers: watchers(s.Services), turns: make(chan struct{}, largeAtOnce), apps: registry{held: make(map[string]*App, len(s.Apps))}}
	e.replies.New = func() any { return new(reply) }
	for i := range s.Apps {
		app := &s.Apps[i]
		if !e.apps.add(app) {
			return nil, fmt.Errorf("build estate: two apps with the id %q", app.ID)
		}
	}
	if s.Default != nil {
		s.Default.Name = ""
		e.Open(s.Default)
	}
	return e, nil
}

// Open serves a realm under the path that it returns, "/@name", until close is called. A realm without a name becomes the default
// and its path is empty. A name that is taken, or that cannot stand in a path, is altered: look at the path or at Realm.Name.
func (e *Estate) Open(r *Realm) (base string, closeRealm func()) {
	if r.Tokens == nil {
		r.Tokens = NewTokens(r.World.Population().Recipe().Seed, r.Name)
	}
	if r.Name == "" {
		r.base = ""
		e.deflt.Store(r)
		return "", func() { e.deflt.CompareAndSwap(r, nil) }
	}
	r.Name = strings.Map(inPath, r.Name)
	for wanted, n := r.Name, 2; ; n++ {
		if base = "/@" + r.Name; !r.Rooted {
			r.base = base
		}
		if _, taken := e.realms.LoadOrStore(r.Name, r); !taken {
			break
		}
		r.Name = fmt.Sprintf("%s~%d", wanted, n)
	}
	return base, func() { e.realms.CompareAndDelete(r.Name, r) }
}

// astray answers a request for what cannot be reached by the way that it came.
func (e *Estate) astray(way *Way, elsewhere *Place, path string, w http.ResponseWriter, r *http.Request) {
	d := refusal(NoRoute, "", 0, "")
	d.Why = "nothing of this host begins so"
	if elsewhere != nil {
		d.Why = "what lies there is served at " + withHost(way.origin("", r), elsewhere.Host) + elsewhere.Path
	}
	e.Log.Warn("refused", "status", d.Status, "method", r.Method, "path", path, "host", r.Host, "why", d.Why)
	deny(nil, w, r, d)
}

// inPath turns what cannot stand in a path segment without escaping into a hyphen.
func inPath(c rune) rune {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
		return c
	}
	return '-'
}

// ServeHTTP serves a request that came by the platform's own way.
func (e *Estate) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.serve(nil, w, r) }

// serve finds the realm of a request and lets it pass.
func (e *Estate) serve(way *Way, w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	realm := e.deflt.Load()
	name := ""
	if strings.HasPrefix(path, "/@") {
		name, path = path[2:], "/"
		if i := strings.IndexByte(name, '/'); i >= 0 {
			name, path = name[:i], name[i:]
		}
		realm = nil
		if held, ok := e.realms.Load(name); ok {
			realm = held.(*Realm)
		}
	}
	if realm == nil {
		d := refusal(NoRoute, "", 0, "")
		d.Why = "no realm of that name is open"
		if name == "" {
			d.Why = "the path names no realm (/@name/...) and there is no default realm"
		}
		e.Log.Warn("refused", "status", d.Status, "method", r.Method, "path", r.URL.Path, "why", d.Why)
		deny(nil, w, r, d)
		return
	}
	inside, elsewhere, ok := way.in(e.routes, path)
	if !ok {
		e.astray(way, elsewhere, path, w, r)
		return
	}
	e.pass(way, realm, inside, w, r)
}

// wait is the Sleep of an estate that was given none.
func wait(ctx context.Context, d time.Duration) error {
	over, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-over.Done()
	return ctx.Err()
}
