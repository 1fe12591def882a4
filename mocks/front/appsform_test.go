package front_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/front"
)

// browsed is what a browser on this machine sends when somebody submits a form of the page.
func browsed(path string, form url.Values) *http.Request {
	r := local("POST", here+path, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html,*/*")
	r.Header.Set("Origin", here)
	return r
}

func show(h http.Handler, r *http.Request) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

var offered = []front.Offer{{Words: "Read who people are", Scopes: []string{scope}, Usual: true}, {Words: "Something else", Hint: "rarely", Scopes: []string{"other"}}}

// TestAPersonRegistersAnApp fills in the form, is shown the key once, changes it, and takes the app away.
func TestAPersonRegistersAnApp(t *testing.T) {
	d, h := desk(t)
	d.Offers = offered
	page := local("GET", here+front.AppsPath, "")
	page.Header.Set("Accept", "text/html")
	code, text := show(h, page)
	require.Equal(t, http.StatusOK, code)
	assert.Contains(t, text, `value="Read who people are" checked`)
	assert.NotContains(t, text, "hush", "no secret of others")

	code, text = show(h, browsed(front.AppsPath, url.Values{"name": {"Mine <b>"}, "may": {"Read who people are"}, "redirect_uris": {"http://localhost:3000/back\r\n"}}))
	require.Equal(t, http.StatusCreated, code, text)
	assert.Contains(t, text, "Mine &lt;b&gt; is registered")
	assert.Contains(t, text, "-----BEGIN PRIVATE KEY-----")
	id := regexp.MustCompile(`<code class="pick">(app-[a-z2-7]{26})</code>`).FindStringSubmatch(text)[1]
	app, ok := d.Estate.App(id)
	require.True(t, ok)
	assert.Equal(t, []string{"http://localhost:3000/back"}, app.Redirects)
	assert.Equal(t, []string{scope}, app.Scopes)
	assert.Contains(t, text, app.Secret)
	link := html.UnescapeString(regexp.MustCompile(`href="(http[^"]*authorize[^"]*)"`).FindStringSubmatch(text)[1])
	assert.Contains(t, link, here+"/oauth2/authorize?client_id="+id)

	_, text = show(h, page)
	assert.Contains(t, text, id)
	assert.NotContains(t, text, "PRIVATE KEY-----", "shown once")
	assert.NotContains(t, text, app.Secret, "shown once")

	before := app.Keys.Keys[0].KeyID
	code, text = show(h, browsed(front.AppsPath+"/"+id+"/key", url.Values{}))
	assert.Equal(t, http.StatusCreated, code)
	assert.Contains(t, text, "has another key")
	app, _ = d.Estate.App(id)
	assert.NotEqual(t, before, app.Keys.Keys[0].KeyID)
	code, text = show(h, browsed(front.AppsPath+"/from-the-start/key", url.Values{}))
	assert.Equal(t, http.StatusForbidden, code)
	assert.Contains(t, text, "change its file")

	code, _ = show(h, browsed(front.AppsPath+"/"+id+"/delete", url.Values{}))
	assert.Equal(t, http.StatusSeeOther, code)
	_, ok = d.Estate.App(id)
	assert.False(t, ok)
	code, _ = show(h, browsed(front.AppsPath+"/from-the-start/delete", url.Values{}))
	assert.Equal(t, http.StatusForbidden, code)
}

// TestTheFormSaysWhatIsWrong, and keeps what was filled in.
func TestTheFormSaysWhatIsWrong(t *testing.T) {
	d, h := desk(t)
	d.Offers = offered
	for want, form := range map[string]url.Values{
		"tick at least one":    {"name": {"kept"}},
		"no fragment":          {"name": {"kept"}, "may": {"Something else"}, "redirect_uris": {"https://a.example/#x"}},
		"no PEM block found":   {"name": {"kept"}, "may": {"Something else"}, "key": {"nonsense"}},
		"not a place to retur": {"name": {"kept"}, "may": {"Something else"}, "redirect_uris": {"javascript:alert(1)"}},
	} {
		code, text := show(h, browsed(front.AppsPath, form))
		assert.Equal(t, http.StatusBadRequest, code, want)
		assert.Contains(t, text, want)
		assert.Contains(t, text, `value="kept"`)
		assert.Contains(t, text, "<title>There is a problem: Apps")
		assert.Equal(t, form.Get("may") != "", strings.Contains(text, `value="Something else" checked`), want)
	}
	assert.Len(t, d.Estate.Enrolled(), 1)
}

// TestFormsOfOtherSitesAreRefused, with words that a person sees.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	d, h := desk(t)
	d.Offers = offered
	for name, spoil := range map[string]func(*http.Request){
		"another site":    func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"no origin":       func(r *http.Request) { r.Header.Set("Origin", "null") },
		"another machine": func(r *http.Request) { r.RemoteAddr = "192.0.2.1:50000" },
		"nobody knows":    func(r *http.Request) { r.Header.Del("Origin") },
	} {
		r := browsed(front.AppsPath, url.Values{"name": {"x"}, "may": {"Something else"}})
		spoil(r)
		code, text := show(h, r)
		assert.Contains(t, []int{http.StatusForbidden, http.StatusUnsupportedMediaType}, code, name)
		assert.Contains(t, text, `role="alert"`, name)
		assert.NotContains(t, text, "PRIVATE KEY", name)
	}
	assert.Len(t, d.Estate.Enrolled(), 1)
}

// TestAProgramChangesAKey in JSON.
func TestAProgramChangesAKey(t *testing.T) {
	d, h := desk(t)
	code, app := send(h, local("POST", here+front.AppsPath, `{"name":"x"}`))
	require.Equal(t, http.StatusCreated, code)
	id := app["id"].(string)
	for _, c := range []struct {
		method, id, body string
		want             int
	}{
		{"PUT", id, `{"jwks_url":"https://a.example/keys"}`, 200},
		{"PUT", id, `{}`, 400},
		{"PUT", id, `{"key":"nonsense"}`, 400},
		{"PUT", "nobody", `{"jwks_url":"https://a.example/keys"}`, 404},
		{"PUT", "from-the-start", `{"jwks_url":"https://a.example/keys"}`, 403},
		{"DELETE", id, ``, 405},
	} {
		code, got := send(h, local(c.method, here+front.AppsPath+"/"+c.id+"/key", c.body))
		assert.Equal(t, c.want, code, "%v %v", c, got)
	}
	held, _ := d.Estate.App(id)
	assert.Equal(t, "https://a.example/keys", held.KeysURL)
	assert.NotEmpty(t, held.Scopes, "nothing else has changed")
}

// FuzzDeskForm: whatever a form holds, the answer is a page that is no failure of ours, and shows nothing unescaped.
func FuzzDeskForm(f *testing.F) {
	f.Add("Mine", "http://localhost:3000/back", "", "Something else")
	f.Add("<script>", "javascript:alert(1)", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "Read who people are")
	d, h := desk(f)
	d.Offers = offered
	f.Fuzz(func(t *testing.T, name, redirects, key, may string) {
		if strings.TrimSpace(key) == "" {
			key = "x" // a key pair takes its time
		}
		code, text := show(h, browsed(front.AppsPath, url.Values{"name": {name}, "redirect_uris": {redirects}, "key": {key}, "may": {may}}))
		if code >= 500 || strings.Count(text, "<script>") != 1 {
			t.Fatalf("%d %s", code, text)
		}
		for _, app := range d.Estate.Enrolled() {
			d.Estate.Dismiss(app.ID)
		}
	})
}
