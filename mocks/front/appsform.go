package front

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"sandpiper/mocks/login/oidc"
)

//go:embed apps.gohtml
var appsText string

var appsPage = sync.OnceValue(func() *Page { return NewPage(appsText) })

// Offer is something that an application may do, as the form for people offers it.
type Offer struct {
	Words  string
	Hint   string
	Scopes []string
	Usual  bool // ticked at first
}

// deskPage is the page of applications.
type deskPage struct {
	Stranger bool // may not see or register any
	Trouble  string
	Field    string
	Base     string
	Apps     []shown
	Offers   []Offer
	New      *newApp // just registered, or given another key

	// What was filled in, when it has to be filled in again.
	Name, Redirects, Key string
	Ticked               []string
}

// newApp is what is shown once.
type newApp struct {
	shown
	Private string // key in PEM, if the desk has made it
	Rotated bool
}

// HasOffer reports whether an offer was ticked, or is at first.
func (p deskPage) HasOffer(o Offer) bool {
	if p.Trouble == "" {
		return o.Usual
	}
	return slices.Contains(p.Ticked, o.Words)
}

// wantsPage reports whether a person with a browser asks, and not a program.
func wantsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// fromForm reports whether a browser sends a form of ours. A program that sends one cannot prove that it is no page of another site: it sends JSON.
func fromForm(r *http.Request) bool {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(media) == "application/x-www-form-urlencoded" && (r.Header.Get("Sec-Fetch-Site") == "same-origin" || r.Header.Get("Origin") != "")
}

// form answers a form: a new application, another key for one, or its end.
func (d *Desk) form(w http.ResponseWriter, r *http.Request, id, act string) {
	r.Body = http.MaxBytesReader(w, r.Body, mostAppBytes)
	if err := r.ParseForm(); err != nil {
		d.page(w, r, http.StatusBadRequest, deskPage{Trouble: "the form could not be read"})
		return
	}
	filled := deskPage{
		Name: r.PostForm.Get("name"), Redirects: r.PostForm.Get("redirect_uris"), Key: r.PostForm.Get("key"), Ticked: r.PostForm["may"],
	}
	var made newApp
	var err error
	switch {
	case id == "":
		made, err = d.formed(filled, r)
	case act == "key":
		made, err = d.formedKey(id, filled, r)
	case act == "delete":
		if why := d.dismiss(id); why != "" {
			d.page(w, r, http.StatusForbidden, deskPage{Trouble: why})
			return
		}
		http.Redirect(w, r, AppsPath, http.StatusSeeOther)
		return
	default:
		d.page(w, r, http.StatusNotFound, deskPage{Trouble: "there is no such form"})
		return
	}
	if err != nil {
		status, field := deskStatus(err)
		filled.Trouble, filled.Field = err.Error(), field
		d.page(w, r, status, filled)
		return
	}
	d.page(w, r, http.StatusCreated, deskPage{New: &made})
}

// formed registers the application of a form. Without a public key it is given a key pair.
func (d *Desk) formed(filled deskPage, r *http.Request) (made newApp, err error) {
	in := &posted{Registration: Registration{Name: strings.TrimSpace(filled.Name), Redirects: strings.Fields(filled.Redirects)}}
	for _, o := range d.Offers {
		if slices.Contains(filled.Ticked, o.Words) {
			in.Scopes = append(in.Scopes, o.Scopes...)
		}
	}
	if len(in.Scopes) == 0 {
		return made, slip("may", "tick at least one thing that the app may do")
	}
	if in.Key, made.Private, err = keyOrNew(filled.Key); err != nil {
		return made, err
	}
	app, secret, err := d.enrol(in)
	if err != nil {
		return made, err
	}
	made.shown = d.show(&app, r)
	made.Secret = secret
	return made, nil
}

// formedKey gives an application the key of a form, or a new pair.
func (d *Desk) formedKey(id string, filled deskPage, r *http.Request) (made newApp, err error) {
	in := new(posted)
	if in.Key, made.Private, err = keyOrNew(filled.Key); err != nil {
		return made, err
	}
	app, err := d.rekey(id, in)
	if err != nil {
		return made, err
	}
	made.shown, made.Rotated = d.show(app, r), true
	return made, nil
}

// keyOrNew is the public key that was given, or one of a new pair and its private half.
func keyOrNew(given string) (public, private string, err error) {
	if given = strings.TrimSpace(given); given != "" {
		return given, "", nil
	}
	key, err := rsa.GenerateKey(rand.Reader, oidc.LeastBits)
	if err != nil {
		return "", "", fmt.Errorf("make a key: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", fmt.Errorf("write a key: %w", err)
	}
	open, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return "", "", fmt.Errorf("write a key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})), nil
}

// page shows the desk to a person.
func (d *Desk) page(w http.ResponseWriter, r *http.Request, status int, p deskPage) {
	p.Base, p.Offers = d.Origin(r), d.Offers
	if !p.Stranger {
		for _, app := range d.Estate.Enrolled() {
			p.Apps = append(p.Apps, d.show(app, r))
		}
	}
	appsPage().ShowAs(w, status, p)
}

// AuthoriseURL is where somebody signs in for a new application: as a citizen, or as staff.
func (n newApp) AuthoriseURL(citizen bool) string {
	if len(n.Redirects) == 0 {
		return ""
	}
	ask := url.Values{"client_id": {n.ID}, "redirect_uri": {n.Redirects[0]}, "response_type": {"code"}, "state": {"anything"}}
	if citizen {
		ask.Set("scope", "nhs-login")
	}
	return strings.TrimSuffix(n.TokenURL, "/token") + "/authorize?" + ask.Encode()
}
