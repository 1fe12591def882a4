package mocks

import (
	"crypto/subtle"
	"net/http"
)

// StatusKey is what the apikey header must hold to read a service's _status. It is no secret.
const StatusKey = "sandpiper-status"

// Version is the body of _ping and part of that of _status, in the members of the platform's proxies.
type Version struct {
	Version   string `json:"version"`
	Revision  string `json:"revision"`
	ReleaseID string `json:"releaseId"`
	CommitID  string `json:"commitId"`
}

// OwnVersion is what every proxy says of itself here.
func OwnVersion() Version { return Version{"sandpiper", "1", "sandpiper", "sandpiper"} }

// Ping says that the proxy is up; it needs no key (research identity-demographics-registers §1.5).
func Ping(w http.ResponseWriter, _ *http.Request) {
	Answer(w, "application/json", http.StatusOK, OwnVersion())
}

// Monitoring reports whether a request has the key that _status asks for.
func Monitoring(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("apikey")), []byte(StatusKey)) == 1
}

// Status says that what lies behind the proxy is up, to whom has the monitoring key. The refusal is the platform's, the same for every service (research
// identity-demographics-registers §1.5).
func Status(w http.ResponseWriter, r *http.Request) {
	if !Monitoring(r) {
		Explain(w.Header(), "send the header apikey: "+StatusKey)
		Answer(w, "application/json", http.StatusUnauthorized, struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}{"Access Denied", "Invalid api key for _status monitoring endpoint"})
		return
	}
	Answer(w, "application/json", http.StatusOK, struct {
		Status string `json:"status"`
		Version
	}{"pass", OwnVersion()})
}
