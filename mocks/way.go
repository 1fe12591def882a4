package mocks

import (
	"net"
	"net/http"
	"strings"
)

// Way is one way in to an estate: what lies where for callers who come by it. A nil *Way is the platform's own, one host with every
// path as the services name it. The links, issuers and cookies that callers see follow the way that they came by.
//
//	nil                                    /personal-demographics/FHIR/R4/Patient/1
//	Place{Inside: "/personal-demographics/FHIR/R4"}         /Patient/1, a service at the root of a port of its own
//	Place{Host: "auth.aos.signin.nhs.uk", Inside: "/nhs-login"}   elsewhere: reached by a host of its own
type Way struct {
	Origin string  // scheme://host[:port] by which other ways know it; empty: they do not. Its own callers see what they wrote
	Host   string  // the host of requests that come so; empty: any
	Group  string  // ways of one group know each other's issuers: one environment of the platform; the platform's own way has none
	Places []Place // what lies elsewhere in the tree than the services say
	Open   bool    // no token is asked for, and the oddities of the official sandboxes are met: the platform's sandbox
	Closed bool    // what Places give another path to is found there only; false: under the services' own paths as well
}

// Place gives a part of an estate's tree another path, another host, or both.
type Place struct {
	Host   string // without a port, which is the request's; empty: the host of the way itself
	Path   string // as callers write it, without a slash at the end; empty: the root
	Inside string // as the service names it, without a slash at the end; empty: all of the tree
}

// Through is the estate as seen by callers who come by a way.
func (e *Estate) Through(way *Way) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.serve(way, w, r) })
}

// below reports whether a path is another or lies below it, and what comes after it.
func below(path, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, root)
	return rest, ok && (rest == "" || rest[0] == '/')
}

// in is where in the tree a caller's path leads. Where it leads nowhere, elsewhere is the place that it would lead to at another host.
func (y *Way) in(t *routes, path string) (inside string, elsewhere *Place, ok bool) {
	if y == nil {
		return path, nil, true
	}
	if !y.Closed && t.begins(path) {
		return path, nil, true
	}
	var own *Place
	for i := range y.Places {
		p := &y.Places[i]
		if _, at := below(path, p.Path); at && p.Host == "" && (own == nil || len(p.Path) > len(own.Path)) {
			own = p
		}
	}
	if own == nil {
		return path, nil, !y.Closed
	}
	rest, _ := below(path, own.Path)
	inside = own.Inside + rest
	if far := y.place(inside); y.Closed && far != nil && far.Host != "" {
		return path, far, false
	}
	return inside, nil, true
}

// place is the one that a path of the tree lies in, the narrowest of several; nil for none.
func (y *Way) place(inside string) *Place {
	var found *Place
	for i := range y.Places {
		p := &y.Places[i]
		if _, at := below(inside, p.Inside); at && (found == nil || len(p.Inside) > len(found.Inside)) {
			found = p
		}
	}
	return found
}

// out is the host (empty: the way's own) and path by which callers reach a path of the tree.
func (y *Way) out(inside string) (host, path string) {
	if y == nil {
		return "", inside
	}
	p := y.place(inside)
	if p == nil {
		return "", inside
	}
	rest, _ := below(inside, p.Inside)
	return p.Host, p.Path + rest
}

// origin is scheme and host as the caller wrote them.
func (y *Way) origin(public string, r *http.Request) string {
	switch {
	case y == nil && public != "":
		return public
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// withHost is an origin with another host and the same port.
func withHost(origin, host string) string {
	scheme, at, _ := strings.Cut(origin, "://")
	if _, port, err := net.SplitHostPort(at); err == nil {
		host = net.JoinHostPort(host, port)
	}
	return scheme + "://" + host
}

func (y *Way) group() string {
	if y == nil {
		return ""
	}
	return y.Group
}

// URL is the address by which this caller reaches what lies at a path of the realm, such as "/oauth2/token". A query may follow the
// path. It is what links, issuers and audiences are made of.
func (c *Call) URL(path string) string {
	if c.way == nil {
		return c.Base + path
	}
	host, path := c.way.out(path)
	if host == "" {
		return c.Base + path
	}
	origin := strings.TrimSuffix(c.Base, c.Realm.base)
	return withHost(origin, host) + c.Realm.base + path
}

// Path is the path of URL: what a cookie is bound to. It is never empty.
func (c *Call) Path(path string) string {
	_, path = c.way.out(path)
	if path = c.Realm.base + path; path == "" {
		return "/"
	}
	return path
}

// Ways gives this call as it would be by each way in of its group, its own first, so that what was issued by one way can be known
// again by another. Only what URL and Path look at may be used of the others.
func (c *Call) Ways() []*Call {
	out := []*Call{c}
	for i := range c.Estate.Ways {
		way := &c.Estate.Ways[i]
		origin := way.Origin
		if origin == "" && way.Host != "" {
			origin = withHost(strings.TrimSuffix(c.Base, c.Realm.base), way.Host)
		}
		if way == c.way || origin == "" || way.Group != c.way.group() {
			continue
		}
		out = append(out, &Call{Estate: c.Estate, Realm: c.Realm, View: c.View, Base: origin + c.Realm.base, App: c.App, Token: c.Token, way: way})
	}
	return out
}
