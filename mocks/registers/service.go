package registers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
)

// Root is where the registers' paths begin. The real ones have a host each, https://{register}.register.gov.uk/; here the register is the first
// segment after the root, and what follows is as there.
const Root = "/registers"

// next is where version 2 begins in each register, as in the reference implementation.
const next = "/next"

// What Service.Snapshot and Service.Append fail with. Test with errors.Is.
var (
	ErrNoRegister = errors.New("no such register")
	ErrReadOnly   = errors.New("the register is another's and can only be read")
	ErrNotFetched = errors.New("the register has not been fetched from its source yet")
)

// Service serves registers. Its zero value is ready for use.
type Service struct {
	Logs          []*Log         // registers beside those of the catalogue: each world goes its own way from what they hold when it first appends
	Mirrors       []*Mirror      // registers of other processes, the same in every realm
	Secret        []byte         // makes the keys for tree heads ones that nobody else can make; nil: they follow from the population's seed alone
	Organisations *ods.Registers // where organisations are found; nil: its own

	countries countries
}

// Name is "registers".
func (s *Service) Name() string { return "registers" }

// names lists the registers that there are: the catalogue's, then the service's own, then mirrors.
func (s *Service) names() []string {
	var out []string
	for _, h := range catalogue() {
		out = append(out, h.ID)
	}
	for _, l := range s.Logs {
		out = append(out, l.Snapshot().definition.ID)
	}
	for _, m := range s.Mirrors {
		if !slices.Contains(out, m.Register) { // it may stand in place of one of ours
			out = append(out, m.Register)
		}
	}
	return out
}

// Mount names the routes: version 1 at the register's root, version 2 under next.
func (s *Service) Mount(r *mux.Router) {
	get := func(path, name string, h http.HandlerFunc) {
		r.HandleFunc(Root+path, h).Methods(http.MethodGet).Name(name)
	}
	get("", "list-registers", s.list)
	get("/signing-key", "signing-key", s.signingKey)
	for _, v := range []Version{V1, V2} {
		base, prefix := "/{register}", ""
		if v == V2 {
			base, prefix = base+next, "next-"
		}
		on := func(path, name string, answer func(*page) error) { get(base+path, prefix+name, s.answer(v, answer)) }
		// A collection's suffix stands after its name, as in /entries.csv.
		both := func(path, name string, answer func(*page) error) {
			on(path, name, answer)
			on(path+".{format}", name, answer)
		}
		both("/register", "register", (*page).register)
		both("/entries", "entries", (*page).entries)
		on("/entries/{number}", "entry", (*page).entry)
		both("/records", "records", (*page).records)
		on("/records/{key}", "record", (*page).record)
		both("/records/{key}/entries", "record-entries", (*page).trail)
		on("/tree-head", "tree-head", (*page).treeHead)
	}
	s.mountOne(r)
	s.mountTwo(r)
	r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { refuse(w, notFound("no such resource")) })
	r.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodGet+", "+http.MethodHead)
		refuse(w, &refusal{http.StatusMethodNotAllowed, "registers can only be read"})
	})
}

// mountOne names what only version 1 has.
func (s *Service) mountOne(r *mux.Router) {
	on := func(path, name string, answer func(*page) error) {
		r.HandleFunc(Root+"/{register}"+path, s.answer(V1, answer)).Methods(http.MethodGet).Name(name)
	}
	on("", "home", (*page).home)
	on("/records/{attribute}/{value}", "records-by-attribute", (*page).facet)
	on("/items", "items", (*page).items)
	on("/items.{format}", "items", (*page).items)
	on("/items/{hash}", "item", (*page).item)
	on("/proof/register/merkle:sha-256", "register-proof", (*page).registerProof)
	on("/proof/entries/{number}/{size}/merkle:sha-256", "entry-proof", (*page).entryProof)
	on("/proof/consistency/{small}/{large}/merkle:sha-256", "consistency-proof", (*page).consistencyProof)
	on("/download-register", "download-register", (*page).archive)
	on("/download-rsf", "download-rsf", (*page).rsf)
	on("/download-rsf/{from}", "download-rsf", (*page).rsf)
	on("/download-rsf/{from}/{to}", "download-rsf", (*page).rsf)
	// The singular names of the specification's first drafts.
	on("/entry/{rest:.+}", "moved", (*page).moved)
	on("/record/{rest:.+}", "moved", (*page).moved)
	on("/item/{rest:.+}", "moved", (*page).moved)
	on("/proof/entry/{rest:.+}", "moved", (*page).moved)
}

// mountTwo names what only version 2 has.
func (s *Service) mountTwo(r *mux.Router) {
	on := func(path, name string, answer func(*page) error) {
		r.HandleFunc(Root+"/{register}"+next+path, s.answer(V2, answer)).Methods(http.MethodGet).Name("next-" + name)
	}
	on("/context", "context", (*page).context)
	on("/context.{format}", "context", (*page).context)
	on("/blobs", "blobs", (*page).items)
	on("/blobs.{format}", "blobs", (*page).items)
	on("/blobs/{hash}", "blob", (*page).item)
	on("/proofs/register", "register-proof", (*page).registerProof)
	on("/proofs/entries/{number}/{size}", "entry-proof", (*page).entryProof)
	on("/proofs/consistency/{small}/{large}", "consistency-proof", (*page).consistencyProof)
	on("/snapshots/{size}", "snapshot", (*page).snapshotAt)
	on("/snapshots/{size}/{key}", "snapshot-entry", (*page).snapshotEntry)
}

// Deny words the estate's refusals in the shape of the service's own.
func (s *Service) Deny(w http.ResponseWriter, _ *http.Request, d mocks.Denial) {
	refuse(w, &refusal{d.Status, d.Text})
}
