package fault

import "sandpiper/mocks/world"

// Keyless keeps the sign-in services from the key sets of applications, as when an application's JWKS endpoint cannot be reached: each refuses in its own words.
type Keyless struct{}

// Kind is "jwks-unreachable".
func (Keyless) Kind() string { return "jwks-unreachable" }

// String is the kind: the effect has no arguments.
func (k Keyless) String() string { return k.Kind() }

// Bend takes the key sets away.
func (Keyless) Bend(l *world.Lens, _ *world.World, _ uint64) { l.Keyless = true }

// Fired needs a key set to have been wanted.
func (Keyless) Fired(b world.Bends, _ Occasion) bool { return b.Keyless }
