package front

import (
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/synthetic/near"
)

// AppsPath is where a Desk stands.
const AppsPath = "/_sandpiper/apps"

// Bounds of a desk.
const (
	mostApps     = 256      // registered at the desk at one time
	mostAppBytes = 64 << 10 // of one registration
)

// Desk registers applications while an estate runs: GET, POST and DELETE of JSON at AppsPath. Unless Anywhere says otherwise it serves this
// machine only, and never a page of another site.
type Desk struct {
	Estate   *mocks.Estate
	Random   io.Reader // of ids and secrets
	Scopes   []string  // of an application that asks for none
	Base     string    // scheme://host of the estate; empty: taken from each request
	Sandbox  bool      // an application may say that it meets the oddities of the official sandboxes
	Anywhere bool      // other machines may register, see and dismiss applications too

	mu   sync.Mutex
	made map[string]bool // ids that were given here
}

// posted is a registration in JSON, which can hold a key set as well.
type posted struct {
	Registration
	KeySet json.RawMessage `json:"jwks,omitempty"`
}

// shown is an application as the desk shows it: without its secret, except to whom it was just given.
type shown struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Organisation string   `json:"organisation,omitempty"`
	Keys         []string `json:"kids"`
	KeySetURL    string   `json:"jwks_url,omitempty"`
	HasSecret    bool     `json:"has_secret"`
	Secret       string   `json:"secret,omitempty"`
	Scopes       []string `json:"scopes"`
	Redirects    []string `json:"redirect_uris"`
	LogoutURL    string   `json:"logout_url,omitempty"`
	PerMinute    int      `json:"per_minute,omitempty"`
	Sandbox      bool     `json:"sandbox,omitempty"`
	TokenURL     string   `json:"token_url"`
	Removable    bool     `json:"removable"`
}

// ServeHTTP answers at AppsPath and below.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if why := d.Stranger(r); why != "" {
		d.refuse(w, http.StatusForbidden, "", why)
		return
	}
	id := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, AppsPath), "/")
	switch {
	case id == "" && r.Method == http.MethodPost:
		d.register(w, r)
	case id == "" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		all := []shown{}
		for _, app := range d.Estate.Enrolled() {
			all = append(all, d.show(app, r))
		}
		d.answer(w, http.StatusOK, map[string]any{"apps": all})
	case id == "":
		w.Header().Set("Allow", "GET, HEAD, POST")
		d.refuse(w, http.StatusMethodNotAllowed, "", "want GET or POST")
	default:
		d.one(w, r, id)
	}
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
	if err != nil || !loopback(from) || !loopback(Plain(r.Host)) {
		return "applications are registered from the machine that serves, at a loopback address; serve --apps-from-anywhere lets others do so"
	}
	return ""
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
		d.refuse(w, http.StatusNotFound, "id", "no application is registered under this id")
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		d.answer(w, http.StatusOK, d.show(app, r))
	case r.Method == http.MethodDelete:
		d.mu.Lock()
		mine := d.made[id]
		delete(d.made, id)
		d.mu.Unlock()
		if !mine {
			d.refuse(w, http.StatusForbidden, "id", "the application was registered when serve began; take it out of its file")
			return
		}
		d.Estate.Dismiss(id)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", "GET, HEAD, DELETE")
		d.refuse(w, http.StatusMethodNotAllowed, "", "want GET or DELETE")
	}
}

// register answers a POST. The id is the desk's to give: whoever knows an application's id must have been told it.
func (d *Desk) register(w http.ResponseWriter, r *http.Request) {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if strings.TrimSpace(media) != "application/json" {
		d.refuse(w, http.StatusUnsupportedMediaType, "", "want Content-Type: application/json")
		return
	}
	in, err := read(http.MaxBytesReader(w, r.Body, mostAppBytes))
	if err != nil {
		d.refuse(w, http.StatusBadRequest, "", err.Error())
		return
	}
	if in.ID != "" {
		d.refuse(w, http.StatusBadRequest, "id", "ids are given here; leave it out")
		return
	}
	app, secret, err := d.make(in)
	if wrong, ok := errors.AsType[*Slip](err); ok {
		d.refuse(w, http.StatusBadRequest, wrong.Field, wrong.Message)
		return
	}
	if err != nil {
		d.refuse(w, http.StatusInternalServerError, "", "no randomness to be had")
		return
	}
	d.mu.Lock()
	full := len(d.made) >= mostApps
	if !full {
		if d.made == nil {
			d.made = make(map[string]bool)
		}
		d.made[app.ID] = true
	}
	d.mu.Unlock()
	if full {
		d.refuse(w, http.StatusConflict, "", fmt.Sprintf("%d applications are registered here; DELETE some", mostApps))
		return
	}
	d.Estate.Enrol(app) // a free id: 128 random bits
	out := d.show(&app, r)
	out.Secret = secret
	w.Header().Set("Location", AppsPath+"/"+app.ID)
	d.answer(w, http.StatusCreated, out)
}

