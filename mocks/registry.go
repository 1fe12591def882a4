package mocks

import (
	"slices"
	"strings"
	"sync"
)

// Marked is the header by which an estate that strangers connect to says, in every answer, that it is not what it plays.
const Marked = "X-Sandpiper"

// registry is the applications of an estate.
type registry struct {
	mu   sync.RWMutex
	held map[string]*App
}

// add registers an app, and reports whether its id was free.
func (g *registry) add(app *App) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.held[app.ID] != nil {
		return false
	}
	g.held[app.ID] = app
	return true
}

// App finds a registered application by its id (the API key). What it points to must not be changed.
func (e *Estate) App(id string) (*App, bool) {
	e.apps.mu.RLock()
	defer e.apps.mu.RUnlock()
	a := e.apps.held[id]
	return a, a != nil
}

// Enrol registers an application while the estate runs, and reports whether its id was free.
func (e *Estate) Enrol(app App) bool { return e.apps.add(&app) }

// Amend puts an application in the place of the one with its id, whose tokens stay good, and reports whether there was one.
func (e *Estate) Amend(app App) bool {
	e.apps.mu.Lock()
	defer e.apps.mu.Unlock()
	if e.apps.held[app.ID] == nil {
		return false
	}
	e.apps.held[app.ID] = &app
	return true
}

// Dismiss forgets an application, every access token that it holds in any realm, and what was counted of its calls. It reports whether there was one.
func (e *Estate) Dismiss(id string) bool {
	e.apps.mu.Lock()
	_, ok := e.apps.held[id]
	delete(e.apps.held, id)
	e.apps.mu.Unlock()
	end := func(realm *Realm) {
		realm.Tokens.endApp(id)
		realm.limits.forget(id)
	}
	if realm := e.deflt.Load(); realm != nil {
		end(realm)
	}
	e.realms.Range(func(_, realm any) bool {
		end(realm.(*Realm))
		return true
	})
	return ok
}

// Enrolled lists the registered applications by id.
func (e *Estate) Enrolled() []*App {
	e.apps.mu.RLock()
	defer e.apps.mu.RUnlock()
	var out []*App
	for _, app := range e.apps.held {
		out = append(out, app)
	}
	slices.SortFunc(out, func(a, b *App) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// endApp forgets every token of an app.
func (t *Tokens) endApp(app string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for value, token := range t.held {
		if token.App == app {
			delete(t.held, value)
		}
	}
}
