package product

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// window is one browser of a run: what it keeps between steps.
type window struct {
	jar  http.CookieJar
	at   *url.URL // of the page that is open
	page *page    // nil: none
	kept *wayBack // not gone yet
	all  map[string]*window
}

// wayBack is a request that takes a browser from the sign-in back to the product.
type wayBack struct {
	method string
	to     *url.URL   // without its query
	values url.Values // code, state, error …
}

// windowOf finds a browser of the run by its name, or opens it.
func windowOf(call *Call, name string) (*window, error) {
	if call.Kept == nil {
		return nil, errors.New("the harness keeps nothing between steps, which a browser needs")
	}
	all, ok := call.Kept["browsers"].(map[string]*window)
	if !ok {
		all = map[string]*window{}
		call.Kept["browsers"] = all
	}
	fresh, _ := call.setting("fresh")
	if w, ok := all[name]; ok && fresh != true {
		return w, nil
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, err
	}
	w := &window{jar: jar, all: all}
	all[name] = w
	return w, nil
}

// home is an address as the cookie jar sees it. Browsers hold this machine's own addresses to be as good as https, and so send
// cookies marked Secure there.
func home(at *url.URL) *url.URL {
	if host := at.Hostname(); at.Scheme == "http" && (host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")) {
		secure := *at
		secure.Scheme = "https"
		return &secure
	}
	return at
}

// request is the way back as a request.
func (b *wayBack) request() (*http.Request, error) {
	if b.method == http.MethodPost {
		return formRequest(b.to, b.values)
	}
	to := *b.to
	to.RawQuery = b.values.Encode()
	return http.NewRequest(http.MethodGet, to.String(), nil)
}

// altered is a copy with one value set, or taken out where it is empty.
func (b *wayBack) altered(name, value string) *wayBack {
	out := *b
	out.values = url.Values{}
	for k, v := range b.values {
		if k != name {
			out.values[k] = v
		}
	}
	if value != "" {
		out.values.Set(name, value)
	}
	return &out
}

// formRequest posts a form.
func formRequest(to *url.URL, values url.Values) (*http.Request, error) {
	req, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(values.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, err
}
