package mocks

import "github.com/go-jose/go-jose/v4"

// App is an application that is registered with the made-up platform: a product under test, or a part of one. The same registration stands
// for it at NHS login and at CIS2, with ID as client_id.
type App struct {
	ID     string             // the API key, which is also the client_id
	Name   string             // as in the platform's rate-limit messages
	Keys   jose.JSONWebKeySet // public keys that its assertions may be signed with
	Scopes []string           // what its tokens may hold, application- and user-restricted ones together
	ODS    string             // the organisation that it acts for

	KeysURL     string   // where its key set lies, in place of Keys; empty for none
	Secret      string   // client_secret; empty: it cannot use the grants that want one
	Redirects   []string // addresses that a sign-in may return to, compared byte by byte
	PerMinute   int      // calls to one service in any rolling virtual minute; 0: as the estate's Setup says
	Revoked     bool     // its key is no longer approved
	LoginScopes []string // what it may ask of NHS login; empty: everything but the GP's credentials
	Vectors     []string // vectors of trust that it may ask of NHS login, such as P9.Cp.Cd; empty: all
	Sandbox     bool     // it meets the oddities of the official sandboxes, where the estate has them (mocks/compat)
	IDTokenAlg  string   // what CIS2 signs its ID tokens with: RS256, or HS256 with a secret of 32 bytes or more; empty: RS256
	LogoutURL   string   // told of the end of CIS2 sessions (back-channel logout); empty: it is not told
}
