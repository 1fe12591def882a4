package mocks

import (
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
)

// The ids that a client sends and finds again in the answer, as net/http spells them.
const (
	requestID     = "X-Request-Id"
	correlationID = "X-Correlation-Id"
)

// passage is one call on its way through the estate.
type passage struct {
	call    Call
	realm   *Realm
	service *mounted // nil: no service has this part of the tree
	match   mux.RouteMatch
	reply   *reply
	body    *body // of the request, if it is large
	hits    []fault.Hit
	fired   []bool // by hit
	done    bool   // a fault has answered
	keep    int    // bytes of body that a fault lets through; -1 for all
	tear    bool   // the connection is to be reset in place of an answer
	abort   bool   // the call is to be aborted after what was sent
	ended   bool   // the session behind the token ended as the call came
}

// pass takes a call through the estate: recorder, ids, faults before, login check, service, faults after.
func (e *Estate) pass(way *Way, realm *Realm, path string, w http.ResponseWriter, r *http.Request) {
	p := &passage{realm: realm, keep: -1, reply: e.replies.Get().(*reply)}
	p.call.way = way
	p.reply.open(w, r, realm.Record != nil)
	var rec *recording
	if realm.Record != nil {
		rec = e.startRecording(realm)
	}
	r = p.enter(e, path, r, rec)
	p.answer(e, r)
	p.say(e, r)
	p.after()
	e.tell(&p.call, p.reply.status)
	if rec != nil {
		// Told before the last bytes leave, so that whoever has the answer finds the exchange recorded.
		rec.finish(e, p, r)
	}
	p.send()
	abort := p.abort
	if cap(p.reply.body) <= spillAt {
		p.reply.to = nil
		e.replies.Put(p.reply)
	}
	if abort {
		panic(http.ErrAbortHandler)
	}
}

// enter makes the Call and the request that the service will see.
func (p *passage) enter(e *Estate, path string, r *http.Request, rec *recording) *http.Request {
	c := &p.call
	c.Estate, c.Realm, c.Base = e, p.realm, c.way.origin(e.PublicURL, r)+p.realm.base
	out := r.WithContext(&callContext{r.Context(), c}) //nolint:contextcheck // it stands on the request's own context
	if path != r.URL.Path {
		u := *r.URL
		u.Path, u.RawPath = path, ""
		out.URL = &u
	}
	if r.Body != nil && r.Body != http.NoBody {
		out.Body = http.MaxBytesReader(p.reply.to, r.Body, e.MaxBody)
		if p.body = e.inTurn(r, out.Body); p.body != nil {
			out.Body = p.body
		}
		if rec != nil {
			rec.request.from, out.Body = out.Body, &rec.request
		}
	}
	h := p.reply.Header()
	if id := r.Header[requestID]; len(id) > 0 {
		h[requestID] = id[:1:1]
	}
	if id := r.Header[correlationID]; len(id) > 0 {
		h[correlationID] = id[:1:1]
	}
	return out
}

// answer lets faults, the login check and the service have their turn. What panics becomes a 500.
func (p *passage) answer(e *Estate, r *http.Request) {
	defer func() {
		p.body.answered(p.reply.Header())
		if v := recover(); v != nil {
			p.recovered(e, r, v)
		}
	}()
	c := &p.call
	p.service = e.routes.find(r, &p.match)
	if p.service == nil {
		p.lost(e, r, NoRoute)
		return
	}
	c.Service, c.Operation = p.service.Name(), operation(&p.match)
	bad := e.identify(c, r)
	p.strike(e, r)
	if p.done {
		return
	}
	if p.ended {
		c.App, c.Token = nil, nil
		bad = e.identify(c, r)
	}
	if r.ContentLength > e.MaxBody {
		d := e.refusal(c, r, TooLarge)
		d.Why = "the body is over the estate's limit"
		p.reply.Header().Set("Connection", "close")
		p.deny(r, d)
		return
	}
	if d, ok := e.admit(p.service, c, r, bad); !ok {
		p.deny(r, d)
		return
	}
	switch {
	case p.match.Handler == nil && errors.Is(p.match.MatchErr, mux.ErrMethodMismatch):
		p.lost(e, r, WrongMethod)
	case p.match.Handler == nil:
		p.lost(e, r, NoRoute)
	default:
		if p.match.MatchErr != nil || p.match.Route == nil {
			p.explain(e, r)
		}
		if len(p.match.Vars) > 0 {
			r = mux.SetURLVars(r, p.match.Vars)
		}
		p.match.Handler.ServeHTTP(p.reply, r)
	}
}

// strike asks which faults strike the call and lets those act that come before the service.
func (p *passage) strike(e *Estate, r *http.Request) {
	c := &p.call
	lens := world.Lens{}
	if p.realm.Faults != nil {
		p.hits = p.realm.Faults.Strike(fault.Occasion{
			Actor: c.Actor(), Service: c.Service, Operation: c.Operation, Method: r.Method,
			Path: r.URL.Path, ResourceType: p.resourceType(r.URL.Path), At: p.realm.World.Clock().Now(),
		})
	}
	if len(p.hits) > 0 {
		p.fired = make([]bool, len(p.hits))
		for i := range p.hits {
			h := &p.hits[i]
			switch do := h.Rule.Do.(type) {
			case fault.Bender:
				do.Bend(&lens, p.realm.World, h.Key())
			case fault.After, fault.Rewriter:
				p.reply.hold = true
			}
		}
	}
	c.View = p.realm.World.Through(lens)
	if len(p.hits) > 0 {
		p.before(e, r)
	}
}

