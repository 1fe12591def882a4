package mocks

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// Answer sends a body as JSON of a media type, without HTML escapes and with its length, for services that have no writer of their
// own. A body that cannot be encoded is answered with 500.
func Answer(w http.ResponseWriter, media string, status int, body any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		http.Error(w, "encode answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a caller who has gone is nobody's failure
}
