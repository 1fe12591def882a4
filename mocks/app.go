package mocks

import "github.com/go-jose/go-jose/v4"

// App is an application that is registered with the made-up platform: a product under test, or a part of one.
type App struct {
	ID     string             // the API key, which is also the client_id
	Name   string             // as in the platform's rate-limit messages
	Keys   jose.JSONWebKeySet // public keys that its assertions may be signed with
	Scopes []string           // what its tokens may hold
	ODS    string             // the organisation that it acts for
}
