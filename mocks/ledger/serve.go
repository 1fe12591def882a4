package ledger

import (
	_ "embed"
	"net/http"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
)

// Path is where the page hangs; with .json after it, the same as JSON.
const Path = "/_sandpiper/fidelity"

//go:embed page.gohtml
var text string

var page = sync.OnceValue(func() *front.Page { return front.NewPage(text) })

// Serve shows the ledger as a page.
func Serve(w http.ResponseWriter, r *http.Request) {
	if accept := r.Header.Get("Accept"); strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html") {
		ServeJSON(w, r)
		return
	}
	page().Show(w, Sum(Services()))
}

// ServeJSON gives the ledger as JSON.
func ServeJSON(w http.ResponseWriter, _ *http.Request) {
	mocks.Answer(w, "application/json", http.StatusOK, Document(Services()))
}

// Document is services as JSON shows them.
func Document(services []Service) any {
	return struct {
		About    string    `json:"about"`
		Services []Service `json:"services"`
	}{"a rehearsal, not an NHS service", services}
}
