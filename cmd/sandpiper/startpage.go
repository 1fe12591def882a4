package main

import (
	_ "embed"
	"net/http"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
	"sandpiper/mocks/ledger"
	"sandpiper/mocks/world"
)

//go:embed startpage.html
var startPageText string

// start is what the start page tells a newcomer.
type start struct {
	Base     string // of this page
	People   int
	Open     bool
	First    example
	Examples []example
	Staff    *member
	Services []ledger.Service
	Told     bool // whether the reader may know of the apps
	Apps     []*mocks.App
	AppID    string
	AppKey   string
	Roots    []wayIn
	TLS      string // address; empty: none
	Hosts    []front.Host
}

// wayIn is a service at the root of a port of its own.
type wayIn struct{ Service, URL string }

// startPage shows what is served and how it is called, at the address by which the reader came.
func startPage(desk *front.Desk, w *world.World, o serveOptions, doors []door) http.Handler {
	people := examples(w)
	page := sync.OnceValue(func() *front.Page { return front.NewPage(startPageText) })
	about := start{People: w.Population().Len(), Open: o.Open, AppID: o.AppID, AppKey: o.AppKey, Services: ledger.Services()}
	for i, root := range o.Roots {
		name, _, _ := strings.Cut(root, "=")
		about.Roots = append(about.Roots, wayIn{name, "http://" + doors[1+i].Addr().String()})
	}
	if o.TLS != "" {
		about.TLS, about.Hosts = doors[len(doors)-1].Addr().String(), front.Hosts()
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		here := about
		here.Base = desk.Base
		if here.Base == "" {
			here.Base = "http://" + r.Host
			if r.TLS != nil {
				here.Base = "https://" + r.Host
			}
		}
		here.Examples = people()
		if here.Told = desk.Stranger(r) == ""; here.Told {
			here.Apps = desk.Estate.Enrolled()
		}
		if len(here.Examples) > 0 {
			here.First = here.Examples[0]
		}
		if m, ok := staff(w); ok {
			here.Staff = &m
		}
		page().Show(rw, here)
	})
}
