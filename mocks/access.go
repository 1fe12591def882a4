package mocks

import "slices"

// Access is what was decided about somebody's data in a call: whether they might be seen, for what, and by which rule. Services that ask the rules
// of package policy note it, and a Watcher is told.
type Access struct {
	Person  int
	Role    string // job role code in which staff acted; empty for anybody else
	ODS     string // organisation for which they acted
	Kind    string // of thing: "demographics", "medicines"
	Act     string // "read" or "write"
	Purpose string
	Reason  string // for breaking the glass; empty for none
	Outcome string // "allow", "redact" or "deny"
	Rule    string // its id in the policy
}

// Watcher is a Service that is told of every call, of whatever service, in which somebody's data were asked for: Call.Touched names whose, and
// Call.Accesses what was decided. It is told before the answer leaves, by many goroutines, and must keep nothing of the call.
type Watcher interface {
	Watch(c *Call, status int)
}

// sameAgain is how far back Note looks for the same decision: one call asks about the same drawer again at once or not at all.
const sameAgain = 8

// Note notes what was decided. A decision that is noted again at once is kept once.
func (c *Call) Note(a Access) {
	if !slices.Contains(c.Accesses[max(0, len(c.Accesses)-sameAgain):], a) {
		c.Accesses = append(c.Accesses, a)
	}
}

// watchers are the services that watch.
func watchers(services []Service) (out []Watcher) {
	for _, s := range services {
		if w, ok := s.(Watcher); ok {
			out = append(out, w)
		}
	}
	return out
}

// tell tells the watchers of a call that was about somebody.
func (e *Estate) tell(c *Call, status int) {
	if len(c.Touched) == 0 && len(c.Accesses) == 0 {
		return
	}
	for _, w := range e.watchers {
		w.Watch(c, status)
	}
}
