package world

import (
	"time"

	"sandpiper/synthetic/chart"
)

// Deed is the kind of a change.
type Deed string

// The deeds that the log tells apart.
const (
	Added    Deed = "added"    // a client or a step wrote a new entry
	Grafted  Deed = "grafted"  // an entry was laid under the story before it began
	Revised  Deed = "revised"  // a new version of an entry
	Removed  Deed = "removed"  // an entry was taken away
	Amended  Deed = "amended"  // a person's demographics changed
	Turned   Deed = "turned"   // the truth about a person changed
	Enrolled Deed = "enrolled" // somebody came whom the population does not have
)

// Change is one line of a world's log. The log only grows; a branch's log begins with its parent's.
type Change struct {
	Seq     int       // 1 … , without gaps
	At      time.Time // virtual
	Actor   string    // who wrote: an app id, a step of a scenario, or empty for the world itself
	Deed    Deed
	Person  int
	Entry   chart.ID // zero for Amended, Turned and Enrolled
	Version int      // the version that the change made; 0 for Turned
}
