package citizen_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/citizen"
	"sandpiper/mocks/login"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

var worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

type rig struct {
	*httptest.Server
	t       *testing.T
	realm   *mocks.Realm
	service *citizen.Service
	base    string
}

func newRig(t *testing.T, most int) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(60))
	require.NoError(t, err)
	desk, keys := new(access.Desk), &oidc.KeySets{}
	provider := &nhslogin.Service{Keys: keys}
	staff := &cis2.Service{Keys: keys}
	service := &citizen.Service{NHSLogin: provider, Access: desk, Most: most}
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{&login.Service{CIS2: staff, NHSLogin: provider, Keys: keys}, provider, staff,
			pds.Service{Access: desk}, &records.Service{Access: desk}, service},
		Apps: []mocks.App{{ID: "viewer", Name: "A viewer", ODS: "ZX9990"}},
	})
	require.NoError(t, err)
	realm := &mocks.Realm{Name: "r", World: world.New(population, worldTime)}
	path, closeRealm := estate.Open(realm)
	t.Cleanup(closeRealm)
	server := httptest.NewServer(estate)
	t.Cleanup(server.Close)
	return rig{server, t, realm, service, server.URL + path}
}

// token is one of an application for a user; nil for nobody.
func (r rig) token(user *mocks.User, scope string) string {
	return r.realm.Tokens.IssueTo(user, "viewer", []string{scope}, worldTime, time.Hour).Value
}

func (r rig) citizen(i int, level string) *mocks.User {
	return &mocks.User{Kind: mocks.Citizen, Assurance: level, NHSNumber: r.realm.World.Number(i).String()}
}

// get sends a request; headers come in pairs.
func (r rig) get(path, token string, headers ...string) (status int, body string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.base+path, nil)
	require.NoError(r.t, err)
	request.Header.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(r.t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	require.NoError(r.t, answer.Body.Close())
	return answer.StatusCode, string(text)
}

// log is a person's log as JSON.
func (r rig) log(i int, query string) (out struct {
	Notice, Since               string
	Total, FellOut, Page, Pages int
	Entries                     []map[string]string
}) {
	r.t.Helper()
	status, body := r.get("/citizen"+query, r.token(r.citizen(i, "P9"), "any"), "Accept", "application/json")
	require.Equal(r.t, 200, status, body)
	require.NoError(r.t, json.Unmarshal([]byte(body), &out))
	return out
}

func TestACitizenSeesWhoLookedAndWhy(t *testing.T) {
	r := newRig(t, 0)
	const person, other = 5, 6
	who, _ := r.realm.World.Person(person)
	patient := r.realm.World.IDs().PatientID(person)
	gp := &mocks.User{Kind: mocks.Staff, ID: "999000000001", Roles: []mocks.Role{{ID: "1", Code: "S8000:G8000:R8000", Organisation: string(who.Practice)}}}
	far := &mocks.User{Kind: mocks.Staff, ID: "999000000002", Roles: []mocks.Role{{ID: "2", Code: "S8000:G8000:R8001", Organisation: "ZX9998"}}}
	problems := records.Base + "/Condition?patient=" + patient
	for _, call := range []struct {
		path, token string
		headers     []string
		status      int
	}{
		{pds.Base + "/Patient/" + who.Number.String(), r.token(nil, pds.AppScope), nil, 200},
		{records.Base + "/Observation?patient=" + patient, r.token(nil, records.DefaultScope), nil, 200},
		{problems, r.token(gp, records.WorkerScope), nil, 200},
		{problems, r.token(far, records.WorkerScope), nil, 403},
		{problems, r.token(far, records.WorkerScope), []string{access.BreakGlassHeader, "brought in <unconscious>"}, 200},
		{problems, r.token(r.citizen(person, "P9"), records.CitizenScope), nil, 200},
		{problems, r.token(r.citizen(other, "P9"), records.CitizenScope), nil, 403},
	} {
		status, body := r.get(call.path, call.token, call.headers...)
		require.Equal(t, call.status, status, body)
	}
	log := r.log(person, "")
	assert.Contains(t, log.Notice, "not an NHS service")
	var told [][6]string
	for _, e := range log.Entries {
		told = append(told, [6]string{e["user"], e["role"], e["kind"], e["outcome"], e["rule"], e["breakGlassReason"]})
		assert.Equal(t, "viewer", e["application"])
		assert.Equal(t, "2026-04-01T09:00:00Z", e["at"])
	}
	const clinician, nurse = "clinician (S8000:G8000:R8000)", "clinician (S8000:G8000:R8001)"
	assert.Equal(t, [][6]string{
		{"another citizen", "", "problems", "refused", "no-rule", ""},
		{"you", "", "problems", "seen", "own-record", ""},
		{"staff 999000000002", nurse, "problems", "seen", "break-glass", "brought in <unconscious>"},
		{"staff 999000000002", nurse, "problems", "refused", "no-rule", ""},
		{"staff 999000000001", clinician, "problems", "seen", "own-practice", ""},
		{"", "", "results", "seen", "app-in-scope", ""},
		{"", "", "demographics", "seen", "app-in-scope", ""},
	}, told, "the newest first, and the reason that was given")
	assert.Empty(t, r.log(other, "").Entries, "it is nobody else's")

	status, page := r.get("/citizen", r.token(r.citizen(person, "P9"), "any"), "Accept", "text/html")
	require.Equal(t, 200, status)
	accessible(t, page)
	for _, want := range []string{"ZX9998", "brought in &lt;unconscious&gt;", "Reason given to break the glass", "own-practice", "1 April 2026, 09:00", "7 entries"} {
		assert.Contains(t, page, want)
	}
}

