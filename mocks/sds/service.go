package sds

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
)

// Base is where the service lies.
const Base = "/spine-directory/FHIR/R4"

// Service is the Spine Directory Service FHIR API.
type Service struct {
	Registers *ods.Registers // nil: its own
	// Core is the codes by which the national infrastructure is asked for besides its own, ZXZ01; nil for "YES", which clients have built in.
	Core []string
	// StaleFor is how old the directory is that is shown, as when a cache stands before it: 30 minutes on the platform. 0: it is never stale.
	StaleFor time.Duration
	// Address gives the address of an endpoint; nil for those of interactions.csv, below base, the estate's own. An empty answer leaves the endpoint out.
	Address func(base, organisation, interaction string) string
	// LDAPFails is how the directory behind the service fails whoever asks it rightly: http.StatusBadGateway for an answer that is none,
	// http.StatusGatewayTimeout for none in time; 0: it does not.
	LDAPFails int
}

// Name is "sds".
func (*Service) Name() string { return "sds" }

// Mount names the routes of the service.
func (s *Service) Mount(r *mux.Router) {
	if s.Registers == nil {
		s.Registers = new(ods.Registers)
	}
	if s.Core == nil {
		s.Core = []string{"YES"}
	}
	for _, route := range []struct {
		name, path string
		handle     http.HandlerFunc
	}{{"device", "/Device", s.devices}, {"endpoint", "/Endpoint", s.endpoints}} {
		r.HandleFunc(Base+route.path, ods.Keyed(route.handle, ods.GatewayKeyFault)).Methods(http.MethodGet).Name(route.name)
	}
	r.HandleFunc(Base+"/healthcheck", func(w http.ResponseWriter, _ *http.Request) {
		write(w, "application/json", http.StatusOK, "", map[string]string{"status": "pass"})
	}).Methods(http.MethodGet).Name("healthcheck")
	r.HandleFunc("/spine-directory/_ping", mocks.Ping).Methods(http.MethodGet).Name("ping")
	r.HandleFunc("/spine-directory/_status", mocks.Status).Methods(http.MethodGet).Name("status")
	refusal := func(status int) http.HandlerFunc {
		return ods.Keyed(func(w http.ResponseWriter, r *http.Request) { refuse(w, r, status, "") }, ods.GatewayKeyFault)
	}
	r.NotFoundHandler = refusal(http.StatusNotFound)
	r.MethodNotAllowedHandler = refusal(http.StatusMethodNotAllowed)
}

// uuid is what a correlation id must be.
const uuid = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

var wellFormed = regexp.MustCompile(uuid)

// correlate gives an answer a correlation id if the request has none; it follows from the request and the world's time.
func correlate(w http.ResponseWriter, r *http.Request) string {
	sent := r.Header.Get("X-Correlation-Id")
	if sent == "" {
		sent = id(r.URL.RequestURI(), mocks.CallFrom(r.Context()).View.Now().String())
		w.Header().Set("X-Correlation-Id", sent)
	}
	return sent
}

// begin checks what both lookups check before they look at their parameters.
func begin(w http.ResponseWriter, r *http.Request) bool {
	if !wellFormed.MatchString(correlate(w, r)) {
		// Raised with a reason and no message: the words stand where others have "Bad Request".
		refuse(w, r, http.StatusBadRequest, "HTTP 400: Invalid X-Correlation-ID header. Should be an UUIDv4 matching regex '"+uuid+"'")
		return false
	}
	return true
}

// wrongly refuses a query.
func wrongly(w http.ResponseWriter, r *http.Request, why string) {
	refuse(w, r, http.StatusBadRequest, "HTTP 400: Bad Request ("+why+")")
}

