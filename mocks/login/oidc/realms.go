package oidc

import (
	"runtime"
	"sync"
	"weak"

	"sandpiper/mocks"
)

// Realms is what a service remembers for each realm, made when the realm is first met. A realm that is let go takes its own with it, so that
// thousands may come and go. Its zero value is ready; it is safe for many goroutines.
type Realms[T any] struct {
	held sync.Map // weak.Pointer[mocks.Realm] → *T
}

// Of is what is remembered for a realm; first makes it when there is none yet.
func (r *Realms[T]) Of(realm *mocks.Realm, first func() *T) *T {
	key := weak.Make(realm)
	if held, ok := r.held.Load(key); ok {
		return held.(*T)
	}
	held, there := r.held.LoadOrStore(key, first())
	if !there {
		runtime.AddCleanup(realm, func(key weak.Pointer[mocks.Realm]) { r.held.Delete(key) }, key)
	}
	return held.(*T)
}
