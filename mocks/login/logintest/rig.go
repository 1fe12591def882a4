package logintest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/keycloak"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

const (
	// Host is where the estate is.
	Host = "http://example.test"
	// Callback is where the application "web" wants people to return to.
	Callback = "https://app.example/callback?x=1"
	// Secret is the client_secret of "web".
	Secret = "s3cret"
)

// Times at which rigs begin: the real one and the world's.
var (
	WallTime  = time.Date(2030, 5, 6, 7, 8, 9, 0, time.UTC)
	WorldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
)

// Keys are two RSA keys, made once for all tests. Applications have the first, as kid "key-1".
var Keys = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var out [2]*rsa.PrivateKey
	for i := range out {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		out[i] = key
	}
	return out
})

// KeySet is the public part of the first key.
func KeySet() jose.JSONWebKeySet {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: Keys()[0].Public(), KeyID: "key-1", Algorithm: "RS512", Use: "sig"}}}
}

// Scopes are what the application "web" may do for users.
var Scopes = []string{
	"urn:nhsd:apim:user-nhs-cis2:aal3:personal-demographics-service", "urn:nhsd:apim:user-nhs-cis2:aal2:x", "urn:nhsd:apim:user-nhs-cis2:aal1:x",
	"urn:nhsd:apim:user-nhs-login:P9:personal-demographics-service", "urn:nhsd:apim:user-nhs-login:P5:x", "urn:nhsd:apim:user-nhs-login:P0:x",
}

// Rig is an estate of the sign-in services.
type Rig struct {
	testing.TB
	*mocks.Estate
	Realm *mocks.Realm
	Wall  *clock.Virtual
}

// services are shared by rigs without a client: what they remember is each realm's own, and their keys take a while to make.
var services = sync.OnceValue(func() []mocks.Service { return build(nil) })

// build wires the platform and its identity providers as the catalogue does.
func build(client *http.Client) []mocks.Service {
	keys := &oidc.KeySets{Client: client}
	citizens, staff := &nhslogin.Service{Keys: keys}, &cis2.Service{Keys: keys, Client: client}
	mock := &keycloak.Service{CIS2: staff, NHSLogin: citizens}
	return []mocks.Service{&login.Service{CIS2: staff, NHSLogin: citizens, Others: []oidc.Verifier{mock}, Keys: keys}, citizens, staff, mock}
}

// New is a rig of the applications "web" and "other", and those given.
func New(t testing.TB, client *http.Client, apps ...mocks.App) *Rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(400))
	require.NoError(t, err)
	built := services()
	if client != nil {
		built = build(client)
	}
	r := &Rig{TB: t, Wall: clock.NewVirtual(WallTime), Realm: &mocks.Realm{World: world.New(population, WorldTime)}}
	r.Estate, err = mocks.NewEstate(mocks.Setup{
		Services: built,
		Wall:     r.Wall, Default: r.Realm,
		Apps: append([]mocks.App{
			{ID: "web", Name: "Web app", Keys: KeySet(), Secret: Secret, Redirects: []string{Callback, "https://app.example/other"}, Scopes: Scopes},
			{ID: "other", Keys: KeySet(), Secret: "0ther", Redirects: []string{Callback}, Scopes: Scopes},
		}, apps...),
	})
	require.NoError(t, err)
	return r
}

// RoundTrip answers a request without a network.
func (r *Rig) RoundTrip(request *http.Request) (*http.Response, error) {
	in := request.Clone(request.Context())
	in.Host, in.RequestURI = request.URL.Host, request.URL.RequestURI()
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, in)
	response := w.Result()
	response.Request = request
	return response, nil
}

// Reply is an answer that has been read.
type Reply struct {
	*http.Response
	Text string
}

// JSON is the body as an object.
func (p Reply) JSON(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal([]byte(p.Text), &out), "%d %s", p.StatusCode, p.Text)
	return out
}

// Query is the query of the address that the answer sends the browser to.
func (p Reply) Query(t testing.TB) url.Values {
	t.Helper()
	u, err := url.Parse(p.Header.Get("Location"))
	require.NoError(t, err)
	return u.Query()
}

// read reads an answer.
func (r *Rig) read(response *http.Response, err error) Reply {
	r.Helper()
	require.NoError(r, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(r, err)
	return Reply{response, string(text)}
}

// Post posts a form, without cookies and without following.
func (r *Rig) Post(path string, form url.Values, header ...string) Reply {
	r.Helper()
	return r.Do(http.MethodPost, path, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

// Get gets, with headers as names and values in turn.
func (r *Rig) Get(path string, header ...string) Reply {
	r.Helper()
	return r.Do(http.MethodGet, path, "", header...)
}

// Do makes a request of a path or a whole URL.
func (r *Rig) Do(method, path, body string, header ...string) Reply {
	r.Helper()
	if !strings.HasPrefix(path, "http") {
		path = Host + path
	}
	request, err := http.NewRequestWithContext(r.Context(), method, path, strings.NewReader(body))
	require.NoError(r, err)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return r.read(r.RoundTrip(request))
}
