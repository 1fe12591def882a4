package records

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"sandpiper/synthetic/fhir"
)

const contentType = "application/fhir+json"

// answer is what an operation has to say: a resource with a version, a resource without one (a Bundle), or trouble.
type answer struct {
	status   int
	body     []byte
	version  int // 0 for what has none
	updated  time.Time
	location string
	media    string // empty for FHIR JSON
}

// send writes an answer. A reader who has this version already gets 304 and no body.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if a.version > 0 {
		tag := etag(a.version)
		h["Etag"] = []string{tag}
		h["Last-Modified"] = []string{a.updated.UTC().Format(http.TimeFormat)}
		if a.status == http.StatusOK && seen(r, tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if a.location != "" {
		h["Location"] = []string{a.location}
	}
	switch {
	case a.media != "":
		h["Content-Type"] = []string{a.media}
	case len(a.body) > 0:
		h["Content-Type"] = []string{contentType}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(a.body))}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body)
	}
}

// refuse writes trouble.
func refuse(w http.ResponseWriter, r *http.Request, t *trouble) {
	a := answer{status: t.status, body: t.resource().JSON}
	a.send(w, r)
}

// bundle is an answer that has no version of its own.
func bundle(b fhir.Bundle) *answer { return &answer{status: http.StatusOK, body: b.Resource().JSON} }

// etag is the weak entity tag of a version. Nearly everything is in its first, which costs no new string.
func etag(version int) string {
	if version == 1 {
		return `W/"1"`
	}
	return `W/"` + strconv.Itoa(version) + `"`
}

// seen reports whether If-None-Match names the tag.
func seen(r *http.Request, tag string) bool {
	list := r.Header.Get("If-None-Match")
	if list == "" {
		return false
	}
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
