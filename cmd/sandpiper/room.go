package main

import (
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
	"sandpiper/mocks/ledger"
)

const (
	roomPath      = "/_sandpiper/"
	authorityPath = "/_sandpiper/ca.pem"
)

// frontRoom is what stands at the platform's own host beside the mock NHS: a start page, the desk for applications, the fidelity ledger,
// and the certificate to trust. Everything else is the estate's.
func frontRoom(estate *mocks.Estate, start http.Handler, desk *front.Desk, ca *front.Authority) http.Handler {
	pages := http.NewServeMux()
	pages.Handle(front.AppsPath, desk)
	pages.Handle(front.AppsPath+"/{rest...}", desk)
	pages.Handle("GET "+ledger.Path, http.HandlerFunc(ledger.Serve))
	pages.Handle("GET "+ledger.Path+".json", http.HandlerFunc(ledger.ServeJSON))
	pages.HandleFunc("GET "+authorityPath, func(w http.ResponseWriter, _ *http.Request) {
		if ca == nil {
			http.Error(w, "there is no certificate authority: start 'sandpiper serve --tls 127.0.0.1:8443' to have one", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/x-pem-file")
		_, _ = w.Write(ca.Certificate()) // a caller who has gone is nobody's failure
	})
	pages.HandleFunc(roomPath, func(w http.ResponseWriter, r *http.Request) {
		there := []string{front.AppsPath, ledger.Path, ledger.Path + ".json", authorityPath}
		http.Error(w, "nothing is at "+r.URL.Path+suggest(r.URL.Path, there)+"; there are / "+strings.Join(there, " "), http.StatusNotFound)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			start.ServeHTTP(w, r)
		case r.URL.Path == "/favicon.ico": // every browser asks; a line on the console for each would hide the refusals that matter
			w.WriteHeader(http.StatusNoContent)
		case strings.HasPrefix(r.URL.Path, roomPath):
			pages.ServeHTTP(w, r)
		default:
			estate.ServeHTTP(w, r)
		}
	})
}
