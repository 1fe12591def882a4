package front

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/synthetic/near"
)

// posted is a registration in JSON, which can hold a key set as well.
type posted struct {
	Registration
	KeySet json.RawMessage `json:"jwks,omitempty"`
}

// app is the application that is described. The error is a *Slip.
func (p *posted) app() (mocks.App, error) {
	app, err := p.App(nil)
	if err != nil || len(p.KeySet) == 0 {
		return app, err
	}
	if len(app.Keys.Keys) > 0 || app.KeysURL != "" {
		return app, slip("jwks", "keys come in one way: key, jwks or jwks_url")
	}
	if app.Keys, err = KeySet(p.KeySet); err != nil {
		return app, slip("jwks", "%w", err)
	}
	return app, nil
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
		return nil, fmt.Errorf("read the registration: %w", mocks.Misread(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the registration: something follows it")
	}
	return in, nil
}

// show is an application as its developer sees it.
func (d *Desk) show(app *mocks.App, r *http.Request) shown {
	base := d.Origin(r)
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
