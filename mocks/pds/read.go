package pds

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// read gives one patient by NHS number. A superseded number gives the record that it was merged into, under that record's own id and
// without another sign (patient-get.yaml, "Superseded patients"). The specification knows no If-None-Match, so none is heeded.
func (s Service) read(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	person, _, wrong, ok := holder(call, c, mux.Vars(r)["id"])
	if !ok {
		refuse(w, wrong)
		return
	}
	if c.confided || c.withheld(person) {
		p, q, v := call.View.Registered(person)
		shown := patient(&p, s.suppliers(call.View.Population()).settled(call.View.World(), &p, q), v.N)
		c.settle(shown, person, q)
		send(w, http.StatusOK, v.N, encode(shown))
		return
	}
	body, version := s.whole(call.View, person)
	send(w, http.StatusOK, version, body)
}

// whole is somebody's resource as bytes, with its version. What the base has of somebody about whom nothing was written is kept for
// all branches, by the day that it is shown on.
func (s Service) whole(view *world.View, person int) (body []byte, version int) {
	w := view.World()
	if lens := view.Lens(); lens.Swap != nil || lens.Back != 0 || person >= world.FirstNewcomer || !w.Untouched(person) {
		p, q, v := view.Registered(person)
		return encode(patient(&p, s.suppliers(view.Population()).settled(w, &p, q), v.N)), v.N
	}
	day := w.Day()
	v := w.BaseVersion(person, day)
	kept := world.Projection{Shape: "pds.Patient", Of: chart.ID{Person: person, K: day}}
	return w.Projection(kept, func() []byte {
		p, q, v := w.Base(person, day)
		known := s.suppliers(view.Population())
		return encode(patient(&p, known.settled(w, &p, q), v.N))
	}), v.N
}

// encode writes a body without HTML escapes.
func encode(body any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		panic(err) // the service's own types always encode
	}
	return b.Bytes()
}

// etag is a version as a header has it.
func etag(version int) string { return `W/"` + strconv.Itoa(version) + `"` }

// send answers with a resource of a version.
func send(w http.ResponseWriter, status, version int, body []byte) {
	h := w.Header()
	h["Content-Type"] = []string{fhirType}
	h["Etag"] = []string{etag(version)}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller who has gone is nobody's failure
}
