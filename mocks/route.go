package mocks

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

// routes is the services on their routers, found by the first segment of a path.
type routes struct {
	first  map[string][]*mounted
	any    []*mounted // services with a route that begins with a variable
	shapes []shape    // every route, for what is said about a path that none matches
}

// mounted is a service on its router, with what it may offer looked up once.
type mounted struct {
	Service
	router  *mux.Router
	guarded bool
	needs   []string
	ajar    Ajar // nil: no route is open
}

// shape is one route as a developer would write it.
type shape struct {
	service, name, template string
	methods                 []string
}

// Route is one route of a service.
type Route struct {
	Service  string
	Name     string   // which Call.Operation says; may be empty
	Template string   // such as /personal-demographics/FHIR/R4/Patient/{id}
	Methods  []string // nil: all
}

// Routes lists the routes of all services, in the order in which they were mounted.
func (e *Estate) Routes() []Route {
	out := make([]Route, 0, len(e.routes.shapes))
	for _, s := range e.routes.shapes {
		out = append(out, Route{s.service, s.name, s.template, s.methods})
	}
	return out
}

// mount gives each service its router.
func mount(services []Service) (*routes, error) {
	t := &routes{first: make(map[string][]*mounted)}
	names := make(map[string]bool)
	for _, s := range services {
		if names[s.Name()] {
			return nil, fmt.Errorf("two services named %q", s.Name())
		}
		names[s.Name()] = true
		m := &mounted{Service: s, router: mux.NewRouter()}
		s.Mount(m.router)
		if g, ok := s.(Guarded); ok {
			m.guarded, m.needs = true, g.Needs()
		}
		m.ajar, _ = s.(Ajar)
		if err := t.index(m); err != nil {
			return nil, fmt.Errorf("mount %s: %w", s.Name(), err)
		}
	}
	return t, nil
}

// index notes under which first segments a service has routes.
func (t *routes) index(m *mounted) error {
	seen := make(map[string]bool)
	err := m.router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		template, err := route.GetPathTemplate()
		if err != nil || route.GetHandler() == nil {
			return nil // a route by something else than a path, or a subrouter
		}
		methods, err := route.GetMethods()
		if err != nil {
			methods = nil // takes every method
		}
		t.shapes = append(t.shapes, shape{m.Name(), route.GetName(), template, methods})
		segment := firstSegment(template)
		if seen[segment] {
			return nil
		}
		seen[segment] = true
		if strings.Contains(segment, "{") {
			t.any = append(t.any, m)
			return nil
		}
		t.first[segment] = append(t.first[segment], m)
		return nil
	})
	if err == nil && len(seen) == 0 {
		err = errors.New("it names no route")
	}
	return err
}

// begins reports whether some service has routes under the first segment of a path.
func (t *routes) begins(path string) bool { return len(t.first[firstSegment(path)]) > 0 }

// firstSegment is what stands between the first two slashes of a path.
func firstSegment(path string) string {
	path = strings.TrimPrefix(path, "/")
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return path
}

// find is the service whose part of the tree a request lies in, and its route. The service is nil where no service has a part, the
// match's handler nil where the service has no route.
func (t *routes) find(r *http.Request, match *mux.RouteMatch) *mounted {
	var last *mounted
	for _, list := range [2][]*mounted{t.first[firstSegment(r.URL.Path)], t.any} {
		for _, m := range list {
			*match = mux.RouteMatch{}
			if m.matches(r, match) {
				return m
			}
			last = m
		}
	}
	if last != nil && last.router.NotFoundHandler != nil && !errors.Is(match.MatchErr, mux.ErrMethodMismatch) {
		match.Handler = last.router.NotFoundHandler
	}
	return last
}

// matches asks a router for a route. A HEAD request that has none is matched as the GET that it stands for (RFC 9110 §9.3.2): net/http leaves the body out.
func (m *mounted) matches(r *http.Request, match *mux.RouteMatch) bool {
	if m.router.Match(r, match) && match.MatchErr == nil {
		return true
	}
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		var other mux.RouteMatch
		if m.router.Match(&get, &other) && other.MatchErr == nil {
			*match = other
			return true
		}
	}
	return errors.Is(match.MatchErr, mux.ErrMethodMismatch) && match.Handler != nil
}

// operation is the name of a matched route, or its template for a route without a name.
func operation(match *mux.RouteMatch) string {
	if match.Route == nil {
		return ""
	}
	if name := match.Route.GetName(); name != "" {
		return name
	}
	template, err := match.Route.GetPathTemplate()
	if err != nil {
		return ""
	}
	return template
}

// resourceType is the FHIR type that a call is about: the route's variable "type", which of a compartment's path is the last, or else the first
// segment of the path that looks like the name of a type: a capital letter and then a small one.
func (p *passage) resourceType(path string) string {
	if t := p.match.Vars["type"]; t != "" {
		return t
	}
	for rest := path; ; {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return ""
		}
		rest = rest[i+1:]
		end := 0
		for end < len(rest) && (rest[end] >= 'a' && rest[end] <= 'z' || rest[end] >= 'A' && rest[end] <= 'Z') {
			end++
		}
		if end >= 2 && (end == len(rest) || rest[end] == '/') && rest[0] <= 'Z' && rest[1] >= 'a' {
			return rest[:end]
		}
	}
}
