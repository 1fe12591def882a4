package clock

import (
	"sync/atomic"
	"time"
)

// Clock tells the time. Everything left of cmd asks one of these and never the machine.
type Clock interface {
	Now() time.Time
}

// Func makes a Clock of a function, for the one place (cmd) that may read the machine's own clock.
type Func func() time.Time

// Now calls the function.
func (f Func) Now() time.Time { return f() }

// Virtual is a clock that stands still until it is moved. It is safe for use by many goroutines.
// Its zero value stands at the Unix epoch; times are kept to the nanosecond, in UTC.
type Virtual struct {
	ns atomic.Int64
}

// NewVirtual returns a clock standing at t.
func NewVirtual(t time.Time) *Virtual {
	v := &Virtual{}
	v.ns.Store(t.UnixNano())
	return v
}

// Now is where the clock stands.
func (v *Virtual) Now() time.Time { return time.Unix(0, v.ns.Load()).UTC() }

// Advance moves the clock forward by d and returns the new time. A negative d is ignored: time does not run back.
func (v *Virtual) Advance(d time.Duration) time.Time {
	if d < 0 {
		return v.Now()
	}
	return time.Unix(0, v.ns.Add(int64(d))).UTC()
}

// AdvanceTo moves the clock to t unless it is there or past it already.
func (v *Virtual) AdvanceTo(t time.Time) time.Time {
	want := t.UnixNano()
	for {
		now := v.ns.Load()
		if want <= now || v.ns.CompareAndSwap(now, want) {
			return v.Now()
		}
	}
}
