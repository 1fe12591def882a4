package product_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

// front is a website of some pages, and a browser before it.
func front(t testing.TB, pages map[string]http.HandlerFunc) func(verb string, with map[string]any) product.Observation {
	t.Helper()
	mux := http.NewServeMux()
	for at, page := range pages {
		mux.HandleFunc(at, page)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	env := producttest.Env(t)
	b := product.Browser(server.URL, env)
	kept := map[string]any{}
	return func(verb string, with map[string]any) product.Observation {
		t.Helper()
		seen, err := b.Do(t.Context(), product.Call{Verb: verb, With: with, RunID: "r1", Kept: kept, BaseURL: env.BaseURL, Timeout: 2 * time.Second})
		require.NoError(t, err)
		return seen
	}
}

func writes(html string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, html) }
}

func TestBrowserReadsAPage(t *testing.T) {
	open := front(t, map[string]http.HandlerFunc{"GET /{$}": writes(`<!doctype html><title> A  page </title><style>p{}</style>
<h1>Hello</h1><p role=alert>Mind <b>this</b></p><p hidden>999 000 0018</p><script>"999 000 0026"</script><p>NHS number: 999 000&nbsp;0034</p>
<input value="9990000042"><input type=hidden value=9990000050><a href="/next?x=1">Go on</a><a href="https://elsewhere.example.org/a?b">Away</a>
<form action=/sent method=post><input name=a value=1><select name=s><option>one<option selected value=2>two</select><button>Send it</button></form>`)})
	seen := open("visit", nil)
	assert.Equal(t, product.OK, seen.Outcome)
	v := seen.Value
	assert.Equal(t, []any{200.0, "product", "/", "A page", []any{"Hello"}, []any{"Mind this"}, ""},
		[]any{v["status"], v["at"], v["path"], v["title"], v["headings"], v["alerts"], v["elsewhere"]})
	assert.Equal(t, []any{"9990000034", "9990000042"}, v["nhs_numbers"], "what is hidden is not shown; what stands in a field is")
	assert.Equal(t, []any{map[string]any{"text": "Go on", "to": "/next"}, map[string]any{"text": "Away", "to": "https://elsewhere.example.org/a"}}, v["links"])
	assert.Equal(t, []any{"Send it"}, v["buttons"])
	assert.Contains(t, v["text"], "Hello Mind this NHS number: 999 000 0034")
	assert.NotContains(t, v["text"], "0018")
}

func TestBrowserClicksAndFillsIn(t *testing.T) {
	var sent string
	open := front(t, map[string]http.HandlerFunc{
		"GET /{$}": writes(`<a href=/two>Page two</a>`),
		"GET /two": writes(`<form action=/sent method=post><input name=a value=1><input type=checkbox name=c value=yes checked><input type=checkbox name=d><button name=b value=go>Send</button></form>`),
		"POST /sent": func(w http.ResponseWriter, r *http.Request) {
			assert.NoError(t, r.ParseForm())
			sent = r.PostForm.Encode()
			http.Redirect(w, r, "/done", http.StatusSeeOther)
		},
		"GET /done": writes(`<h1>Done</h1>`),
	})
	open("visit", nil)
	assert.Equal(t, "/two", open("click", map[string]any{"text": "page two"}).Value["path"])
	assert.Equal(t, "no such thing", open("click", map[string]any{"text": "no such thing"}).Value["missing"])
	seen := open("click", map[string]any{"text": "Send", "fields": map[string]any{"a": "x y"}})
	assert.Equal(t, "a=x+y&b=go&c=yes", sent)
	assert.Equal(t, []any{"/done", []any{"Done"}}, []any{seen.Value["path"], seen.Value["headings"]})
	assert.Len(t, seen.Value["hops"], 2)
}

// A browser keeps cookies for its own window, those marked Secure too on this machine's own addresses.
func TestBrowserKeepsCookiesByWindow(t *testing.T) {
	open := front(t, map[string]http.HandlerFunc{"GET /{$}": func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("visited"); err == nil {
			_, _ = io.WriteString(w, "again "+c.Value)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "visited", Value: "v", Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		_, _ = io.WriteString(w, "first")
	}})
	first := open("visit", map[string]any{"window": "one"})
	assert.Equal(t, "first", first.Value["text"])
	assert.Equal(t, []any{map[string]any{"name": "visited", "http_only": true, "secure": true, "same_site": "lax"}}, first.Value["cookies"])
	assert.NotContains(t, fmt.Sprint(first.Value), "visited=v", "what a cookie holds is nobody's business")
	assert.Equal(t, "again v", open("visit", map[string]any{"window": "one"}).Value["text"])
	assert.Equal(t, "first", open("visit", map[string]any{"window": "two"}).Value["text"])
	assert.Equal(t, "first", open("visit", map[string]any{"window": "one", "fresh": true}).Value["text"])
}

