package mocks

import (
	"context"
	"slices"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
)

// Call is what the estate knows about the request that a service is answering. It belongs to that request: it must not be kept.
type Call struct {
	Estate    *Estate
	Realm     *Realm
	View      *world.View // what to read; perhaps bent by a fault
	Base      string      // scheme://host/@realm as the caller wrote them, without a slash at the end; links are made with URL
	App       *App        // nil when anonymous
	Token     *Token      // nil when none was sent or it was not good
	Service   string
	Operation string // name of the route
	Touched   []int  // people whose data were asked for, ascending
	Accesses  []Access

	way *Way // by which the call came; nil: the platform's own
}

// Unguarded reports whether no token or key is asked for: in an open-access realm, or by an open way in.
func (c *Call) Unguarded() bool { return c.Realm.OpenAccess || c.way != nil && c.way.Open }

// Sandboxed reports whether the caller is to meet the oddities of the official sandboxes: by its app, or by the way that it came.
func (c *Call) Sandboxed() bool { return c.App != nil && c.App.Sandbox || c.way != nil && c.way.Open }

// callKey is the key of a Call in a context.
type callKey struct{}

// callContext carries a Call. It is a type of its own to spare an allocation on every request.
type callContext struct {
	context.Context
	call *Call
}

// Value finds the call, or what the context beneath holds.
func (c *callContext) Value(key any) any {
	if key == (callKey{}) {
		return c.call
	}
	return c.Context.Value(key)
}

// CallFrom is the call that a context belongs to; nil outside an estate.
func CallFrom(ctx context.Context) *Call {
	c, _ := ctx.Value(callKey{}).(*Call)
	return c
}

// Touch notes that a person's data were asked for, so that evidence can name whose.
func (c *Call) Touch(person int) {
	if i, found := slices.BinarySearch(c.Touched, person); !found {
		c.Touched = slices.Insert(c.Touched, i, person)
	}
}

// Pen writes to the realm's world in the calling app's name.
func (c *Call) Pen() world.Pen { return c.Realm.World.By(c.Actor()) }

// Actor is the calling app's id, or fault.Anonymous.
func (c *Call) Actor() string {
	if c.App != nil {
		return c.App.ID
	}
	return fault.Anonymous
}
