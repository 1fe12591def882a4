package registers

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Log is one register: it only grows. It is safe for many goroutines; readers take a Snapshot and are not disturbed by writers.
type Log struct {
	mu  sync.Mutex // of writers
	now atomic.Pointer[Snapshot]
}

// NewLog is a register of one's own, with no entries yet. Errors wrap ErrItem and are about the definition.
func NewLog(d Definition, at time.Time) (*Log, error) {
	if !isName(d.ID) {
		return nil, fmt.Errorf("%w: register %q, want a name", ErrItem, d.ID)
	}
	if f, ok := d.Field(d.ID); !ok || f.Many {
		return nil, fmt.Errorf("%w: register %s has no field %s of cardinality 1 for its keys", ErrItem, d.ID, d.ID)
	}
	for _, f := range d.Fields {
		if !isName(f.Name) || !isDatatype(f.Datatype) {
			return nil, fmt.Errorf("%w: register %s has field %q of datatype %q%s", ErrItem, d.ID, f.Name, f.Datatype, meant(f.Datatype, Datatypes()))
		}
	}
	remarks, err := d.remarks(wholeSecond(at))
	if err != nil {
		return nil, fmt.Errorf("define register %s: %w", d.ID, err)
	}
	return logOf(&Snapshot{definition: d, remarks: remarks, top: onto(nil)}), nil
}

// logOf is a log that begins with what a snapshot holds.
func logOf(s *Snapshot) *Log {
	l := new(Log)
	l.now.Store(s)
	return l
}

// Snapshot is the register as it stands. It takes no time and stays as it is.
func (l *Log) Snapshot() *Snapshot { return l.now.Load() }

// Append enters an item under a key, at a time that is cut to the second. What was entered under the key before stays in the log. Errors
// wrap ErrItem, and nothing is entered.
func (l *Log) Append(at time.Time, key string, item Item) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.Snapshot()
	if err := s.definition.Check(key, item); err != nil {
		return Entry{}, fmt.Errorf("append to register %s: %w", s.definition.ID, err)
	}
	next := s.with([]line{{at, key, item}})
	l.now.Store(next)
	last, _ := next.Entry(next.Size())
	return last, nil
}

// wholeSecond is a time as entries can carry it.
func wholeSecond(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
