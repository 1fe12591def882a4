package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOutwardIsBounded: an answer that does not end, and one that leads elsewhere.
func TestOutwardIsBounded(t *testing.T) {
	t.Parallel()
	elsewhere := 0
	far := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	t.Cleanup(far.Close)
	near := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, far.URL, http.StatusFound)
			return
		}
		for range 64 {
			_, _ = w.Write(make([]byte, 64<<10))
		}
	}))
	t.Cleanup(near.Close)
	client := outward()
	res, err := client.Get(near.URL + "/away")
	require.NoError(t, err)
	_ = res.Body.Close()
	assert.Equal(t, http.StatusFound, res.StatusCode)
	assert.Zero(t, elsewhere, "the address that was registered is the one meant")
	res, err = client.Get(near.URL)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	_, tooLong := errors.AsType[*http.MaxBytesError](err)
	assert.True(t, tooLong, "%v", err)
	assert.Len(t, body, mostOutward)
	assert.Equal(t, outwardWithin, client.Timeout)
}

// TestOutwardLeavesTheMachineAlone (CWE-918): an address that is registered cannot have the machine's own secrets fetched from where a cloud tells them.
func TestOutwardLeavesTheMachineAlone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/", "http://[fe80::1%25lo]/"} {
		_, err := outward().Get(address)
		assert.ErrorContains(t, err, "is a link-local address", address)
	}
}

// TestConsoleIsBounded (CWE-779): a line about a stranger's request is no longer than somebody reads.
func TestConsoleIsBounded(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	console(&app{Stderr: &out}).Warn("refused", "path", "/"+strings.Repeat("a", 60_000), "stack", strings.Repeat("b", 5000))
	assert.Less(t, out.Len(), 7000)
	assert.Greater(t, out.Len(), 5000, "a stack is shown whole")
}

// own is an application's own server: its key set, and an ear for the end of sessions.
func own(t *testing.T, keys []byte) (address string, told chan string) {
	t.Helper()
	told = make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			_, _ = w.Write(keys)
			return
		}
		assert.NoError(t, r.ParseForm())
		told <- r.PostForm.Get("logout_token")
	}))
	t.Cleanup(server.Close)
	return server.URL, told
}

// TestAppsAreReachedAtTheirOwnAddresses signs in with a key that serve fetches from the application, and tells it of the end of a CIS2 session.
func TestAppsAreReachedAtTheirOwnAddresses(t *testing.T) {
	t.Parallel()
	key, err := makeKey(&app{})
	require.NoError(t, err)
	registered := key.app("lives-elsewhere", nil)
	keys, err := json.Marshal(registered.Keys)
	require.NoError(t, err)
	address, told := own(t, keys)

	dir := t.TempDir()
	private := filepath.Join(dir, "private.pem")
	require.NoError(t, os.WriteFile(private, key.PEM, 0o600))
	apps := filepath.Join(dir, "apps.yaml")
	require.NoError(t, os.WriteFile(apps, []byte("apps:\n  - id: lives-elsewhere\n    jwks_url: "+address+"/keys\n    secret: hush\n    redirect_uris: ["+
		address+"/back]\n    logout_url: "+address+"/logout\n"), 0o600))
	base, _, _ := serving(t, "--apps", apps)
	code, token, said := call(t, "token", "--url", base+"/oauth2/token", "--app-id", "lives-elsewhere", "--app-key", private)
	assert.Zero(t, code, said)
	assert.NotEmpty(t, token)

	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	const realm = "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"
	ask := url.Values{"client_id": {"lives-elsewhere"}, "redirect_uri": {address + "/back"}, "response_type": {"code"}, "scope": {"openid profile"}, "state": {"s"}, "nonce": {"n"}}
	back, _ := signIn(t, browser, base+realm+"/authorize?"+ask.Encode(), firstClinician(t, base), address)
	require.NotEmpty(t, back.Query().Get("code"), back)
	res, err := browser.PostForm(base+realm+"/access_token", url.Values{"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")},
		"redirect_uri": {address + "/back"}, "client_id": {"lives-elsewhere"}, "client_secret": {"hush"}})
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode, string(body))
	var got struct {
		ID string `json:"id_token"`
	}
	require.NoError(t, json.Unmarshal(body, &got))
	status, text, _ := by(t, browser, base+realm+"/connect/endSession?id_token_hint="+got.ID)
	assert.Less(t, status, 400, text)
	select {
	case logout := <-told:
		assert.Len(t, strings.Split(logout, "."), 3, "a signed logout token")
	case <-time.After(10 * time.Second):
		t.Fatal("the application was not told")
	}
}

