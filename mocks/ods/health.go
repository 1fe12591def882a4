package ods

import (
	"crypto/subtle"
	"net/http"

	"sandpiper/mocks"
)

// StatusKey is what the apikey header must hold to read _status. It is no secret, and the same as the identity service's.
const StatusKey = "sandpiper-status"

// version is the body of _ping, in the members of the platform's proxies.
type version struct {
	Version   string `json:"version"`
	Revision  string `json:"revision"`
	ReleaseID string `json:"releaseId"`
	CommitID  string `json:"commitId"`
}

// Ping says that the proxy is up; it needs no key (research identity-demographics-registers §1.5).
func Ping(w http.ResponseWriter, _ *http.Request) {
	mocks.Answer(w, "application/json", http.StatusOK, version{"sandpiper", "1", "sandpiper", "sandpiper"})
}

// Status says that what lies behind the proxy is up, to whom has the monitoring key. The refusal is the platform's, the same for every service (research
// identity-demographics-registers §1.5).
func Status(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("apikey")), []byte(StatusKey)) != 1 {
		mocks.Explain(w.Header(), "send the header apikey: "+StatusKey)
		mocks.Answer(w, "application/json", http.StatusUnauthorized, struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}{"Access Denied", "Invalid api key for _status monitoring endpoint"})
		return
	}
	mocks.Answer(w, "application/json", http.StatusOK, struct {
		Status string `json:"status"`
		version
	}{"pass", version{"sandpiper", "1", "sandpiper", "sandpiper"}})
}
