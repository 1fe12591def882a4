package catalogue_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/synthetic"
)

// An application that is registered at the mock NHS.
const (
	client   = "bench"
	secret   = "not-a-secret"
	callback = "https://bench.example/back"
)

// door is the mock NHS in a process of its own, and an application that knows its way in.
type door struct {
	*running
	b       *testing.B
	people  *synthetic.Population
	program string
	apps    string // file
	signer  jose.Signer
}

// newDoor builds and starts the mock NHS.
func newDoor(b *testing.B, people *synthetic.Population) *door {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(b, err)
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(b, err)
	d := &door{b: b, people: people, program: program(b), apps: filepath.Join(b.TempDir(), "apps.yaml")}
	d.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS512, Key: jose.JSONWebKey{Key: key, KeyID: client}}, (&jose.SignerOptions{}).WithType("JWT"))
	require.NoError(b, err)
	app, err := json.Marshal(map[string]any{"apps": []map[string]any{{
		"id": client, "kid": client, "key": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), "secret": secret,
		"scopes": []string{pds.AppScope, pds.WorkerScope, records.DefaultScope}, "redirect_uris": []string{callback},
	}}})
	require.NoError(b, err)
	require.NoError(b, os.WriteFile(d.apps, app, 0o600))
	d.running = d.start()
	return d
}

// start starts a mock NHS.
func (d *door) start(more ...string) *running {
	return launch(d.b, nil, d.program, append([]string{"serve", "--people", "1000000", "--listen", "127.0.0.1:PORT", "--apps", d.apps, "--app-key", filepath.Join(d.b.TempDir(), "app.pem")}, more...)...)
}

// assertions are signed statements of who the application is, each for one use, made by all processors.
func (d *door) assertions(audience string, n int) []string {
	out := make([]string, n)
	var wg sync.WaitGroup
	for start := range 4 {
		wg.Go(func() {
			for i := start; i < n; i += 4 {
				compact, err := jwt.Signed(d.signer).Claims(jwt.Claims{
					Issuer: client, Subject: client, Audience: jwt.Audience{audience}, ID: uuid.NewString(), Expiry: jwt.NewNumericDate(time.Now().Add(4 * time.Minute)),
				}).Serialize()
				if err != nil {
					panic(err)
				}
				out[i] = compact
			}
		})
	}
	wg.Wait()
	return out
}

// asserting is a form that an assertion signs.
func asserting(assertion string, more ...string) url.Values {
	form := url.Values{"client_assertion_type": {oidc.BearerAssertion}, "client_assertion": {assertion}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// post is a member of the answer to a form.
func (d *door) post(p *running, path string, form url.Values, member string) string {
	response, err := http.PostForm(p.url(path), form)
	require.NoError(d.b, err)
	defer response.Body.Close()
	var body map[string]any
	require.NoError(d.b, json.NewDecoder(response.Body).Decode(&body))
	require.Equal(d.b, http.StatusOK, response.StatusCode, "%v %s", body, response.Header.Get("X-Sandpiper-Why"))
	return body[member].(string)
}

// token is one of the application's own. It lives ten minutes.
func (d *door) token() string { return d.tokenAt(d.running) }

func (d *door) tokenAt(p *running) string {
	return d.post(p, "/oauth2/token", asserting(d.assertions(p.url("/oauth2/token"), 1)[0], "grant_type", "client_credentials"), "access_token")
}

// code signs somebody in without a page and is the code that the application gets.
func (d *door) code(p *running, path string, query url.Values) string {
	jar, err := cookiejar.New(nil)
	require.NoError(d.b, err)
	browser := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	query.Set("client_id", client)
	query.Set("redirect_uri", callback)
	query.Set("response_type", "code")
	query.Set("state", "st")
	response, err := browser.Get(p.url(path + "?" + query.Encode()))
	require.NoError(d.b, err)
	_ = response.Body.Close()
	back, err := url.Parse(response.Header.Get("Location"))
	require.NoError(d.b, err)
	require.NotEmpty(d.b, back.Query().Get("code"), "%s %s %s", response.Status, back, response.Header.Get("X-Sandpiper-Why"))
	return back.Query().Get("code")
}

// worker is a token of the platform's for a pharmacist with one role, a published test user of CIS2.
func (d *door) worker() string {
	code := d.code(d.running, "/oauth2/authorize", url.Values{"login_as": {"656005750106"}})
	return d.post(d.running, "/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret}, "redirect_uri": {callback}, "code": {code}}, "access_token")
}
