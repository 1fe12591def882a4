package mocks

import (
	"net/http"
	"strconv"

	"sandpiper/mocks/fault"
)

// Reason is why the estate answers in place of a service.
type Reason string

// The reasons. Those shared with package fault have the same values.
const (
	NoHeader     Reason = "no-header"     // 401: no Authorization header
	EmptyHeader  Reason = "empty-header"  // 401: an empty one
	BadHeader    Reason = "bad-header"    // 401: one of more than two words
	WrongType    Reason = "wrong-type"    // 401: a token of another type than Bearer
	NoToken      Reason = "no-token"      // 401: Bearer and nothing after it
	UnknownToken Reason = "unknown-token" // 401: never issued here, or forgotten
	ExpiredToken        = Reason(fault.ExpiredToken)
	NoScope      Reason = "no-scope"                // 403: a good token without a scope that the service needs
	OverQuota           = Reason(fault.OverQuota)   // 429
	SpikeArrest         = Reason(fault.SpikeArrest) // 429
	ProxyQuota          = Reason(fault.ProxyQuota)  // 429
	CreateQuota         = Reason(fault.CreateQuota) // 429
	Unavailable         = Reason(fault.Unavailable) // 503
	TimedOut            = Reason(fault.TimedOut)    // 408
	Failed              = Reason(fault.Failed)      // 500: also when a service panics
	TooLarge     Reason = "too-large"               // 413: the body is over the estate's limit
	NoRoute      Reason = "no-route"                // 404: within a service's part of the tree, or outside all of them
	WrongMethod  Reason = "wrong-method"            // 405
)

// Denial is a refusal before a service takes shape: each service words it in its own (Denier).
type Denial struct {
	Reason Reason
	Status int    // the platform's status for it
	Text   string // the platform's words, as PDS shows them in diagnostics
	Why    string // for the developer, not the platform's: also sent as X-Sandpiper-Why
}

// RetryAfter is the seconds of a Retry-After header that belongs to the denial; 0 for none. Only a 503 has one on the platform
// (PDS specification, "Rate limits" and 503).
func (d Denial) RetryAfter() int {
	if d.Reason == Unavailable {
		return 5
	}
	return 0
}

// why is the header that says what the platform would not.
const why = "X-Sandpiper-Why"

// Explain puts into the header of a refusal what the platform would not say: why, and what would have been right. It is for the
// developer, in printable ASCII; nothing secret belongs in it. An estate does the same with Denial.Why.
func Explain(h http.Header, text string) { h.Set(why, headerText(text)) }

// deny answers a call in the shape of a service (nil for none).
func deny(s Service, w http.ResponseWriter, r *http.Request, d Denial) {
	h := w.Header()
	if d.Why != "" {
		Explain(h, d.Why)
	}
	if n := d.RetryAfter(); n > 0 {
		h.Set("Retry-After", strconv.Itoa(n))
	}
	if denier, ok := s.(Denier); ok {
		denier.Deny(w, r, d)
		return
	}
	Gateway(w, r, d)
}

// headerText makes a text fit to stand in a header: printable ASCII, not too long.
func headerText(s string) string {
	b := []byte(s)
	if len(b) > 512 {
		b = b[:512]
	}
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}
