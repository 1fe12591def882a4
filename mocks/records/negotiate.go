package records

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// acceptable reports whether the caller can do with JSON. _format goes before Accept (FHIR R4, http.html#mime-type).
func acceptable(r *http.Request) bool {
	if strings.Contains(r.URL.RawQuery, "_format") {
		if values, err := url.ParseQuery(r.URL.RawQuery); err == nil && values.Has("_format") {
			return jsonFormat(values.Get("_format"))
		}
	}
	accepts := r.Header["Accept"]
	if len(accepts) == 0 {
		return true
	}
	for _, accept := range accepts {
		for part := range strings.SplitSeq(accept, ",") {
			media, _, _ := strings.Cut(part, ";")
			switch strings.ToLower(strings.TrimSpace(media)) {
			case "", "*/*", "application/*", "application/fhir+json", "application/json", "application/json+fhir", "text/json":
				return true
			}
		}
	}
	return false
}

// jsonFormat reads a _format value. A plus sign that was not escaped arrives as a space.
func jsonFormat(v string) bool {
	media, _, _ := strings.Cut(strings.ReplaceAll(v, " ", "+"), ";")
	switch strings.ToLower(media) {
	case "json", "application/json", "application/fhir+json", "application/json+fhir", "text/json":
		return true
	}
	return false
}

// jsonBody reports whether a body is said to be JSON. An absent content type is taken for it.
func jsonBody(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && jsonFormat(media)
}
