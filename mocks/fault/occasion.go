package fault

import "time"

// Occasion is one call as rules see it.
type Occasion struct {
	Actor        string    // the calling app's id, Anonymous without one
	Service      string    // as named by the service: "records", "pds", "login", "ods"
	Operation    string    // the name of the route: "read", "search", "create", "token" …
	Method       string    // HTTP method
	Path         string    // without the realm's prefix
	ResourceType string    // FHIR type that the path names, empty if none
	At           time.Time // virtual
}

// Anonymous is the actor of a call that carries no valid token.
const Anonymous = "anonymous"
