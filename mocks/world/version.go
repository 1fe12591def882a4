package world

import (
	"errors"
	"fmt"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
)

// Person is who somebody is, as in package synthetic.
type Person = synthetic.Person

// Version says which state of a thing one is looking at.
type Version struct {
	N       int       // 1 for what the base population gives and for what was just added; each change adds one
	At      time.Time // virtual time of the change; for version 1 of the base, when the entry was recorded
	Deleted bool      // removed: the entry is the last state before that
}

// Record is an entry of a chart in one of its versions.
type Record struct {
	Entry   chart.Entry
	Version Version
}

// ErrStale is what a write is refused with when the caller had not seen the newest version. Test for it with errors.Is.
var ErrStale = errors.New("the version given is not the newest")

// ErrAbsent is what a write is refused with when there is nothing to change: the entry never was, or is removed.
var ErrAbsent = errors.New("no such entry")

// stale words an ErrStale for one entry.
func stale(id chart.ID, want, have int) error {
	return fmt.Errorf("change entry %d/%d/%d at version %d (newest is %d): %w", id.Person, id.Kind, id.K, want, have, ErrStale)
}

// absent words an ErrAbsent for one entry.
func absent(id chart.ID) error {
	return fmt.Errorf("change entry %d/%d/%d: %w", id.Person, id.Kind, id.K, ErrAbsent)
}