// firstClinician is the SDS user id that the start page names.
func firstClinician(t testing.TB, base string) string {
	t.Helper()
	_, page, _ := get(t, base+"/")
	_, after, found := strings.Cut(page, `SDS user id: <code class="pick">`)
	require.True(t, found)
	id, _, _ := strings.Cut(after, "<")
	return id
}

// TestServePolicy: a policy of one's own is the one that is asked.
func TestServePolicy(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shut.yaml")
	require.NoError(t, os.WriteFile(file, []byte("policy: shut\ntitle: Nobody sees anything\nrules:\n  - {id: shut, then: deny, why: nothing is shown, source: assumed}\n"), 0o600))
	base, dir, _ := serving(t, "--policy", file)
	number := firstNumber(t, base)
	code, token, said := call(t, "token", "--url", base+"/oauth2/token", "--app-key", filepath.Join(dir, "sandpiper-app.pem"))
	require.Zero(t, code, said)
	auth, id := "Authorization: Bearer "+strings.TrimSpace(token), "X-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068"
	status, body, header := get(t, base+"/personal-demographics/FHIR/R4/Patient/"+number, auth, id)
	assert.GreaterOrEqual(t, status, 400, body)
	assert.NotContains(t, body, `"birthDate"`, header)
	status, body, _ = get(t, base+"/records/FHIR/R4/Patient?identifier="+url.QueryEscape("https://fhir.nhs.uk/Id/nhs-number|"+number), auth)
	assert.NotContains(t, body, `"birthDate"`, status)
}

// firstNumber is the NHS number of the person that the start page begins with.
func firstNumber(t testing.TB, base string) string {
	t.Helper()
	_, page, _ := get(t, base+"/")
	_, after, found := strings.Cut(page, "/personal-demographics/FHIR/R4/Patient/")
	require.True(t, found)
	return after[:10]
}

// TestServeCompat: the sandbox's people stand beside the population; its oddities are met by apps that ask for them, and at its own host name.
func TestServeCompat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, err := makeKey(&app{})
	require.NoError(t, err)
	der, err := json.Marshal(key.app("quirky", nil).Keys)
	require.NoError(t, err)
	for name, text := range map[string][]byte{"private.pem": key.PEM, "keys.json": der, "apps.yaml": []byte("apps:\n  - {id: quirky, jwks_file: keys.json, sandbox: true}\n")} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	base, _, _, home, byName := threeWays(t, "--compat", "pds-sandbox", "--apps", filepath.Join(dir, "apps.yaml"))
	const id, fuzzy = "X-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068", "/personal-demographics/FHIR/R4/Patient?family=Godsoe&birthdate=eq1936-02-24&_fuzzy-match=true"
	for name, c := range map[string]struct {
		client      *http.Client
		base        string
		app, key    string
		jayne, none bool
	}{
		"the usual app":        {http.DefaultClient, base, "sandpiper-app", filepath.Join(home, "sandpiper-app.pem"), false, false},
		"an app that asks":     {http.DefaultClient, base, "quirky", filepath.Join(dir, "private.pem"), true, false},
		"the sandbox's host":   {byName, "https://" + sandboxHost, "", "", true, false},
		"another host, no key": {byName, "https://int.api.service.nhs.uk", "", "", false, true},
	} {
		headers := []string{id}
		if c.app != "" {
			code, token, said := call(t, "token", "--url", base+"/oauth2/token", "--app-id", c.app, "--app-key", c.key)
			require.Zero(t, code, said)
			headers = append(headers, "Authorization: Bearer "+strings.TrimSpace(token))
		}
		status, body, _ := by(t, c.client, c.base+"/personal-demographics/FHIR/R4/Patient/9000000009", headers...)
		if c.none {
			assert.Equal(t, http.StatusUnauthorized, status, name)
			continue
		}
		require.Equal(t, http.StatusOK, status, name+": "+body)
		assert.Contains(t, body, `"family":"Smith"`, name)
		_, body, _ = by(t, c.client, c.base+fuzzy, headers...)
		assert.Equal(t, c.jayne, bytes.Contains([]byte(body), []byte(`"id":"9000000017"`)), name)
	}
}