// ask reads what is asked, in the real service's order of checks: headers, query, media type. Where ok is false it has answered.
func ask[Q any](w http.ResponseWriter, r *http.Request, read func(string) (Q, string)) (q Q, media string, ok bool) {
	if !begin(w, r) {
		return q, "", false
	}
	q, wrong := read(r.URL.RawQuery)
	if wrong != "" {
		wrongly(w, r, wrong)
		return q, "", false
	}
	if media, ok = accepted(r); !ok {
		refuse(w, r, http.StatusNotAcceptable, "")
	}
	return q, media, ok
}

// failed answers for a directory that fails.
func (s *Service) failed(w http.ResponseWriter, r *http.Request) bool {
	if s.LDAPFails != 0 {
		refuse(w, r, s.LDAPFails, "")
	}
	return s.LDAPFails != 0
}

func (s *Service) devices(w http.ResponseWriter, r *http.Request) {
	q, media, ok := ask(w, r, readDevice)
	if !ok || s.failed(w, r) {
		return
	}
	b := newFinding(r)
	for _, sys := range s.systems(r, q.organisation) {
		if sys.interactionNames[q.service] && (q.partyKey == "" || q.partyKey == sys.partyKey()) && (q.maker == "" || q.maker == sys.supplier) {
			d := sys.device()
			b.add(d.ID, d)
		}
	}
	b.Count()
	write(w, media, http.StatusOK, "  ", b.Searchset)
}

func (s *Service) endpoints(w http.ResponseWriter, r *http.Request) {
	q, media, ok := ask(w, r, readEndpoint)
	if !ok || s.failed(w, r) {
		return
	}
	of := q.organisation
	if of == "" { // a party key begins with its organisation's code
		of = q.partyKey[:max(0, strings.LastIndexByte(q.partyKey, '-'))]
	}
	b := newFinding(r)
	for _, sys := range s.systems(r, of) {
		if q.partyKey != "" && q.partyKey != sys.partyKey() {
			continue
		}
		for _, i := range sys.interactions {
			if q.service != "" && q.service != i.id {
				continue
			}
			if address := s.address(mocks.CallFrom(r.Context()).Base, sys.at.Code, i); address != "" {
				e := sys.endpoint(i, address)
				b.add(e.ID, e)
			}
		}
	}
	b.Count()
	write(w, media, http.StatusOK, "  ", b.Searchset)
}

// systems are those of an organisation with a code.
func (s *Service) systems(r *http.Request, code string) []system {
	call, register, _ := s.Registers.At(r)
	on := ods.DayOf(call.View.Now().Add(-s.StaleFor))
	if slices.Contains(s.Core, code) {
		code = register.Of(ods.Spine)[0].Code
	}
	o, ok := register.Find(code, on)
	if !ok {
		return nil
	}
	return systems(o, on)
}

// address is where an organisation takes an interaction; empty if its system only asks.
func (s *Service) address(base, code string, i interaction) string {
	if i.endpoint == "" {
		return ""
	}
	if s.Address != nil {
		return s.Address(base, code, i.id)
	}
	address := i.endpoint
	if i.forward != "" {
		address = "{base}/reliablemessaging/intermediary"
	}
	return strings.NewReplacer("{base}", base, "{ods}", code).Replace(address)
}

// finding is a Bundle in the making.
type finding struct {
	*mocks.Searchset
	base string
}

func newFinding(r *http.Request) finding {
	call := mocks.CallFrom(r.Context())
	self := call.URL(r.URL.Path) + "?" + r.URL.RawQuery
	if plain, err := url.PathUnescape(self); err == nil {
		self = plain
	}
	return finding{mocks.NewSearchset(id(self, call.View.Now().String()), self), call.URL(r.URL.Path) + "/"}
}

func (f finding) add(id string, resource any) { f.Add(f.base+id, resource, "match") }

// write answers with JSON that is indented, as the service's is, and has no newline at its end.
func write(w http.ResponseWriter, media string, status int, indent string, body any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(body); err != nil {
		http.Error(w, "encode answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = w.Write(bytes.TrimRight(b.Bytes(), "\n")) // a caller who has gone is nobody's failure
}
