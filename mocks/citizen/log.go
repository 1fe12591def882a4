package citizen

import (
	"sync"
	"time"
)

// MostKept is how many entries a log keeps: 64 Ki, about 16 MB when it is full.
const MostKept = 1 << 16

// Entry says who asked for what of whose data, and what came of it.
type Entry struct {
	Person       int
	At           time.Time // virtual
	App          string    // client id; "anonymous" in an open-access realm
	AppName      string
	User         string // "staff 999000000001", "you", "somebody who acts for you"; empty: the application by itself
	Role         string // job role code of staff
	Organisation string // ODS code for which the user, or else the application, acts
	Service      string
	Kind         string // of data: "medicines", or the operation of a service that does not say
	Act          string // "read" or "write"
	Purpose      string // empty if none was stated
	Reason       string // for breaking the glass; empty for none
	Rule         string // of the policy; empty if the service has rules of its own only
	Outcome      string // "seen", "seen in part", "refused", "failed" or "written"
}

// Log keeps the last entries of one realm. It is append-only, and safe for many goroutines; its zero value is ready.
type Log struct {
	Most int // entries kept; 0 for MostKept

	mu    sync.RWMutex
	held  []Entry
	next  int // where the oldest is, once held is full
	total int
}

// Add appends an entry. The oldest falls out if there are too many.
func (l *Log) Add(e Entry) {
	most := l.Most
	if most <= 0 {
		most = MostKept
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	if len(l.held) < most {
		l.held = append(l.held, e)
		return
	}
	l.held[l.next] = e
	l.next = (l.next + 1) % most
}

// View is one person's part of a log.
type View struct {
	Entries []Entry   // newest first
	Total   int       // of the person, of those that are kept
	FellOut int       // entries about anybody that are no longer kept
	Since   time.Time // of the oldest that is kept, of anybody: from then on nothing is missing. Zero while nothing has fallen out
}

// Of is a page of one person's entries, newest first: at most size, after skipping so many.
func (l *Log) Of(person, skip, size int) View {
	l.mu.RLock()
	defer l.mu.RUnlock()
	v := View{FellOut: l.total - len(l.held)}
	if v.FellOut > 0 {
		v.Since = l.held[l.next].At
	}
	for k := range l.held {
		e := &l.held[(l.next+len(l.held)-1-k)%len(l.held)]
		if e.Person != person {
			continue
		}
		if v.Total >= skip && len(v.Entries) < size {
			v.Entries = append(v.Entries, *e)
		}
		v.Total++
	}
	return v
}
