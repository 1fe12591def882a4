package product

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/near"
)

// Browser connects the adapter for products with a web front: a citizen's browser without JavaScript. The verb visit opens an
// address of the product and goes where it is sent, through the sign-in pages of the mock NHS and back; click follows a link
// or sends a form of the page that is open. The page that it ends on, and how it came there, is what was observed.
//
//	visit ─▶ product ──302──▶ /authorize ─▶ sign in ─▶ consent ─▶ prove who you are ─┐
//	            ▲                (requests of the run's own realm)                    │
//	            └──────────── the way back: straight, or tampered with ◀──────────────┘
//
// A browser goes to the product and to the mock NHS and nowhere else: being sent to another host is an observation. Each run has
// browsers of its own, one for each window that its steps name; they keep cookies and the open page from step to step.
func Browser(base string, env Env) Adapter {
	w := newWire(env)
	w.do = w.client.Transport.RoundTrip
	return &browser{base: base, env: env, wire: w}
}

type browser struct {
	base string
	env  Env
	wire *wire
}

// The keys that a step may use with the adapter.
var browserKeys = []string{"path", "query", "actor", "window", "fresh", "consent", "uplift", "ask", "way_back", "of",
	"nhs_app", "text", "fields", "agent", "timeout"}

// The bounds of one visit.
const (
	mostHops  = 24       // requests, those through the mock NHS included
	mostShown = 16 << 10 // bytes of a page's text in an observation
)

// outing is what a step asks of the browser.
type outing struct {
	call    *Call
	path    string
	query   map[string]string
	consent string            // agree or refuse
	uplift  string            // prove or leave
	ask     map[string]string // parameters of the authorisation request that the browser's user alters; empty text takes one out
	wayBack string
	of      string // the browser whose kept way back is used
	nhsApp  bool
	link    string // text of the link or button, for click
	fields  map[string]string
	agent   string
}

// Do lets the browser do one thing.
func (b *browser) Do(ctx context.Context, call Call) (Observation, error) {
	if err := only(call.With, "with", browserKeys...); err != nil {
		return Observation{}, err
	}
	o, err := readOuting(&call)
	if err != nil {
		return Observation{}, err
	}
	limit, err := call.limit()
	if err != nil {
		return Observation{}, err
	}
	name, err := call.text("window", "")
	if err != nil {
		return Observation{}, err
	}
	win, err := windowOf(&call, name)
	if err != nil {
		return Observation{}, err
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	begun := b.env.Wall()
	j := &journey{browser: b, outing: o, window: win, limit: limit, end: begun.Add(limit)}
	switch call.Verb {
	case "visit":
		err = j.visit(within)
	case "click":
		err = j.click(within)
	default:
		return Observation{}, fmt.Errorf("a browser has no verb %q; it has visit, click", call.Verb)
	}
	if ctx.Err() != nil {
		return Observation{}, ctx.Err()
	}
	if err != nil {
		return Observation{}, err
	}
	seen := j.observation()
	seen.Latency = b.env.Wall().Sub(begun)
	return seen, nil
}

// readOuting reads the step and what the scenario says of the connection.
func readOuting(call *Call) (*outing, error) {
	o := &outing{call: call}
	var err error
	text := func(name, otherwise string, words ...string) string {
		var s string
		if err == nil {
			s, err = call.text(name, otherwise)
		}
		if err == nil && len(words) > 0 && !slices.Contains(words, s) {
			hint := ""
			if n := near.Word(s, words); n != "" {
				hint = fmt.Sprintf("; did you mean %q?", n)
			}
			err = fmt.Errorf("%s: %q is none of %s%s", name, s, strings.Join(words, ", "), hint)
		}
		return s
	}
	o.path = text("path", "")
	if o.path == "" {
		o.path = text("start", "/")
	}
	o.consent = text("consent", "agree", "agree", "refuse")
	o.uplift = text("uplift", "prove", "prove", "leave")
	o.wayBack = text("way_back", "straight", waysBack...)
	o.of = text("of", "")
	o.link = text("text", "")
	o.agent = text("agent", "browser", "browser", "nhsapp-ios", "nhsapp-android")
	if err != nil {
		return nil, err
	}
	if needs := o.wayBack == "theirs" || o.wayBack == "their-code"; needs != (o.of != "") {
		return nil, fmt.Errorf("of names the browser whose kept way back is used: it goes with way_back: theirs and their-code, and only with them")
	}
	for name, into := range map[string]*map[string]string{"query": &o.query, "ask": &o.ask, "fields": &o.fields} {
		if *into, err = call.pairs(name); err != nil {
			return nil, err
		}
	}
	if v, ok := call.setting("nhs_app"); ok {
		if o.nhsApp, ok = v.(bool); !ok {
			return nil, fmt.Errorf("nhs_app must be true or false, not %T", v)
		}
	}
	return o, nil
}

// The ways back from the mock NHS's sign-in to the product. All but the first are what an attacker, or a user with two tabs, does.
var waysBack = []string{
	"straight",      // as it is
	"keep",          // not gone: it stays with this browser, for another one to use
	"again",         // gone, and then once more with the same code
	"other-state",   // with a state that the product did not give
	"without-state", // with none
	"made-up-code",  // with a code that nobody gave
	"theirs",        // another browser's kept way back, opened here
	"their-code",    // this browser's own, with another's kept code
}

// userAgent is what the browser calls itself. In the NHS App it ends as the App's does (NHS App developer documentation, web integration).
func userAgent(agent string) string {
	const plain = "Mozilla/5.0 (compatible; Sandpiper; no JavaScript)"
	if agent == "browser" {
		return plain
	}
	return plain + " " + agent + "/1.0.0"
}

// remaining is how much of the visit's time is left, never nothing.
func (j *journey) remaining() time.Duration {
	return max(j.end.Sub(j.browser.env.Wall()), time.Millisecond)
}