func TestBrowserObservesWhatAProductDoesWrong(t *testing.T) {
	to := func(where string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", where)
			w.WriteHeader(http.StatusFound)
		}
	}
	for name, test := range map[string]struct {
		page    http.HandlerFunc
		outcome product.Outcome
		at      string
		says    string
	}{
		"another host":   {to("https://not-here.example.org/a?secret=1"), product.OK, "elsewhere", ""},
		"another scheme": {to("javascript:alert(1)"), product.OK, "elsewhere", ""},
		"a circle":       {to("/x"), product.Refused, "", "sent on more than"},
		"no address":     {to("http://[::1"), product.Garbage, "", "no address"},
		"no answer":      {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, product.TimedOut, "", "within"},
		"too much": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("a", product.MaxBody+9))
		}, product.TooLarge, "", "larger"},
		"torn connection": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, product.Unreachable, "", ""},
		"an error page":   {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "broken", http.StatusInternalServerError) }, product.OK, "product", ""},
		"no HTML":         {writes("\x00\xff<<<>>"), product.OK, "product", ""},
		"very deep":       {writes(strings.Repeat("<div>", 400_000/5)), product.Garbage, "", "cannot be read as HTML"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := front(t, map[string]http.HandlerFunc{"GET /x": test.page})("visit", map[string]any{"path": "/x", "timeout": "PT1S"})
			assert.Equal(t, test.outcome, seen.Outcome, seen.Message)
			if test.at != "" {
				assert.Equal(t, test.at, seen.Value["at"])
			}
			assert.Contains(t, seen.Message, test.says)
			assert.NotContains(t, fmt.Sprint(seen.Value), "secret")
		})
	}
}

func TestBrowserCallsThatMakeNoSense(t *testing.T) {
	b := product.Browser("http://127.0.0.1:1", producttest.Env(t))
	for says, with := range map[string]map[string]any{
		`did you mean "refuse"`:         {"consent": "refused"},
		`did you mean "other-state"`:    {"way_back": "other-stat"},
		"it goes with way_back: theirs": {"of": "them"},
		`"them" keeps no way back`:      {"way_back": "theirs", "of": "them"},
		`with has no "brwoser"`:         {"brwoser": "x"},
		"there is no NHS App":           {"nhs_app": true},
		"nhs_app must be true or false": {"nhs_app": "yes"},
		"timeout":                       {"timeout": "soon"},
	} {
		_, err := b.Do(t.Context(), product.Call{Verb: "visit", With: with, Kept: map[string]any{}, Timeout: time.Second})
		assert.ErrorContains(t, err, says)
	}
	_, err := b.Do(t.Context(), product.Call{Verb: "click", With: map[string]any{"text": "x"}, Kept: map[string]any{}, Timeout: time.Second})
	require.ErrorContains(t, err, "no page is open")
	_, err = b.Do(t.Context(), product.Call{Verb: "visit", Timeout: time.Second})
	assert.ErrorContains(t, err, "keeps nothing between steps")
}

// Whatever a page holds, it becomes an observation.
func FuzzBrowserPage(f *testing.F) {
	for _, seed := range []string{"", "<h1>a", "<form><button>x</button></form>", "<a href='%zz'>b</a>", "<base href=//x><a href=y>", "<select name=a><option>", "999 000 0018", "<p hidden>"} {
		f.Add([]byte(seed))
	}
	var body atomic.Value
	body.Store([]byte{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body.Load().([]byte)) }))
	f.Cleanup(server.Close)
	env := producttest.Env(f)
	b := product.Browser(server.URL, env)
	f.Fuzz(func(t *testing.T, page []byte) {
		body.Store(page)
		seen, err := b.Do(t.Context(), product.Call{Verb: "visit", Kept: map[string]any{}, Timeout: 5 * time.Second})
		require.NoError(t, err)
		require.Contains(t, seen.Value, "text")
		require.LessOrEqual(t, len(seen.Value["text"].(string)), 17<<10)
	})
}
