package records

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// Base is where the server stands.
const Base = "/records/FHIR/R4"

// DefaultScope is the scope that opens the server unless another is configured. It has the form of the national platform's scopes,
// so that one application can hold it beside them; no national service of this name exists.
const DefaultScope = "urn:nhsd:apim:app:level3:local-record"

// Scopes that open the server to clients that ask in the way of SMART Backend Services (SMART App Launch 2.2, "Scopes for requesting
// FHIR Resources").
const (
	SMARTScope  = "system/*.rs"  // read and search everything that the application may see
	SMARTCreate = "system/*.crs" // create as well
)

// Service is the record server. Its zero value is ready for use.
type Service struct {
	Scope string // the scope that opens it besides the SMART ones; empty for DefaultScope

	projectors projectors
	deciding   sync.Mutex // held while a conditional create looks and then writes
}

// Name is "records".
func (s *Service) Name() string { return "records" }

// Needs lists the scopes of which a caller must hold one.
func (s *Service) Needs() []string { return []string{s.scope(), SMARTScope, SMARTCreate} }

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
}

// base is the server's address as the caller knows it.
func (r *request) base() string { return r.call.Base + Base }

type operation func(*request) (*answer, error)

// Mount names the routes of the server.
func (s *Service) Mount(r *mux.Router) {
	get, post := http.MethodGet, http.MethodPost
	for _, route := range []struct {
		path, method, name string
		do                 operation
	}{
		{"/metadata", get, "capabilities", s.metadata},
		{"/.well-known/smart-configuration", get, "smart-configuration", s.smart},
		{"/{type}/_search", post, "search", s.search},
		{"/{type}/{id}/_history/{version}", get, "vread", s.vread},
		{"/{type}/{id}/_history", get, "history", s.history},
		{"/Patient/{patient}/{type}", get, "search", s.search},
		{"/{type}/{id}", get, "read", s.read},
		{"/{type}", get, "search", s.search},
		{"/{type}", post, "create", s.create},
	} {
		r.HandleFunc(Base+route.path, s.handle(route.do)).Methods(route.method).Name(route.name)
	}
	r.NotFoundHandler = s.handle(s.elsewhere)
	r.MethodNotAllowedHandler = s.handle(s.elsewhere)
}

// handle checks what all operations have in common and sends what they answer.
func (s *Service) handle(do operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !acceptable(r) {
			refuse(w, r, notAcceptable())
			return
		}
		call := mocks.CallFrom(r.Context())
		vars := mux.Vars(r)
		in := &request{
			Request: r, call: call, kind: vars["type"], id: vars["id"],
			shelf: shelf{call.View, s.projectors.of(call.View.IDs())},
		}
		if in.kind != "" && !holds(in.kind) {
			refuse(w, r, unknownType(in.kind))
			return
		}
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
