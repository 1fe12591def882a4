package fault

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"sandpiper/mocks/world"
)

// Effect is what a rule does to a call that it strikes. Every effect also implements one of Before, Bender, Rewriter and After.
// Effects are small comparable values: two rules with equal fields are equal.
type Effect interface {
	// String is the kind and its arguments as in a rule's (do …): "delay 250ms".
	fmt.Stringer
	// Kind is the word for it in scenarios: "http-503".
	Kind() string
}

// Before is an effect on a call before the service sees it.
type Before interface {
	Effect
	// Strike acts. done means that the call is over and the service must not see it; fired that the product can notice.
	Strike(Stage) (done, fired bool)
}

// Bender is an effect on what the service sees while it answers.
type Bender interface {
	Effect
	// Bend adds to a lens. key is a hash of the plan's seed and the rule.
	Bend(l *world.Lens, w *world.World, key uint64)
	// Fired reports whether what the service read on this occasion was really changed by this effect.
	Fired(world.Bends, Occasion) bool
}

// Rewriter is an effect on the body of a good answer in JSON that is complete and not yet sent.
type Rewriter interface {
	Effect
	// Rewrite is the body in place of the one that the service wrote; fired is false when it is the same.
	Rewrite(body []byte) (out []byte, fired bool)
}

// After is an effect on an answer that is complete and not yet sent.
type After interface {
	Effect
	// Keep is how many bytes of a body are sent before the connection is cut; fired is false when the body is too short to cut.
	Keep(body int) (n int, fired bool)
}

// Stage is what the estate lends to a Before effect.
type Stage struct {
	Writer  http.ResponseWriter
	Request *http.Request
	// Sleep waits in real time or until the context ends.
	Sleep func(context.Context, time.Duration) error
	// Refuse answers in the error shape of the service that was struck.
	Refuse func(Refusal)
	// Reset has the estate tear the connection down (see Tear) in place of an answer, once the call is on record.
	Reset func()
	// Unrole has the call go on as that of somebody without a role, and reports whether there was one.
	Unrole func() bool
	// EndSession ends the session of whoever the call is for, and reports whether there was one.
	EndSession func() bool
}

// Refusal is a way for the platform to say no that every service words in its own shape.
type Refusal string

// The refusals that effects ask for.
const (
	Unavailable  Refusal = "unavailable"   // 503
	TimedOut     Refusal = "timed-out"     // 408
	Failed       Refusal = "failed"        // 500
	OverQuota    Refusal = "over-quota"    // 429, the app's quota
	SpikeArrest  Refusal = "spike-arrest"  // 429, the app's burst
	ProxyQuota   Refusal = "proxy-quota"   // 429, everybody's quota
	CreateQuota  Refusal = "create-quota"  // 429, everybody's creations
	ExpiredToken Refusal = "expired-token" // 401
)
