package main

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/front"
)

var (
	formAction = regexp.MustCompile(`<form id="kc-form-login" action="([^"]+)"`)
	radio      = regexp.MustCompile(`<input type="radio" name="([^"]+)" value="([^"]+)" checked>`)
)

// signIn walks from an address to the application's own, as a browser does, and fills in the forms on the way with a name.
func signIn(t *testing.T, client *http.Client, address, name, home string) (back *url.URL, hosts []string) {
	t.Helper()
	res, err := client.Get(address)
	for range 12 {
		require.NoError(t, err)
		body, readErr := io.ReadAll(res.Body)
		require.NoError(t, readErr)
		_ = res.Body.Close()
		if to := res.Header.Get("Location"); to != "" {
			next, err := res.Request.URL.Parse(to)
			require.NoError(t, err)
			if strings.HasPrefix(to, home) {
				return next, hosts
			}
			hosts = append(hosts, next.Host)
			res, err = client.Get(next.String())
			require.NoError(t, err)
			continue
		}
		action := formAction.FindSubmatch(body)
		require.NotNil(t, action, "%s %s: %s", res.Request.URL, res.Status, body)
		form := url.Values{"username": {name}, "login": {"Continue"}}
		if choice := radio.FindSubmatch(body); choice != nil {
			form.Set(string(choice[1]), string(choice[2]))
		}
		res, err = client.PostForm(html.UnescapeString(string(action[1])), form)
	}
	t.Fatal("the sign-in does not end")
	return nil, nil
}

// TestSignInAcrossHosts signs a citizen and a clinician in through the real host names: the platform sends a browser to the provider's own
// host, which sends it back, and the code is worth a token.
func TestSignInAcrossHosts(t *testing.T) {
	t.Parallel()
	base, _, _, _, byName := threeWays(t)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	byName.Jar = jar
	const home = "http://localhost:3000/back"
	res, err := http.Post(base+front.AppsPath, "application/json", strings.NewReader(`{"redirect_uris":["`+home+`"],"scopes":[
		"urn:nhsd:apim:user-nhs-login:P9:personal-demographics-service","urn:nhsd:apim:user-nhs-login:P5:x","urn:nhsd:apim:user-nhs-login:P0:x",
		"urn:nhsd:apim:user-nhs-cis2:aal3:personal-demographics-service"]}`))
	require.NoError(t, err)
	defer res.Body.Close()
	var app struct{ ID, Secret string }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&app))
	_, page, _ := get(t, base+"/")
	citizen := regexp.MustCompile(`<code class="pick num">(999\d{7})</code>`).FindStringSubmatch(page)
	clinician := regexp.MustCompile(`SDS user id: <code class="pick">(\d{12})</code>`).FindStringSubmatch(page)
	require.NotNil(t, citizen)
	require.NotNil(t, clinician)
	const platform = "https://int.api.service.nhs.uk/oauth2"
	for name, c := range map[string]struct{ scope, user, host string }{
		"a citizen":   {"nhs-login", citizen[1], "auth.aos.signin.nhs.uk"},
		"a clinician": {"", clinician[1], "am.nhsint.auth-ptl.cis2.spineservices.nhs.uk:443"},
	} {
		ask := url.Values{"client_id": {app.ID}, "redirect_uri": {home}, "response_type": {"code"}, "state": {"s1"}}
		if c.scope != "" {
			ask.Set("scope", c.scope)
		}
		back, hosts := signIn(t, byName, platform+"/authorize?"+ask.Encode(), c.user, home)
		assert.Contains(t, hosts, c.host, name)
		assert.Contains(t, hosts, "int.api.service.nhs.uk", name+" comes back by the platform")
		assert.Equal(t, "s1", back.Query().Get("state"), name)
		require.NotEmpty(t, back.Query().Get("code"), "%s: %s", name, back)
		res, err := byName.PostForm(platform+"/token", url.Values{"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")},
			"redirect_uri": {home}, "client_id": {app.ID}, "client_secret": {app.Secret}})
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, res.StatusCode, "%s: %s", name, body)
		assert.NotEmpty(t, asJSON(t, string(body))["access_token"], name)
	}
}
