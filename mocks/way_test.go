package mocks_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/mux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks"
)

// mirror answers with what it knows of its own address.
type mirror struct{ name, root string }

func (m mirror) Name() string { return m.name }
func (m mirror) Mount(r *mux.Router) {
	r.HandleFunc(m.root+"/thing/{id}", func(w http.ResponseWriter, r *http.Request) {
		call := mocks.CallFrom(r.Context())
		_, _ = io.WriteString(w, strings.Join([]string{
			m.name, r.URL.Path, call.URL(r.URL.Path), call.Path(m.root), call.URL("/left/token"), call.URL("/right/deep"),
		}, " "))
	}).Methods(http.MethodGet).Name("thing")
}

// house is an estate of two services with ways in.
func house(t testing.TB, ways ...mocks.Way) *mocks.Estate {
	b := newBench(t, nil)
	e, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{mirror{"left", "/left"}, mirror{"right", "/right/deep"}}, Ways: ways, Default: &mocks.Realm{World: b.realm.World},
	})
	require.NoError(t, err)
	return e
}

func ask(h http.Handler, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
	return w
}

// TestWaysIn: what a service says of its own address is what the caller wrote, by each way in.
func TestWaysIn(t *testing.T) {
	e := house(t,
		mocks.Way{Places: []mocks.Place{{Inside: "/right/deep"}}},
		mocks.Way{Host: "api.example", Group: "g", Closed: true, Places: []mocks.Place{{}, {Host: "login.example", Path: "/moved", Inside: "/right/deep"}}},
		mocks.Way{Host: "login.example", Group: "g", Closed: true, Places: []mocks.Place{{Path: "/moved", Inside: "/right/deep"}, {Host: "api.example"}}},
	)
	for _, c := range []struct {
		way  int // -1: the platform's own
		url  string
		want string
	}{
		{-1, "http://a:1/left/thing/1", "left /left/thing/1 http://a:1/left/thing/1 /left http://a:1/left/token http://a:1/right/deep"},
		{0, "http://b:2/thing/1", "right /right/deep/thing/1 http://b:2/thing/1 / http://b:2/left/token http://b:2"},
		{0, "http://b:2/right/deep/thing/1", "right /right/deep/thing/1 http://b:2/thing/1 / http://b:2/left/token http://b:2"},
		{0, "http://b:2/left/thing/1", "left /left/thing/1 http://b:2/left/thing/1 /left http://b:2/left/token http://b:2"},
		{1, "https://api.example:8/left/thing/1", "left /left/thing/1 https://api.example:8/left/thing/1 /left https://api.example:8/left/token https://login.example:8/moved"},
		{1, "https://api.example/left/thing/1", "left /left/thing/1 https://api.example/left/thing/1 /left https://api.example/left/token https://login.example/moved"},
		{2, "https://login.example/moved/thing/1", "right /right/deep/thing/1 https://login.example/moved/thing/1 /moved https://api.example/left/token https://login.example/moved"},
	} {
		h := http.Handler(e)
		if c.way >= 0 {
			h = e.Through(&e.Ways[c.way])
		}
		got := ask(h, c.url)
		assert.Equal(t, c.want, got.Body.String(), c.url)
	}
}

// TestWaysSayWhy: a path that leads nowhere by this way is explained in the paths of this way.
func TestWaysSayWhy(t *testing.T) {
	e := house(t,
		mocks.Way{Places: []mocks.Place{{Inside: "/right/deep"}}},
		mocks.Way{Host: "api.example", Closed: true, Places: []mocks.Place{{}, {Host: "login.example", Path: "/moved", Inside: "/right/deep"}}},
		mocks.Way{Host: "login.example", Closed: true, Places: []mocks.Place{{Path: "/moved", Inside: "/right/deep"}}},
	)
	for _, c := range []struct {
		way       int
		url, want string
	}{
		{0, "http://b/thign/1", "no route matches GET /thign/1; the nearest is GET /thing/{id} (right)"},
		{1, "https://api.example:8/right/deep/thing/1", "what lies there is served at https://login.example:8/moved"},
		{1, "https://api.example/left/thnig/1", "no route matches GET /left/thnig/1; the nearest is GET /left/thing/{id} (left)"},
		{2, "https://login.example/left/thing/1", "nothing of this host begins so"},
	} {
		got := ask(e.Through(&e.Ways[c.way]), c.url)
		assert.Equal(t, http.StatusNotFound, got.Code, c.url)
		assert.Equal(t, c.want, got.Header().Get("X-Sandpiper-Why"), c.url)
		assert.NotContains(t, got.Body.String(), "nearest", "never in the body")
	}
}

