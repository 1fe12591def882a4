package mocks

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"
)

// Service is one API of the made-up NHS. It only names its routes; prefix, ids, login, faults and recording are the estate's.
type Service interface {
	// Name is the word for the service in scenarios and evidence: "pds", "records".
	Name() string
	// Mount adds the service's routes to a router of its own, at the paths of the real platform such as
	// /personal-demographics/FHIR/R4/Patient/{id}. A route's name becomes Call.Operation ("read", "search"): fault rules and
	// evidence speak of it. A NotFoundHandler or MethodNotAllowedHandler set on the router answers what no route matches.
	Mount(*mux.Router)
}

// Guarded is a Service that wants a token. A token opens it if it holds one of the scopes, or any token if there are none.
type Guarded interface {
	Needs() []string
}

// Ajar is a Guarded service with routes that need no token, such as a capability statement.
type Ajar interface {
	// Open reports whether this request needs no token. A token that is sent is looked at all the same.
	Open(*http.Request) bool
}

// Denier is a Service that words refusals in a shape of its own. Others get the gateway's (see Gateway).
type Denier interface {
	// Deny answers in place of the service. The call is in the request's context.
	Deny(http.ResponseWriter, *http.Request, Denial)
}

// Ender is a Service at which health workers sign in, and that can end a session as if they had left: its applications are told by back-channel logout.
type Ender interface {
	// End ends the session of an id and says whom it could not tell.
	End(ctx context.Context, c *Call, session string) (troubles []string)
}