func TestALogIsForNobodyElse(t *testing.T) {
	r := newRig(t, 0)
	acting := r.citizen(1, "P9")
	acting.Actor = r.realm.World.Number(2).String()
	stranger := &mocks.User{Kind: mocks.Citizen, Assurance: "P9", NHSNumber: "9000000009"}
	for name, token := range map[string]string{
		"an application": r.token(nil, pds.AppScope), "a number claimed": r.token(r.citizen(1, "P5"), "any"), "somebody who acts": r.token(acting, "any"),
		"staff":                     r.token(&mocks.User{Kind: mocks.Staff, NHSNumber: r.realm.World.Number(1).String(), Assurance: "P9"}, "any"),
		"nobody of this population": r.token(stranger, "any"),
	} {
		status, body := r.get("/citizen", token, "Accept", "application/json")
		assert.Equal(t, 403, status, name)
		assert.NotContains(t, body, "entries", name)
		status, page := r.get("/citizen", token, "Accept", "text/html")
		assert.Equal(t, 403, status, name)
		accessible(t, page)
	}
	status, _ := r.get("/citizen", "", "Accept", "application/json")
	assert.Equal(t, 401, status)
	status, _ = r.get("/citizen", "no-such-token", "Accept", "application/json")
	assert.Equal(t, 401, status)
}

func TestOldEntriesFallOutAndAreCounted(t *testing.T) {
	r := newRig(t, 50)
	token := r.token(nil, pds.AppScope)
	for i := range 70 {
		r.realm.World.Clock().AdvanceTo(worldTime.Add(time.Duration(i) * time.Second))
		status, body := r.get(pds.Base+"/Patient/"+r.realm.World.Number(i%2).String(), token)
		require.Equal(t, 200, status, body)
	}
	log := r.log(1, "")
	assert.Equal(t, 25, log.Total)
	assert.Equal(t, 20, log.FellOut)
	assert.Equal(t, "2026-04-01T09:00:20Z", log.Since)
	assert.Equal(t, "2026-04-01T09:01:09Z", log.Entries[0]["at"])
	_, page := r.get("/citizen", r.token(r.citizen(1, "P9"), "any"), "Accept", "text/html")
	assert.Contains(t, page, "20 older entries")
}

