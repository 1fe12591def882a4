package mocks

import (
	"maps"
	"sync"
	"time"
)

// limiter counts calls per app and service in a rolling minute of virtual time, as the platform's quota does
// (research identity-demographics-registers.md §1.5). Its zero value is ready.
type limiter struct {
	mu      sync.Mutex
	windows map[[2]string]*window
}

// window is the calls of the last minute, those at one virtual time together.
type window struct {
	moments []moment
	total   int
}

type moment struct {
	at    time.Time
	calls int
}

// take counts a call and reports whether it is within the limit. A refused call does not count.
func (l *limiter) take(app, service string, perMinute int, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.windows == nil {
		l.windows = make(map[[2]string]*window)
	}
	w := l.windows[[2]string{app, service}]
	if w == nil {
		w = &window{}
		l.windows[[2]string{app, service}] = w
	}
	old := 0
	for old < len(w.moments) && !w.moments[old].at.After(now.Add(-time.Minute)) {
		w.total -= w.moments[old].calls
		old++
	}
	w.moments = w.moments[:copy(w.moments, w.moments[old:])]
	if w.total >= perMinute {
		return false
	}
	w.total++
	if n := len(w.moments); n > 0 && w.moments[n-1].at.Equal(now) {
		w.moments[n-1].calls++
	} else {
		w.moments = append(w.moments, moment{now, 1})
	}
	return true
}

// forget lets go of what was counted of an app.
func (l *limiter) forget(app string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.windows, func(of [2]string, _ *window) bool { return of[0] == app })
}
