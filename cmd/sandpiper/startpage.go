package main

import (
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/mocks/compat"
	"sandpiper/mocks/front"
	"sandpiper/mocks/ledger"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
)

// The start page, and the programs that it shows.
var (
	//go:embed startpage.html
	startPageText string
	//go:embed startcode.html
	startCodeText string
)

// start is what the start page tells a newcomer.
type start struct {
	Base      string // of this page
	People    int
	Open      bool
	First     example
	Practice  demography.Practice // where the first is registered
	Examples  []example
	Staff     *member
	Services  []ledger.Service
	Groups    []serviceGroup
	Packs     []string
	Told      bool // whether the reader may know of the apps
	Apps      []*mocks.App
	App       *mocks.App // whose calls are shown
	KeyFile   string     // with the private key of App
	KID       string     // of it
	Token     string     // flags of 'sandpiper token' for this server and app; empty: the app cannot sign people in
	SignIn    *signInLinks
	RequestID string
	Roots     []wayIn
	TLS       string // address; empty: none
	Hosts     []front.Host
}

// wayIn is a service at the root of a port of its own.
type wayIn struct{ Service, URL string }

// signInLinks are addresses at which an app lets people sign in, and where they lead to.
type signInLinks struct{ Citizen, Staff, Home string }

// serviceGroup is services that a reader looks for in one place.
type serviceGroup struct {
	Title    string
	Services []ledger.Service
}

// groups puts the services in the order in which a product meets them. One that nobody has put anywhere comes last.
func groups(services []ledger.Service) []serviceGroup {
	out := []serviceGroup{{Title: "Signing in"}, {Title: "People"}, {Title: "Organisations, services and staff"}, {Title: "More"}}
	for _, s := range services {
		at := 3
		switch s.Name {
		case "login", "nhs-login", "cis2", "keycloak":
			at = 0
		case "pds", "records", "citizen":
			at = 1
		case "ods", "ods-fhir", "sds", "servicesearch", "dos", "worker", "registers":
			at = 2
		}
		out[at].Services = append(out[at].Services, s)
	}
	return slices.DeleteFunc(out, func(g serviceGroup) bool { return len(g.Services) == 0 })
}

// startPage shows what is served and how it is called, at the address by which the reader came.
func startPage(desk *front.Desk, w *world.World, o serveOptions, packs []compat.Pack, doors []door) http.Handler {
	people := examples(w)
	page := sync.OnceValue(func() *front.Page { return front.NewPage(startPageText + startCodeText) })
	about := start{
		People: w.Population().Len(), Open: o.Open, Services: ledger.Services(), Groups: groups(ledger.Services()), Packs: texts(packs),
		RequestID: "c1ab3fba-6bae-4ba4-b257-5a87c44d4a91", // of the PDS specification's examples
	}
	for i, root := range o.Roots {
		name, _, _ := strings.Cut(root, "=")
		about.Roots = append(about.Roots, wayIn{name, "http://" + shown(doors[1+i])})
	}
	if o.TLS != "" {
		about.TLS, about.Hosts = shown(doors[len(doors)-1]), front.Hosts()
	}
	if m, ok := staff(w); ok {
		about.Staff = &m
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		here := about
		here.Base = desk.Origin(r)
		here.Examples = people()
		if here.Told = desk.Stranger(r) == ""; here.Told {
			here.Apps = desk.Estate.Enrolled()
		}
		if len(here.Examples) > 0 {
			here.First = here.Examples[0]
			here.Practice, _ = w.Population().Practice(here.First.Practice)
		}
		here.as(desk.Estate, o, r.URL.Query().Get("app"))
		page().Show(rw, here)
	})
}

// as shows the calls of an app: the one that is asked for, if the reader may know of it, or the one that serve began with.
func (s *start) as(estate *mocks.Estate, o serveOptions, id string) {
	s.App, s.KeyFile = &mocks.App{ID: o.AppID, Name: o.AppID}, o.AppKey
	if app, ok := estate.App(o.AppID); ok {
		s.App = app
	}
	if app, ok := estate.App(id); ok && s.Told && id != o.AppID {
		s.App, s.KeyFile = app, "my-app.pem"
	}
	if keys := s.App.Keys.Keys; len(keys) > 0 {
		s.KID = keys[0].KeyID
	}
	if s.Open || s.App.Secret == "" || len(s.App.Redirects) == 0 {
		return
	}
	ask := url.Values{"client_id": {s.App.ID}, "redirect_uri": {s.App.Redirects[0]}, "response_type": {"code"}, "state": {"anything"}}
	s.SignIn = &signInLinks{Staff: s.Base + "/oauth2/authorize?" + ask.Encode(), Home: s.App.Redirects[0]}
	ask.Set("scope", "nhs-login")
	s.SignIn.Citizen = s.Base + "/oauth2/authorize?" + ask.Encode()
	s.Token = " --url " + s.Base + "/oauth2/token"
	if s.App.ID != o.AppID {
		s.Token += " --app-id " + s.App.ID + " --secret YOUR_SECRET --redirect " + s.App.Redirects[0]
	} else {
		s.Token += " --app-key " + s.KeyFile
	}
}
