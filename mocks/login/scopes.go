package login

import (
	"slices"
	"strings"

	"sandpiper/mocks/smart"
)

// Scopes of the platform's form.
const (
	appScopes = "urn:nhsd:apim:app:level3:" // what an application may hold by itself: filter-application-restricted-scopes.js keeps only these
	// localRecord opens all of the record server. It is not the platform's, so a request for narrower SMART scopes does without it.
	localRecord = appScopes + "local-record"
)

// applicationScopes is what a client_credentials token carries. User-restricted scopes, which name a person's level of proof, are
// dropped, as on the platform. asked is the request's scope parameter: the platform ignores it, and so do we for the national scopes. When it
// names SMART scopes, of those (and of the local record server's own) only what it names is given, as far as the application holds it;
// nothing is given when nothing of them is held.
func applicationScopes(held []string, asked string) []string {
	wanted := strings.Fields(asked)
	if !asksSMART(wanted) {
		return keep(held, func(scope string) bool {
			return strings.HasPrefix(scope, appScopes) || strings.HasPrefix(scope, smart.Prefix)
		})
	}
	granted := smart.Grant(held, wanted)
	if len(granted) == 0 {
		return nil
	}
	national := keep(held, func(scope string) bool {
		return strings.HasPrefix(scope, appScopes) && (scope != localRecord || slices.Contains(wanted, scope))
	})
	return append(national, granted...)
}

// userScopes is what a token for a user at a level of assurance carries: the scopes that name the level, such as
// urn:nhsd:apim:user-nhs-cis2:aal3:… or urn:nhsd:apim:user-nhs-login:P9:… (filter-user-restricted-scopes.js).
func userScopes(held []string, level string) []string {
	return keep(held, func(scope string) bool { return strings.Contains(scope, ":"+level+":") })
}

// asksSMART reports whether a list names a system scope, be it one that nobody holds.
func asksSMART(scopes []string) bool {
	return slices.ContainsFunc(scopes, func(scope string) bool { return strings.HasPrefix(scope, smart.Prefix) })
}

// keep is the scopes that pass, each once.
func keep(scopes []string, pass func(string) bool) []string {
	var out []string
	for _, scope := range scopes {
		if pass(scope) && !slices.Contains(out, scope) {
			out = append(out, scope)
		}
	}
	return out
}