// make is the application of a registration, with an id and, if somebody is to sign in and none was given, a secret of its own.
func (d *Desk) make(in *posted) (app mocks.App, secret string, err error) {
	if in.ID, err = d.word("app-", 16); err != nil {
		return app, "", err
	}
	if in.Secret == "" && len(in.Redirects) > 0 {
		// 32 letters: as long as HS256 wants a secret to be.
		if secret, err = d.word("", 20); err != nil {
			return app, "", err
		}
		in.Secret = secret
	}
	if len(in.Scopes) == 0 {
		in.Scopes = d.Scopes
	}
	if in.Sandbox && !d.Sandbox {
		return app, "", slip("sandbox", "there is none to meet: start serve with --compat")
	}
	if app, err = in.App(nil); err != nil || len(in.KeySet) == 0 {
		return app, secret, err
	}
	if len(app.Keys.Keys) > 0 || app.KeysURL != "" {
		return app, "", slip("jwks", "keys come in one way: key, jwks or jwks_url")
	}
	if app.Keys, err = KeySet(in.KeySet); err != nil {
		return app, "", slip("jwks", "%w", err)
	}
	return app, secret, nil
}

// word is a word that nobody can guess, of as many bytes of chance.
func (d *Desk) word(prefix string, bytes int) (string, error) {
	raw := make([]byte, bytes)
	if _, err := io.ReadFull(d.Random, raw); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)), nil
}

// fields are the members of a registration in JSON.
var fields = []string{"name", "organisation", "key", "kid", "jwks", "jwks_url", "secret", "scopes", "redirect_uris", "logout_url", "id_token_signed_response_alg", "sandbox", "per_minute"}

// read reads one registration and nothing else.
func read(body io.Reader) (*posted, error) {
	in := &posted{}
	dec := json.NewDecoder(body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(in); err != nil {
		if _, name, unknown := strings.Cut(err.Error(), "unknown field "); unknown {
			name = strings.Trim(name, `"`)
			if n := near.Word(name, fields); n != "" {
				return nil, fmt.Errorf("unknown member %q; did you mean %q?", name, n)
			}
			return nil, fmt.Errorf("unknown member %q; there are %s", name, strings.Join(fields, ", "))
		}
		return nil, fmt.Errorf("read the registration: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the registration: something follows it")
	}
	return in, nil
}

func (d *Desk) show(app *mocks.App, r *http.Request) shown {
	base := d.Base
	if base == "" {
		base = "http://" + r.Host
		if r.TLS != nil {
			base = "https://" + r.Host
		}
	}
	out := shown{
		ID: app.ID, Name: app.Name, Organisation: app.ODS, Keys: []string{}, KeySetURL: app.KeysURL, HasSecret: app.Secret != "", Scopes: app.Scopes,
		Redirects: append([]string{}, app.Redirects...), LogoutURL: app.LogoutURL, PerMinute: app.PerMinute, Sandbox: app.Sandbox, TokenURL: base + "/oauth2/token",
	}
	for _, key := range app.Keys.Keys {
		out.Keys = append(out.Keys, key.KeyID)
	}
	d.mu.Lock()
	out.Removable = d.made[app.ID]
	d.mu.Unlock()
	return out
}

// answer writes JSON that nothing may keep.
func (d *Desk) answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	mocks.Answer(w, "application/json", status, body)
}

func (d *Desk) refuse(w http.ResponseWriter, status int, field, message string) {
	body := map[string]string{"error": message}
	if field != "" {
		body["field"] = field
	}
	d.answer(w, status, body)
}
