package login

import (
	"slices"
	"strings"
)

// Prefixes of the scopes that an application may hold by itself.
const (
	appScopes    = "urn:nhsd:apim:app:level3:" // the platform's own: filter-application-restricted-scopes.js keeps only these
	systemScopes = "system/"                   // SMART Backend Services, for the local record server
)

// applicationScopes keeps what a client_credentials token may carry. User-restricted scopes, which name a person's level of proof, are
// dropped, as on the platform. asked is the request's scope parameter: the platform ignores it, and so do we for its scopes, but
// when it names SMART scopes only those that it names are kept.
func applicationScopes(held []string, asked string) []string {
	wanted := strings.Fields(asked)
	smart := false
	for _, scope := range wanted {
		smart = smart || strings.HasPrefix(scope, systemScopes)
	}
	var kept []string
	for _, scope := range held {
		switch {
		case strings.HasPrefix(scope, appScopes):
			kept = append(kept, scope)
		case strings.HasPrefix(scope, systemScopes) && (!smart || slices.Contains(wanted, scope)):
			kept = append(kept, scope)
		}
	}
	return kept
}
