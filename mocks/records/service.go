package records

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/smart"
)

// Base is where the server stands.
const Base = "/records/FHIR/R4"

// DefaultScope is the scope that opens the server unless another is configured. It has the form of the national platform's scopes,
// so that one application can hold it beside them; no national service of this name exists.
const DefaultScope = "urn:nhsd:apim:app:level3:local-record"

// Scopes for clients that ask in the way of SMART Backend Services and want all types at once. Scopes of one type, such as
// system/Observation.rs, open that type alone (package smart).
const (
	SMARTScope  = "system/*.rs"  // read and search everything
	SMARTCreate = "system/*.crs" // create as well
)

// Service is the record server. Its zero value is ready for use.
type Service struct {
	Scope string // the scope that opens all of it; empty for DefaultScope
	// Access is asked when a user stands behind a token; nil: users cannot come in, only applications by themselves.
	Access *access.Desk

	projectors projectors
	deciding   sync.Mutex // held while a conditional create looks and then writes
}

// Name is "records".
func (s *Service) Name() string { return "records" }

// Needs asks for a good token and no more: which scopes it must hold depends on what is done to which type (access.go).
func (s *Service) Needs() []string { return nil }

// scope is the named scope that opens everything.
func (s *Service) scope() string {
	if s.Scope != "" {
		return s.Scope
	}
	return DefaultScope
}

// request is one call with what every operation needs of it.
type request struct {
	*http.Request
	call  *mocks.Call
	shelf shelf
	kind  string // resource type, checked; empty where the route has none
	id    string
	acts  smart.Act    // what the caller must be allowed to do with the type
	gate  *access.Gate // nil when no user stands behind the call
}

// base is the server's address as the caller knows it.
func (r *request) base() string { return r.call.URL(Base) }

type operation func(*request) (*answer, error)

// Mount names the routes of the server.
func (s *Service) Mount(r *mux.Router) {
	get, post := http.MethodGet, http.MethodPost
	for _, route := range []struct {
		path, method, name string
		acts               smart.Act
		do                 operation
	}{
		{"/metadata", get, "capabilities", 0, s.metadata},
		{"/.well-known/smart-configuration", get, "smart-configuration", 0, s.smart},
		{"/{type}/_search", post, "search", smart.Search, s.search},
		{"/{type}/{id}/_history/{version}", get, "vread", smart.Read, s.vread},
		{"/{type}/{id}/_history", get, "history", smart.Read, s.history},
		{"/Patient/{patient}/{type}", get, "search", smart.Search, s.search},
		{"/{type}/{id}", get, "read", smart.Read, s.read},
		{"/{type}", get, "search", smart.Search, s.search},
		{"/{type}", post, "create", smart.Create, s.create},
	} {
		r.HandleFunc(Base+route.path, s.handle(route.acts, route.do)).Methods(route.method).Name(route.name)
	}
	r.NotFoundHandler = s.handle(0, s.elsewhere)
	r.MethodNotAllowedHandler = s.handle(0, s.elsewhere)
}

// handle checks what all operations have in common and sends what they answer.
func (s *Service) handle(acts smart.Act, do operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !acceptable(r) {
			refuse(w, r, notAcceptable())
			return
		}
		call := mocks.CallFrom(r.Context())
		vars := mux.Vars(r)
		in := &request{
			Request: r, call: call, kind: vars["type"], id: vars["id"], acts: acts,
			shelf: shelf{call.View, s.projectors.of(call.View.IDs())},
		}
		if in.kind != "" && !holds(in.kind) {
			refuse(w, r, unknownType(in.kind))
			return
		}
		if lacking := s.lacking(in); lacking != "" {
			why := s.whyForbidden(in, lacking)
			mocks.Explain(w.Header(), why)
			refuse(w, r, forbidden(lacking))
			return
		}
		s.enter(in)
		out, err := do(in)
		if err == nil {
			out.send(w, r)
			return
		}
		var t *trouble
		if !errors.As(err, &t) {
			t = invalid(err.Error())
		}
		refuse(w, r, t)
	}
}

// elsewhere answers for what no route takes: a method that a known place does not have, or an unknown place.
func (s *Service) elsewhere(r *request) (*answer, error) {
	path := strings.Trim(strings.TrimPrefix(r.URL.Path, Base), "/")
	first, _, _ := strings.Cut(path, "/")
	switch {
	case holds(first) || s.Open(r.Request):
		return nil, wrongMethod(r.Method, "/"+path)
	case first != "" && first[0] >= 'A' && first[0] <= 'Z':
		return nil, unknownType(first)
	}
	return nil, unknownPath("/" + path)
}
