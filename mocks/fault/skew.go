package fault

import (
	"time"

	"sandpiper/mocks/world"
)

// longestSkew bounds how wrong a clock may be.
const longestSkew = 100 * 365 * 24 * time.Hour

// Skew sets the service's clock wrong: what is signed is judged and dated by it, and what is known of people and organisations is shown as of its time. A
// directory whose clock is weeks behind is one whose cache has not been filled since.
type Skew struct{ By time.Duration } // ahead of the right time; negative: behind it

// Kind is "clock-skew".
func (Skew) Kind() string { return "clock-skew" }

// String is "clock-skew 10m0s".
func (s Skew) String() string { return "clock-skew " + s.By.String() }

// Bend adds to how wrong the clock is.
func (s Skew) Bend(l *world.Lens, _ *world.World, _ uint64) { l.Skew += s.By }

// Fired needs the service to have looked at its clock.
func (Skew) Fired(b world.Bends, _ Occasion) bool { return b.Skewed }
