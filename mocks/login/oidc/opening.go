package oidc

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sandpiper/mocks"
)

// Opening is how a provider begins with an authorisation request: its name, and its words for what it shows instead of going on.
type Opening struct {
	Title    string // of its pages
	Path     string // as it names its authorisation endpoint
	Stranger string // said when the client is not known
	Astray   string // said when the address to return to is not one of the client's
}

// Begin reads an authorisation request as far as to know who asks and that they may be answered at the address they give. Where
// ok is false it has answered: a wrong client or address is shown and never followed.
func (o Opening) Begin(w http.ResponseWriter, r *http.Request, call *mocks.Call) (query url.Values, client *mocks.App, ok bool) {
	query = r.URL.Query()
	if r.Method == http.MethodPost {
		form, media, ok := Form(r)
		if !media || !ok {
			Wrong(w, o.Title, "The request could not be read.", "POST "+o.Path+" wants an application/x-www-form-urlencoded body")
			return nil, nil, false
		}
		query = form
	}
	if len(r.URL.RawQuery) > LongestQuery || len(query.Encode()) > LongestQuery {
		Wrong(w, o.Title, "The request is too long.", "an authorisation request may have "+strconv.Itoa(LongestQuery)+" characters")
		return nil, nil, false
	}
	if len(query["client_id"]) > 1 || len(query["redirect_uri"]) > 1 {
		Wrong(w, o.Title, "The request says more than once who asks.", "client_id and redirect_uri may be given once (RFC 6749 §3.1)")
		return nil, nil, false
	}
	client, ok = Client(call, query.Get("client_id"))
	if !ok {
		Wrong(w, o.Title, o.Stranger, Unregistered(query.Get("client_id")))
		return nil, nil, false
	}
	if !Registered(client, query.Get("redirect_uri")) {
		Wrong(w, o.Title, o.Astray, WhyRedirect(client))
		return nil, nil, false
	}
	return query, client, true
}

// Unregistered says to a developer that no application has an id.
func Unregistered(id string) string {
	if id == "" {
		return "client_id is missing: it is the id of a registered application"
	}
	return "no application is registered here as " + strconv.Quote(id) + "; 'sandpiper serve' shows and registers them at /_sandpiper/apps"
}

// WhyRedirect names to a developer the addresses that are registered for an application.
func WhyRedirect(client *mocks.App) string {
	if len(client.Redirects) == 0 {
		return "application " + client.ID + " has no redirect_uri registered, and so nobody can sign in to it"
	}
	return "redirect_uri must be, byte by byte, one of those registered for application " + client.ID + ": " + strings.Join(client.Redirects, " ")
}
