package mockstest

import (
	"net/http"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// The routes that a panicky service has besides its own.
const (
	panicEarly = "/sandpiper-panics"
	panicLate  = "/sandpiper-panics-after-writing"
)

// panicky is a service with two routes more, open to everybody, that panic: so the suite sees how the service's own shape
// of error meets a panic.
type panicky struct{ mocks.Service }

// Mount adds the routes before the service's own.
func (p panicky) Mount(r *mux.Router) {
	r.HandleFunc(panicEarly, func(http.ResponseWriter, *http.Request) { panic("on purpose") }).Name("panics")
	r.HandleFunc(panicLate, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `W/"1"`)
		_, _ = w.Write([]byte("half an answer")) // the estate holds it back
		panic("on purpose")
	}).Name("panics")
	p.Service.Mount(r)
}

// Deny is the service's own, or the gateway's.
func (p panicky) Deny(w http.ResponseWriter, r *http.Request, d mocks.Denial) {
	if denier, ok := p.Service.(mocks.Denier); ok {
		denier.Deny(w, r, d)
		return
	}
	mocks.Gateway(w, r, d)
}
