package logintest

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"

	"github.com/stretchr/testify/require"
)

// Browser keeps cookies, follows redirects within the estate and stops at those that leave it.
type Browser struct {
	*Rig
	client *http.Client
}

// Browser is a new browser.
func (r *Rig) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	require.NoError(r, err)
	return &Browser{r, &http.Client{Transport: r, Jar: jar, CheckRedirect: func(request *http.Request, _ []*http.Request) error {
		if request.URL.Hostname() != "example.test" {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
}

// Visit opens a path or address with a query.
func (b *Browser) Visit(path string, query url.Values) Reply {
	b.Helper()
	if path[0] == '/' {
		path = Host + path
	}
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, path+"?"+query.Encode(), nil)
	require.NoError(b, err)
	return b.read(b.client.Do(request))
}

var (
	formTag  = regexp.MustCompile(`<form id="kc-form-login" action="([^"]+)" method="post">`)
	inputTag = regexp.MustCompile(`<input [^>]*>`)
	nameAttr = regexp.MustCompile(` name="([^"]*)"`)
	valAttr  = regexp.MustCompile(` value="([^"]*)"`)
)

// Form reads the sign-in form as pytest-nhsd-apim does: the form of the id, and name and value of every input in it.
func (b *Browser) Form(page Reply) (action string, fields url.Values) {
	b.Helper()
	found := formTag.FindStringSubmatch(page.Text)
	require.NotNil(b, found, "%d %s", page.StatusCode, page.Text)
	fields = url.Values{}
	for _, tag := range inputTag.FindAllString(page.Text, -1) {
		name, value := nameAttr.FindStringSubmatch(tag), valAttr.FindStringSubmatch(tag)
		require.NotNil(b, name, tag)
		require.NotNil(b, value, "every input has a value: %s", tag)
		fields.Set(html.UnescapeString(name[1]), html.UnescapeString(value[1]))
	}
	return html.UnescapeString(found[1]), fields
}

// Fill sends the form of a page with some fields filled in, names and values in turn.
func (b *Browser) Fill(page Reply, with ...string) Reply {
	b.Helper()
	action, fields := b.Form(page)
	for i := 0; i+1 < len(with); i += 2 {
		fields.Set(with[i], with[i+1])
	}
	return b.Send(action, fields)
}

// Send posts a form.
func (b *Browser) Send(action string, fields url.Values) Reply {
	b.Helper()
	response, err := b.client.PostForm(action, fields)
	return b.read(response, err)
}
