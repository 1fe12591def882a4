package ledger

import (
	_ "embed"
	"net/http"
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
	if r.Header.Get("Accept") == "application/json" {
		ServeJSON(w, r)
		return
	}
	page().Show(w, Services())
}

// ServeJSON gives the ledger as JSON.
func ServeJSON(w http.ResponseWriter, _ *http.Request) {
	mocks.Answer(w, "application/json", http.StatusOK, map[string]any{"about": "a rehearsal, not an NHS service", "services": Services()})
}
