package front

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"sandpiper/mocks"
)

// AppsPath is where a Desk stands.
const AppsPath = "/_sandpiper/apps"

// Bounds of a desk.
const (
	mostApps     = 256      // registered at the desk at one time
	mostAppBytes = 64 << 10 // of one registration
)

// Desk registers applications while an estate runs: JSON for programs, and a page with a form for people, at AppsPath. Unless Anywhere says otherwise it serves this
// machine only, and never a page of another site.
type Desk struct {
	Estate   *mocks.Estate
	Random   io.Reader // of ids and secrets
	Scopes   []string  // of an application that asks for none
	Offers   []Offer   // what the form for people offers
	Base     string    // scheme://host of the estate; empty: taken from each request
	Sandbox  bool      // an application may say that it meets the oddities of the official sandboxes
	Anywhere bool      // other machines may register, see and dismiss applications too

	mu   sync.Mutex
	made map[string]bool // ids that were given here
}

// ServeHTTP answers at AppsPath and below: JSON to programs, pages to people.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if why := d.Stranger(r); why != "" {
		d.refuse(w, r, http.StatusForbidden, "", why)
		return
	}
	id, act, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, AppsPath), "/"), "/")
	read, write := r.Method == http.MethodGet || r.Method == http.MethodHead, r.Method == http.MethodPost
	switch {
	case write && fromForm(r):
		d.form(w, r, id, act)
	case id == "" && read:
		d.list(w, r)
	case id == "" && write:
		d.register(w, r)
	case act == "key" && (write || r.Method == http.MethodPut):
		d.rotate(w, r, id)
	case id == "" || act == "key":
		w.Header().Set("Allow", map[bool]string{true: "GET, HEAD, POST", false: "PUT, POST"}[id == ""])
		d.refuse(w, r, http.StatusMethodNotAllowed, "", r.Method+" is not taken here")
	case act != "":
		d.refuse(w, r, http.StatusNotFound, "", "there are "+AppsPath+", "+AppsPath+"/{id} and "+AppsPath+"/{id}/key")
	default:
		d.one(w, r, id)
	}
}

// list answers a GET of all applications.
func (d *Desk) list(w http.ResponseWriter, r *http.Request) {
	if wantsPage(r) {
		d.page(w, r, http.StatusOK, deskPage{})
		return
	}
	all := []shown{}
	for _, app := range d.Estate.Enrolled() {
		all = append(all, d.show(app, r))
	}
	d.answer(w, http.StatusOK, map[string]any{"apps": all})
}

// Stranger says why a request is told nothing of applications; empty for one that is. A page of another site that a browser on this machine shows must not
// get in, by whatever name it reaches this machine (DNS rebinding).
func (d *Desk) Stranger(r *http.Request) string {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return "a page of another site cannot register applications"
	}
	if d.Anywhere {
		return ""
	}
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !loopback(from) || !loopback(Plain(r.Host)) || passedOn(r) {
		return "applications are registered from the machine that serves, at a loopback address and not through a proxy; serve --apps-from-anywhere lets others do so"
	}
	return ""
}

// passedOn reports whether a proxy on this machine has passed a request on: it may be anybody's.
func passedOn(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// one answers for a single application.
func (d *Desk) one(w http.ResponseWriter, r *http.Request, id string) {
	app, ok := d.Estate.App(id)
	switch {
	case !ok:
		d.refuse(w, r, http.StatusNotFound, "id", "no application is registered under this id")
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		d.answer(w, http.StatusOK, d.show(app, r))
	case r.Method == http.MethodDelete:
		if why := d.dismiss(id); why != "" {
			d.refuse(w, r, http.StatusForbidden, "id", why)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", "GET, HEAD, DELETE")
		d.refuse(w, r, http.StatusMethodNotAllowed, "", "want GET or DELETE")
	}
}

// register answers a POST. The id is the desk's to give: whoever knows an application's id must have been told it.
func (d *Desk) register(w http.ResponseWriter, r *http.Request) {
	in, ok := d.posted(w, r)
	if !ok {
		return
	}
	if in.ID != "" {
		d.refuse(w, r, http.StatusBadRequest, "id", "ids are given here; leave it out")
		return
	}
	app, secret, err := d.enrol(in)
	if err != nil {
		d.refuseFor(w, r, err)
		return
	}
	out := d.show(&app, r)
	out.Secret = secret
	w.Header().Set("Location", AppsPath+"/"+app.ID)
	d.answer(w, http.StatusCreated, out)
}

// rotate answers a PUT of another key: {"key": …}, {"jwks": …} or {"jwks_url": …}. Tokens that the application holds stay good, as on the platform.
func (d *Desk) rotate(w http.ResponseWriter, r *http.Request, id string) {
	in, ok := d.posted(w, r)
	if !ok {
		return
	}
	app, err := d.rekey(id, in)
	if err != nil {
		d.refuseFor(w, r, err)
		return
	}
	d.answer(w, http.StatusOK, d.show(app, r))
}

// posted reads the JSON of a request; it has answered where there is none.
func (d *Desk) posted(w http.ResponseWriter, r *http.Request) (*posted, bool) {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if strings.TrimSpace(media) != "application/json" {
		d.refuse(w, r, http.StatusUnsupportedMediaType, "", "want Content-Type: application/json")
		return nil, false
	}
	in, err := read(http.MaxBytesReader(w, r.Body, mostAppBytes))
	if err != nil {
		d.refuse(w, r, http.StatusBadRequest, "", err.Error())
		return nil, false
	}
	return in, true
}

// refuseFor answers what the desk has failed with.
func (d *Desk) refuseFor(w http.ResponseWriter, r *http.Request, err error) {
	status, field := deskStatus(err)
	message := err.Error()
	if wrong, ok := errors.AsType[*Slip](err); ok {
		message = wrong.Message
	}
	d.refuse(w, r, status, field, message)
}

// deskStatus is the status of an error, and the field that it is about.
func deskStatus(err error) (status int, field string) {
	if wrong, ok := errors.AsType[*Slip](err); ok {
		return http.StatusBadRequest, wrong.Field
	}
	switch {
	case errors.Is(err, errFull):
		return http.StatusConflict, ""
	case errors.Is(err, errUnknown):
		return http.StatusNotFound, "id"
	case errors.Is(err, errFixed):
		return http.StatusForbidden, "id"
	}
	return http.StatusInternalServerError, ""
}

// Origin is scheme and host of the estate as the sender of a request reaches it.
func (d *Desk) Origin(r *http.Request) string {
	switch {
	case d.Base != "":
		return d.Base
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// answer writes JSON that nothing may keep.
func (d *Desk) answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	mocks.Answer(w, "application/json", status, body)
}

// refuse says what is wrong, to a person on the page and to a program in JSON.
func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, status int, field, message string) {
	if wantsPage(r) {
		d.page(w, r, status, deskPage{Trouble: message, Field: field, Stranger: d.Stranger(r) != ""})
		return
	}
	body := map[string]string{"error": message}
	if field != "" {
		body["field"] = field
	}
	d.answer(w, status, body)
}