// before lets the faults act that come before the service: first those that let the call go on, then the first that ends it.
func (p *passage) before(e *Estate, r *http.Request) {
	stage := fault.Stage{Writer: p.reply, Request: r, Sleep: e.Sleep,
		Refuse: func(f fault.Refusal) { p.deny(r, e.refusal(&p.call, r, Reason(f))) },
		Reset:  func() { p.tear = true },
		Unrole: func() bool { return p.call.unrole() },
		EndSession: func() bool { //nolint:contextcheck // it passes the request's own
			p.ended = p.call.endSession(r.Context()) || p.ended
			return p.ended
		},
	}
	for _, delays := range [2]bool{true, false} {
		for i := range p.hits {
			do, ok := p.hits[i].Rule.Do.(fault.Before)
			if _, delay := do.(fault.Delay); !ok || p.done || delay != delays {
				continue
			}
			p.done, p.fired[i] = do.Strike(stage)
			if p.done && r.Context().Err() != nil {
				p.abort = true // nobody waits for an answer any more
			}
		}
	}
}

// after works out which faults have changed something, rewrites the body where one says so, and cuts it where one does.
func (p *passage) after() {
	for i := range p.hits {
		if do, ok := p.hits[i].Rule.Do.(fault.Rewriter); ok && p.rewritable() {
			p.reply.body, p.fired[i] = do.Rewrite(p.reply.body)
			p.reply.size = int64(len(p.reply.body))
		}
	}
	for i := range p.hits {
		h := &p.hits[i]
		switch do := h.Rule.Do.(type) {
		case fault.Bender:
			p.fired[i] = p.call.View != nil && do.Fired(p.call.View.Bends(), h.Occasion)
		case fault.After:
			if p.done || p.abort || p.tear || p.reply.hijacked || p.keep >= 0 || p.reply.head {
				continue
			}
			if n, ok := do.Keep(len(p.reply.body)); ok {
				p.keep, p.fired[i], p.abort = n, true, true
			}
		}
		if p.fired[i] {
			h.Fire()
		}
	}
}

// rewritable reports whether there is a good answer in JSON of which nothing has left.
func (p *passage) rewritable() bool {
	return !p.done && !p.abort && !p.tear && !p.reply.hijacked && !p.reply.spilled && !p.reply.head && p.reply.status/100 == 2 &&
		strings.Contains(p.reply.Header().Get("Content-Type"), "json")
}

// send lets the answer leave.
func (p *passage) send() {
	switch {
	case p.tear:
		fault.Tear(p.reply)
	case !p.abort || p.keep >= 0:
		p.reply.finish(p.keep)
	}
}

// deny answers in the shape of the call's service.
func (p *passage) deny(r *http.Request, d Denial) {
	if p.service == nil {
		deny(nil, p.reply, r, d)
		return
	}
	deny(p.service.Service, p.reply, r, d)
}

// lost answers a request that no route takes.
func (p *passage) lost(e *Estate, r *http.Request, reason Reason) {
	p.explain(e, r)
	p.deny(r, e.refusal(&p.call, r, reason))
}

// explain puts what would have matched into the header.
func (p *passage) explain(e *Estate, r *http.Request) {
	Explain(p.reply.Header(), e.routes.why(p.call.way, r))
}

// say tells the log of a refusal what its header tells the caller.
func (p *passage) say(e *Estate, r *http.Request) {
	if p.reply.status < http.StatusBadRequest {
		return
	}
	if text := p.reply.Header().Get(why); text != "" {
		e.Log.Warn("refused", "status", p.reply.status, "method", r.Method, "path", p.call.way.shown(r.URL.Path),
			"service", p.call.Service, "app", p.app(), "realm", p.realm.Name, "why", text)
	}
}

// app is the id of the application that calls; empty for a stranger.
func (p *passage) app() string {
	if p.call.App == nil {
		return ""
	}
	return p.call.App.ID
}

// recovered turns a panic into the platform's 500 where nothing is sent yet, and into a cut connection where something is.
func (p *passage) recovered(e *Estate, r *http.Request, v any) {
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		p.abort = true
		return
	}
	e.Log.Error("service panicked", "realm", p.realm.Name, "service", p.call.Service, "operation", p.call.Operation,
		"path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
	if p.reply.spilled || p.reply.hijacked {
		p.abort = true
		return
	}
	d := e.refusal(&p.call, r, Failed)
	d.Why = "the service panicked; see the log"
	defer func() {
		if again := recover(); again != nil { // the service cannot even say so
			p.reply.clear()
			deny(nil, p.reply, r, d)
		}
	}()
	p.reply.clear()
	p.deny(r, d)
}

// took is a wall duration, 0 without a clock.
func (e *Estate) took(since time.Time) time.Duration {
	if e.Wall == nil {
		return 0
	}
	return e.Wall.Now().Sub(since)
}
