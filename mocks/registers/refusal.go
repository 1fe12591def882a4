package registers

import (
	"errors"
	"net/http"

	"sandpiper/mocks"
)

// refusal is an error with the status that it is answered with.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

func notFound(why string) error      { return &refusal{http.StatusNotFound, why} }
func badRequest(why string) error    { return &refusal{http.StatusBadRequest, why} }
func notAcceptable(why string) error { return &refusal{http.StatusNotAcceptable, why} }

// refuse answers an error. The specification gives statuses and no bodies. The reference implementation's are pages for people; ours are the JSON
// that its framework writes for errors that it has no page for. The reason also goes to the developer's header.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var r *refusal
	switch {
	case errors.As(err, &r):
		status = r.status
	case errors.Is(err, ErrNoRegister):
		status = http.StatusNotFound
	case errors.Is(err, ErrNoProof):
		status = http.StatusBadRequest
	case errors.Is(err, ErrNotFetched):
		status = http.StatusServiceUnavailable
	}
	open(w.Header())
	if w.Header().Get("X-Sandpiper-Why") == "" {
		mocks.Explain(w.Header(), err.Error())
	}
	mocks.Answer(w, "application/json", status, struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}{status, err.Error()})
}

// open sets what every answer carries: registers are open data, which any page may read.
func open(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
}