// TestSigningInWithNHSLogin plays a browser, without script: to the page, to NHS login, back, and out again.
func TestSigningInWithNHSLogin(t *testing.T) {
	r := newRig(t, 0)
	person := -1
	for i := 0; person < 0; i++ {
		if c, err := people.FindCitizen(r.realm.World.View(), r.realm.World.Number(i).String()); err == nil && c.Level == "P9" {
			person = i
		}
	}
	number := r.realm.World.Number(person)
	_, _ = r.get(pds.Base+"/Patient/"+number.String(), r.token(nil, pds.AppScope))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar}
	page := func(answer *http.Response, err error) string {
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, 200, answer.StatusCode, string(text))
		return string(text)
	}
	front := page(browser.Get(r.base + "/citizen"))
	accessible(t, front)
	assert.NotContains(t, front, number.Spaced())
	form := page(browser.Get(link(t, front, `<a href="([^"]+)">Sign in`)))
	form = page(browser.PostForm(link(t, form, `action="([^"]+)"`), url.Values{"username": {number.String()}}))
	for range 3 {
		if strings.Contains(form, "Who looked at my data") {
			break
		}
		form = page(browser.PostForm(link(t, form, `action="([^"]+)"`), url.Values{"login": {"Continue"}}))
	}
	accessible(t, form)
	assert.Contains(t, form, number.Spaced())
	assert.Contains(t, form, "An application by itself")
	assert.Contains(t, form, "whoever signed in with your number")
	assert.Contains(t, form, "no application was named")
	assert.Contains(t, form, `value="unstated" checked`)
	form = page(browser.PostForm(link(t, form, `action="([^"]+consent)"`), url.Values{"consent": {"refused"}}))
	assert.Contains(t, form, `value="refused" checked`)
	out := page(browser.PostForm(link(t, form, `action="([^"]+sign-out)"`), nil))
	assert.NotContains(t, out, number.Spaced())
	assert.NotContains(t, page(browser.Get(r.base+"/citizen")), number.Spaced())

	answer, err := browser.Get(r.base + "/citizen/callback?code=x&state=y")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, 400, answer.StatusCode, "a sign-in that was not begun here")
}

func link(t *testing.T, page, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(page)
	require.NotNil(t, found, page)
	return strings.ReplaceAll(found[1], "&amp;", "&")
}

// accessible checks what of WCAG 2.2 a program can see in a page's source.
func accessible(t *testing.T, page string) {
	t.Helper()
	for _, want := range []string{`<html lang="en-GB">`, "<title>", `<main id="main">`, `href="#main"`, "not an NHS service", "<h1>"} {
		assert.Contains(t, page, want)
	}
	assert.NotContains(t, page, "<script")
	assert.Equal(t, 1, strings.Count(page, "<h1>"))
	if strings.Contains(page, "<table") {
		for _, want := range []string{"<caption>", `scope="col"`, `scope="row"`, `tabindex="0"`, "<time datetime=", "@media(max-width:46rem)", `role="rowheader"`, `data-head="Who"`} {
			assert.Contains(t, page, want)
		}
	}
}

// BenchmarkWatched is a read of PDS by an application, with and without the policy and the log.
func BenchmarkWatched(b *testing.B) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(1000))
	require.NoError(b, err)
	for name, services := range map[string][]mocks.Service{
		"plain":   {pds.Service{}},
		"watched": {pds.Service{Access: new(access.Desk)}, &citizen.Service{}},
	} {
		realm := &mocks.Realm{World: world.New(population, worldTime)}
		estate, err := mocks.NewEstate(mocks.Setup{Services: services, Apps: []mocks.App{{ID: "viewer"}}, Default: realm})
		require.NoError(b, err)
		token := realm.Tokens.Issue("viewer", []string{pds.AppScope}, worldTime, time.Hour).Value
		requests := make([]*http.Request, 1000)
		for i := range requests {
			requests[i] = httptest.NewRequest(http.MethodGet, pds.Base+"/Patient/"+population.Number(i).String(), nil)
			requests[i].Header.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
			requests[i].Header.Set("Authorization", "Bearer "+token)
			estate.ServeHTTP(httptest.NewRecorder(), requests[i])
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				estate.ServeHTTP(httptest.NewRecorder(), requests[i%1000])
			}
		})
	}
}
