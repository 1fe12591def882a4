package coherence_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
	"sandpiper/mocks/pds"
	"sandpiper/synthetic/draw"
)

// application is one that the round has registered with the estate.
type application struct {
	id, name, practice, secret string
	there, atDesk              bool
	key, old                   *signingKey // what it signs with, and what it has signed with before; nil for nothing
	held                       session     // a token of its own
}

// appScopes are what an application of the round holds.
var appScopes = []string{pds.AppScope, pds.WorkerScope}

// enrol registers an application with the estate itself, as a file of applications does.
func enrol(r *round) error {
	a := r.applicant()
	a.id, a.secret = fmt.Sprintf("app-%d-%d", r.n, r.next()), secret
	if !r.estate.Enrol(mocks.App{ID: a.id, Name: a.name, ODS: a.practice, Secret: a.secret, Redirects: []string{callback}, Keys: a.key.set(), Scopes: appScopes}) {
		return fmt.Errorf("the id of %s is taken", a.id)
	}
	return nil
}

// applicant is an application that has yet to be registered.
func (r *round) applicant() *application {
	a := &application{name: fmt.Sprintf("Product %d of %d", r.next(), r.n), practice: r.practice(""), there: true, key: r.rig.keys[0]}
	r.apps = append(r.apps, a)
	r.target.app = a
	return a
}

// registered is the newest application that is there and for which a test holds; it is registered now if there is none.
func (r *round) registered(fits func(*application) bool, register func(*round) error) (*application, error) {
	for _, a := range slices.Backward(r.apps) {
		if a.there && fits(a) {
			r.target.app = a
			return a, nil
		}
	}
	if err := register(r); err != nil {
		return nil, err
	}
	return r.target.app, nil
}

// dismiss forgets an application.
func dismiss(r *round) error {
	a, err := r.registered(func(*application) bool { return true }, enrol)
	if err != nil {
		return err
	}
	a.there = false
	if !r.estate.Dismiss(a.id) {
		return fmt.Errorf("%s was not known", a.id)
	}
	return nil
}

// newDesk is the round's own desk: what it gives follows from the round.
func (r *round) newDesk() *front.Desk {
	seeded := draw.Key(r.rig.population.Recipe().Seed, uint64(r.n), streamRound, 2)
	var seed [32]byte
	for k := range 4 {
		binary.BigEndian.PutUint64(seed[8*k:], seeded.Uint64())
	}
	return &front.Desk{Estate: r.estate, Random: rand.NewChaCha8(seed), Scopes: appScopes, Anywhere: true}
}

const isJSON = "application/json"

// deskRegister registers an application at /_sandpiper/apps.
func deskRegister(r *round) error {
	a := r.applicant()
	a.atDesk = true
	var made struct{ ID, Secret string }
	err := r.do(http.MethodPost, host+front.AppsPath, encoded(map[string]any{"name": a.name, "organisation": a.practice, "key": a.key.pem, "kid": a.key.id,
		"redirect_uris": []string{callback}, "scopes": appScopes}), "Content-Type", isJSON).read(http.StatusCreated, &made)
	a.id, a.secret = made.ID, made.Secret
	return err
}

// atDesk is an application that was registered at the desk.
func (r *round) atDesk() (*application, error) {
	return r.registered(func(a *application) bool { return a.atDesk }, deskRegister)
}

// deskRekey gives an application its other key: the one that it had is good no more.
func deskRekey(r *round) error {
	a, err := r.atDesk()
	if err != nil {
		return err
	}
	next := r.rig.keys[0]
	if a.key == next {
		next = r.rig.keys[1]
	}
	a.key, a.old = next, a.key
	return r.do(http.MethodPut, host+front.AppsPath+"/"+a.id+"/key", encoded(map[string]string{"key": next.pem, "kid": next.id}), "Content-Type", isJSON).
		read(http.StatusOK, nil)
}

// deskRemove takes an application that holds a token out at the desk: as a program does, or by the form of the page.
func deskRemove(r *round) error {
	a, err := r.atDesk()
	if err != nil {
		return err
	}
	if err := r.hold(a); err != nil {
		return err
	}
	a.there = false
	if r.draw.IntN(2) == 0 {
		return r.do(http.MethodDelete, host+front.AppsPath+"/"+a.id, "").read(http.StatusNoContent, nil)
	}
	return r.do(http.MethodPost, host+front.AppsPath+"/"+a.id+"/delete", "", "Content-Type", "application/x-www-form-urlencoded", "Origin", host).
		read(http.StatusSeeOther, nil)
}

// hold has an application that is there get a token by itself.
func (r *round) hold(a *application) error {
	var body struct {
		Token string `json:"access_token"`
	}
	if err := r.grant(a.id, a.key).read(http.StatusOK, &body); err != nil {
		return err
	}
	a.held = session{token: body.Token, until: r.clock().Now().Add(life)}
	return nil
}
