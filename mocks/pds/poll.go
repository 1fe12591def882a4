package pds

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
)

// An update with Prefer: respond-async is answered 202 with a Content-Location, where its outcome can be fetched. The published specification has
// only the header left of it (schemas/ContentLocation.yaml); how it goes is what the service's former sandbox did (sandbox/src/routes/patient: polling.js,
// patch-patient.js at 03e2258), and clients of that time still do. Here an update never takes long, so that the outcome is there at once.

// later reports whether a client asks for the outcome to be fetched.
func later(r *http.Request) bool {
	return r.Method == http.MethodPatch && strings.Contains(strings.ToLower(r.Header.Get("Prefer")), "respond-async")
}

// accepted answers an update whose outcome is to be fetched.
func accepted(w http.ResponseWriter, call *mocks.Call, key string, outcome any) {
	sum := sha256.Sum256([]byte(key))
	id := fmt.Sprintf("%s_%06X_%010d", strings.Replace(call.View.Now().UTC().Format("20060102150405.000000"), ".", "", 1), sum[:3], binary.BigEndian.Uint32(sum[3:]))
	call.Realm.World.Once(pollKey(call, id), func() (any, bool) { return outcome, true })
	w.Header().Set("Content-Location", call.URL(Base+"/_poll/"+id))
	w.WriteHeader(http.StatusAccepted)
}

// pollKey is under what the outcome of a caller's update is kept: nobody else may fetch it.
func pollKey(call *mocks.Call, id string) string {
	who := call.Actor()
	if t := call.Token; t != nil && t.User != nil {
		who += "\n" + t.User.ID + "\n" + t.User.NHSNumber
	}
	return who + "\npoll\n" + id
}

// poll gives the outcome of an update.
func (s Service) poll(w http.ResponseWriter, r *http.Request, call *mocks.Call, _ caller) {
	got, _ := call.Realm.World.Once(pollKey(call, mux.Vars(r)["id"]), func() (any, bool) { return nil, false })
	switch got := got.(type) {
	case error:
		refuse(w, refusalOf(got))
	case *answer:
		got.send(w)
	default:
		refuse(w, pollUnknown())
	}
}

func pollUnknown() Outcome {
	return Outcome{http.StatusNotFound, "POLLING_ID_NOT_FOUND", "information", "not-found", "Resource not found", "The polling id was not found"}
}
