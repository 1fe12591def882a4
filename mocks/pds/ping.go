package pds

import "net/http"

// ping says that the proxy is up; it needs no token.
func ping(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"version":"sandpiper","revision":"1","releaseId":"sandpiper","commitId":"sandpiper"}` + "\n"))
}
