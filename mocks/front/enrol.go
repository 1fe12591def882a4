package front

import (
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"

	"sandpiper/mocks"
)

// What a desk fails with, beside a *Slip.
var (
	errFull    = fmt.Errorf("%d applications are registered here; DELETE some", mostApps)
	errUnknown = errors.New("no application is registered under this id")
	errFixed   = errors.New("the application was registered when serve began; change its file")
)

// enrol registers an application under an id that is new: 128 random bits. secret is what it was given, if it was.
func (d *Desk) enrol(in *posted) (app mocks.App, secret string, err error) {
	if app, secret, err = d.make(in); err != nil {
		return app, "", err
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
		return app, "", errFull
	}
	d.Estate.Enrol(app)
	return app, secret, nil
}

// rekey gives an application that was registered here other keys.
func (d *Desk) rekey(id string, in *posted) (*mocks.App, error) {
	held, ok := d.Estate.App(id)
	if !ok {
		return nil, errUnknown
	}
	d.mu.Lock()
	mine := d.made[id]
	d.mu.Unlock()
	if !mine {
		return nil, errFixed
	}
	only := posted{Registration: Registration{ID: id, Key: in.Key, KeyFile: in.KeyFile, KeySetFile: in.KeySetFile, KID: in.KID, KeySetURL: in.KeySetURL}, KeySet: in.KeySet}
	keyed, err := only.app()
	if err != nil {
		return nil, err
	}
	if len(keyed.Keys.Keys) == 0 && keyed.KeysURL == "" {
		return nil, slip("key", "want key, jwks or jwks_url")
	}
	app := *held
	app.Keys, app.KeysURL = keyed.Keys, keyed.KeysURL
	if !d.Estate.Amend(app) {
		return nil, errUnknown
	}
	return &app, nil
}

// dismiss forgets an application that was registered here; why says what stands against it.
func (d *Desk) dismiss(id string) (why string) {
	d.mu.Lock()
	mine := d.made[id]
	delete(d.made, id)
	d.mu.Unlock()
	if !mine {
		return "the application was registered when serve began; take it out of its file"
	}
	d.Estate.Dismiss(id)
	return ""
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
	app, err = in.app()
	return app, secret, err
}

// word is a word that nobody can guess, of as many bytes of chance.
func (d *Desk) word(prefix string, bytes int) (string, error) {
	raw := make([]byte, bytes)
	if _, err := io.ReadFull(d.Random, raw); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)), nil
}
