package fault

import (
	"strconv"

	"sandpiper/mocks/world"
)

// Stale shows earlier versions, as a replica that lags would: what was added since is not there yet.
type Stale struct{ Back int } // versions

// Kind is "stale".
func (Stale) Kind() string { return "stale" }

// String is "stale 1".
func (s Stale) String() string { return "stale " + strconv.Itoa(s.Back) }

// Bend steps the lens back.
func (s Stale) Bend(l *world.Lens, _ *world.World, _ uint64) { l.Back = max(l.Back, s.Back) }

// Fired needs something that had an earlier version.
func (Stale) Fired(b world.Bends, _ Occasion) bool { return b.Stepped }
