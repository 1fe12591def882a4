package compat

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
)

// Quirk is a behaviour of the PDS sandbox that a register should not have. Each is a switch; with none the service is as ever.
type Quirk string

// The quirks (karate-tests, mocks/sandbox/*.js).
const (
	// FuzzyIsJayne answers every fuzzy search without telephone and e-mail with Jayne Smyth, 9000000017.
	FuzzyIsJayne Quirk = "fuzzy-is-jayne"
	// NoExample answers a search that finds nobody with a warning that the sandbox has no example of it, and not with an empty searchset.
	NoExample Quirk = "no-example"
	// Forgets answers an update, a creation or a new health insurance card as if it had been kept, and forgets it at once.
	Forgets Quirk = "forgets"
)

// Quirks lists all quirks.
func Quirks() []Quirk { return []Quirk{FuzzyIsJayne, NoExample, Forgets} }

// Sandbox is the Personal Demographics Service with quirks of its sandbox. Load gives it the sandbox's people; the realm's OpenAccess, or an open
// mocks.Way, the sandbox's lack of a login.
type Sandbox struct {
	pds.Service
	On        []Quirk // that everybody meets
	InSandbox []Quirk // that callers meet who are sent to the sandbox: mocks.Call.Sandboxed
}

// met reports whether a caller meets a quirk.
func (s Sandbox) met(call *mocks.Call, q Quirk) bool {
	return slices.Contains(s.On, q) || slices.Contains(s.InSandbox, q) && call.Sandboxed()
}

// Mount names the routes of the service, with what the quirks do before and after.
func (s Sandbox) Mount(r *mux.Router) {
	s.Quirks.Idle = s.Quirks.Idle || slices.Contains(s.On, Forgets) // what keeps nothing has nothing to compare an update with
	s.Service.Mount(r)
	r.Use(func(then http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.quirky(then, w, r) })
	})
}

// quirky answers a call as the quirks would have it.
func (s Sandbox) quirky(then http.Handler, w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	search := call.Operation == "search-patient"
	if search && s.met(call, FuzzyIsJayne) {
		r = jayne(r)
	}
	if s.met(call, Forgets) && r.Method != http.MethodGet {
		realm, view := call.Realm, call.View
		defer func() { call.Realm, call.View = realm, view }()
		branch := realm.World.Branch(realm.World.Clock().Now())
		call.Realm = &mocks.Realm{Name: realm.Name, World: branch, Tokens: realm.Tokens, OpenAccess: realm.OpenAccess}
		call.View = branch.Through(view.Lens())
	}
	if !search || !s.met(call, NoExample) {
		then.ServeHTTP(w, r)
		return
	}
	held := holding{ResponseWriter: w}
	then.ServeHTTP(&held, r)
	held.release()
}

// jayne is the search that the sandbox makes of a fuzzy one.
func jayne(r *http.Request) *http.Request {
	q := r.URL.Query()
	if q.Get("_fuzzy-match") != "true" || q.Has("phone") || q.Has("email") {
		return r
	}
	out := r.Clone(r.Context())
	out.URL.RawQuery = url.Values{"family": {"Smyth"}, "given": {"Jayne"}, "gender": {"female"}, "birthdate": {"eq2010-10-22"}}.Encode()
	return out
}

// holding keeps an answer back until it is known whether anybody was found.
type holding struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (h *holding) WriteHeader(status int) { h.status = status }

// Write keeps the body.
func (h *holding) Write(b []byte) (int, error) { return h.body.Write(b) }

// release sends the answer on, or the sandbox's in place of an empty searchset.
func (h *holding) release() {
	var set struct {
		ResourceType string `json:"resourceType"`
		Total        *int   `json:"total"`
	}
	if json.Unmarshal(h.body.Bytes(), &set) == nil && set.ResourceType == "Bundle" && set.Total != nil && *set.Total == 0 {
		mocks.Answer(h.ResponseWriter, "application/fhir+json", http.StatusOK, noExample())
		return
	}
	if h.status != 0 {
		h.ResponseWriter.WriteHeader(h.status)
	}
	_, _ = h.ResponseWriter.Write(h.body.Bytes()) // a caller who has gone is nobody's failure
}

// noExample is the sandbox's answer for what it has no example of (stubs/errorResponses/NOT_SUPPORTED_SEARCH.json, MIT and OGL v3.0).
func noExample() any {
	type issue struct {
		Severity    string `json:"severity"`
		Code        string `json:"code"`
		Diagnostics string `json:"diagnostics"`
	}
	return struct {
		ResourceType string  `json:"resourceType"`
		Issue        []issue `json:"issue"`
	}{"OperationOutcome", []issue{{"warning", "not-supported",
		"This mock endpoint has no example response for this combination of search parameters"}}}
}
