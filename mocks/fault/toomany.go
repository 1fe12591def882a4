package fault

import "sandpiper/mocks/world"

// TooMany has every search of people find more than the service shows. PDS says so with status 200 and TOO_MANY_MATCHES in place of a Bundle
// (research identity-demographics-registers.md §5.4), a local record server refuses.
type TooMany struct{}

// Kind is "too-many-matches".
func (TooMany) Kind() string { return "too-many-matches" }

// String is the kind: the effect has no arguments.
func (t TooMany) String() string { return t.Kind() }

// Bend has searches find too many.
func (TooMany) Bend(l *world.Lens, _ *world.World, _ uint64) { l.TooMany = true }

// Fired needs a search that was told so.
func (TooMany) Fired(b world.Bends, _ Occasion) bool { return b.TooMany }
