package mocks

import (
	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
)

// Realm is one made-up NHS among those that an estate serves at once: one run's world, with what belongs to it.
type Realm struct {
	Name       string // in the path: /@name/…; letters, digits and - . _ ~
	World      *world.World
	Faults     *fault.Plan    // nil for none
	Record     func(Exchange) // told of every exchange when it is over, by many goroutines; nil costs nothing
	Tokens     *Tokens        // nil: made when the realm opens
	OpenAccess bool           // no token is asked for, as in the platform's sandbox
	Rooted     bool           // links, issuers and cookies leave the realm's path out: whoever serves the estate tells its callers apart by other means

	base   string // "/@name", empty for a default realm
	limits limiter
}

// Base is the path under which the realm is served: "/@name", or empty for the default realm.
func (r *Realm) Base() string { return r.base }
