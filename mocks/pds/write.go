package pds

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
)

// answer is what a write was answered with, kept for a client that asks again.
type answer struct {
	status, version int // the version is 0 where no ETag is sent
	body            []byte
	notification    string // of a birth; empty for none
}

// send answers, the second time as the first.
func (a *answer) send(w http.ResponseWriter) {
	if a.version > 0 {
		send(w, a.status, a.version, a.body)
		return
	}
	h := w.Header()
	if a.notification != "" {
		h.Set("Notification-Id", a.notification) // createNewPdsRecordAtBirth.feature
	}
	h.Set("Content-Type", fhirType)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a caller who has gone is nobody's failure
}

// refused is a write that was refused; it is an error so that it can end one under the world's lock.
type refused struct{ Outcome }

func (r refused) Error() string { return r.Code + ": " + r.Diagnostics }

// refusalOf is what an error of a write says to the client.
func refusalOf(err error) Outcome {
	var r refused
	switch {
	case errors.As(err, &r):
		return r.Outcome
	case errors.Is(err, world.ErrStale):
		return versionMismatch()
	case errors.Is(err, world.ErrAbsent):
		return notFound()
	}
	return Outcome{http.StatusInternalServerError, "UNKNOWN_ERROR", "error", "unknown", "Unknown Error", err.Error()}
}

// once makes a write of which the same request may come again: the one that says the same under the same X-Request-ID gets the same
// answer, and nothing is written twice (patient-patch.yaml, "Overview" and 503). A request that waits for no time at all (X-Sync-Wait: 0)
// is answered 503 while its write goes on, so that a client can meet this on purpose.
func once(w http.ResponseWriter, r *http.Request, call *mocks.Call, body []byte, act func() (*answer, error)) {
	sum := sha256.Sum256(body)
	key := strings.Join([]string{call.Actor(), r.Header.Get("X-Request-ID"), r.Method, r.URL.Path, r.Header.Get("If-Match"), hex.EncodeToString(sum[:])}, "\n")
	got, repeated := call.Realm.World.Once(key, func() (any, bool) {
		a, err := act()
		if err != nil {
			return err, false
		}
		return a, true
	})
	if later(r) {
		accepted(w, call, key, got)
		return
	}
	switch got := got.(type) {
	case error:
		refuse(w, refusalOf(got))
	case *answer:
		if !repeated && r.Header.Get("X-Sync-Wait") == "0" {
			refuse(w, unavailable())
			return
		}
		got.send(w)
	}
}

// readBody reads a body; the estate limits its size.
func readBody(r *http.Request) ([]byte, error) {
	var b bytes.Buffer
	if _, err := io.Copy(&b, r.Body); err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	return b.Bytes(), nil
}

var ifMatch = regexp.MustCompile(`^W/"([0-9]{1,9})"$`)

// versionAsked reads If-Match; ok is false when it is missing or has another form (patient-patch.yaml, "Sandbox test scenarios").
func versionAsked(r *http.Request) (version int, ok bool) {
	m := ifMatch.FindStringSubmatch(r.Header.Get("If-Match"))
	if m == nil {
		return 0, false
	}
	version, err := strconv.Atoi(m[1])
	return version, err == nil
}

// update changes a patient. The checks come in the order of the service (identity-demographics-registers §5.3, sandbox PATCH, after those
// of the gateway).
func (s Service) update(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	if c.mode == AppRestricted || c.mode == PrivilegedRestricted {
		refuse(w, forbiddenMethod("update", c.mode))
		return
	}
	id := mux.Vars(r)["id"]
	person, how, wrong, ok := holder(call, c, id)
	if !ok && wrong.Code != "RESOURCE_NOT_FOUND" && wrong.Code != "INVALIDATED_RESOURCE" {
		refuse(w, wrong)
		return
	}
	version, told := versionAsked(r)
	kind := r.Header.Get("Content-Type")
	switch {
	case !told:
		refuse(w, preconditionFailed())
		return
	case s.Quirks.OnlyJSONPatch && !strings.HasPrefix(kind, "application/json-patch+json"), !strings.HasPrefix(kind, "application/json"):
		mocks.Explain(w.Header(), "an update needs Content-Type: application/json-patch+json; this one says "+strconv.Quote(kind))
		refuse(w, unsupportedService())
		return
	case !ok:
		refuse(w, wrong)
		return
	}
	body, err := readBody(r)
	if err != nil {
		refuse(w, invalidUpdate("No patches found"))
		return
	}
	if how == world.Superseded {
		refuse(w, forbiddenUpdate("Update Failed - NHS No. supplied has been superseded in a merge"))
		return
	}
	once(w, r, call, body, func() (*answer, error) { return s.patched(call, c, person, version, body) })
}

// patched makes an update: form of the patches, version, patches, rules, and then all of it or nothing.
func (s Service) patched(call *mocks.Call, c caller, person, version int, body []byte) (*answer, error) {
	patch, wrong, ok := ReadPatch(body)
	if !ok && wrong == invalidUpdate("No patches found") {
		return nil, refused{wrong} // before the version is looked at
	}
	if version == 0 {
		return nil, refused{versionMismatch()}
	}
	view, known := call.View, s.suppliers(call.View.Population())
	done, err := call.Pen().Register(person, version, func(p *world.Person, q *world.Particulars) error {
		if q.Access.Hidden() {
			return refused{forbiddenUpdate("source not permitted to update a restricted patient")}
		}
		if !ok {
			return refused{wrong}
		}
		u, wrong, ok := newUpdate(patient(p, known.settled(view.World(), p, q), version), &patch, c.mode, view.Now(), view.Population(), known)
		if !ok {
			return refused{wrong}
		}
		if same(u.before, u.after) && !s.Quirks.Idle && !call.Sandboxed() {
			return refused{unchanged()}
		}
		(&take{from: u.after, person: p, particulars: q, number: p.Number.String(), version: strconv.Itoa(version + 1)}).all()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("update patient: %w", err)
	}
	p, q, v := versionOf(call.View.World(), person, done.N) // somebody may have written again since
	shown := patient(&p, known.settled(view.World(), &p, q), v.N)
	c.settle(shown, person, q)
	return &answer{status: http.StatusOK, version: v.N, body: encode(shown)}, nil
}

// versionOf is somebody as they stood at a version.
func versionOf(w *world.World, person, version int) (world.Person, *world.Particulars, world.Version) {
	for back := 0; ; back++ {
		p, q, v := w.Through(world.Lens{Back: back}).Registered(person)
		if v.N <= version {
			return p, q, v
		}
	}
}
