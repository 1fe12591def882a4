package catalogue_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

var (
	loginForm = regexp.MustCompile(`(?s)<form id="kc-form-login" action="([^"]+)".*?</form>`)
	formInput = regexp.MustCompile(`<input type="(\w+)"[^>]* name="([^"]+)" value="([^"]*)"[^>]*>`)
)

// browse opens an address as a browser would, fills in the forms kc-form-login on the way with a name, and is the application's own address that
// it is sent to in the end.
func (s *street) browse(client *http.Client, address, username string) *url.URL {
	s.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	browser := &http.Client{Transport: client.Transport, Jar: jar, Timeout: client.Timeout, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), s.back) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	response, err := browser.Get(address)
	for range 3 {
		require.NoError(s, err)
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		require.NoError(s, err)
		if back := response.Header.Get("Location"); back != "" {
			there, err := url.Parse(back)
			require.NoError(s, err)
			return there
		}
		form := loginForm.FindStringSubmatch(string(body))
		require.NotNil(s, form, "%s: %s", response.Request.URL, body)
		fields := url.Values{}
		for _, input := range formInput.FindAllStringSubmatch(form[0], -1) {
			kind, name, value := input[1], input[2], html.UnescapeString(input[3])
			if kind != "radio" || strings.HasSuffix(input[0], " checked>") {
				fields.Set(name, value)
			}
		}
		if fields.Has("username") {
			fields.Set("username", username)
		}
		response, err = browser.PostForm(html.UnescapeString(form[1]), fields)
		require.NoError(s, err)
	}
	require.Fail(s, "the sign-in does not end", response.Request.URL.String())
	return nil
}