// TestWhyIsSafeInAHeader: whatever a stranger writes into a path, the header that explains it is one line of printable ASCII.
func TestWhyIsSafeInAHeader(t *testing.T) {
	e := house(t, mocks.Way{Places: []mocks.Place{{Inside: "/right/deep"}}})
	rapid.Check(t, func(rt *rapid.T) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = "/" + rapid.String().Draw(rt, "path") + rapid.SampledFrom([]string{"", "\r\nSet-Cookie: a=b", "\x00", "é"}).Draw(rt, "end")
		r.Method = rapid.SampledFrom([]string{"GET", "PUT", "A\r\nB: c"}).Draw(rt, "method")
		for _, h := range []http.Handler{e, e.Through(&e.Ways[0])} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			for _, c := range []byte(w.Header().Get("X-Sandpiper-Why")) {
				if c < ' ' || c > '~' {
					rt.Fatalf("byte %#x in the header", c)
				}
			}
			if len(w.Header()["Set-Cookie"]) > 0 || len(w.Header().Get("X-Sandpiper-Why")) > 512 {
				rt.Fatal("the header got out of hand")
			}
		}
	})
}

// TestAppsComeAndGo: an app that is dismissed is unknown at once, and so are its tokens.
func TestAppsComeAndGo(t *testing.T) {
	b := newBench(t, nil)
	require.True(t, b.estate.Enrol(mocks.App{ID: "new", PerMinute: 2}))
	require.False(t, b.estate.Enrol(mocks.App{ID: "new"}), "the id is taken")
	app, ok := b.estate.App("new")
	require.True(t, ok)
	assert.Equal(t, 2, app.PerMinute)
	now := b.realm.World.Clock().Now()
	token := b.realm.Tokens.Issue("new", []string{"x"}, now, 1e12)
	_, err := b.realm.Tokens.Find(token.Value, now)
	require.NoError(t, err)
	require.True(t, b.estate.Dismiss("new"))
	assert.False(t, b.estate.Dismiss("new"))
	_, err = b.realm.Tokens.Find(token.Value, now)
	assert.ErrorIs(t, err, mocks.ErrUnknownToken)
	_, ok = b.estate.App("new")
	assert.False(t, ok)
}

// lister answers with its address by every way in that it knows of.
type lister struct{}

func (lister) Name() string { return "lister" }
func (lister) Mount(r *mux.Router) {
	r.HandleFunc("/lister/ways", func(w http.ResponseWriter, r *http.Request) {
		for _, way := range mocks.CallFrom(r.Context()).Ways() {
			_, _ = io.WriteString(w, way.URL("/lister")+"\n")
		}
	})
}

// TestWaysKnowTheirGroup: what one way issued is known by the others of its environment, and by no other.
func TestWaysKnowTheirGroup(t *testing.T) {
	b := newBench(t, nil)
	own := []mocks.Place{{Inside: "/lister"}}
	e, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{lister{}}, Default: &mocks.Realm{World: b.realm.World}, Ways: []mocks.Way{
		{Origin: "http://root:1", Places: own},
		{Host: "a.test", Group: "test", Closed: true, Places: []mocks.Place{{}}},
		{Host: "b.test", Group: "test", Closed: true, Places: own},
		{Host: "c.live", Group: "live", Closed: true, Places: own},
	}})
	require.NoError(t, err)
	assert.Equal(t, "http://main/lister\nhttp://root:1\n", ask(e, "http://main/lister/ways").Body.String())
	assert.Equal(t, "http://localhost:1\n", ask(e.Through(&e.Ways[0]), "http://localhost:1/ways").Body.String())
	assert.Equal(t, "https://a.test:8/lister\nhttps://b.test:8\n", ask(e.Through(&e.Ways[1]), "https://a.test:8/lister/ways").Body.String())
	assert.Equal(t, "https://c.live\n", ask(e.Through(&e.Ways[3]), "https://c.live/ways").Body.String())
}
