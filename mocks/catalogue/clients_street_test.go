package catalogue_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/front"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

// street is the whole estate as strangers' clients meet it: by all three ways in, on loopback ports, with one application registered.
type street struct {
	testing.TB
	estate *mocks.Estate
	realm  *mocks.Realm
	world  *world.World
	key    *rsa.PrivateKey
	base   string // the platform's paths on one host, and the realm
	named  string // host:port where the real host names are played over TLS
	proxy  string // a forward proxy behind which those names are
	trust  string // file with the certificate to trust
	back   string // where the application has people return to; some clients go there, and are told that there is nothing

	mu    sync.Mutex
	calls []mocks.Exchange
}

const (
	streetClient = "strangers"
	streetSecret = "not-much-of-one-but-long-enough-for-HS256"
	streetKeyID  = "key-1"

	// elsewhere is where pytest-nhsd-apim has people return to, and goes to look: on this street there is nothing.
	elsewhere = "google.com"
)

// openStreet opens an estate of 400 people in a realm, of which the world and the recorder are made here. A realm without a name is the default one.
func openStreet(t testing.TB, realm *mocks.Realm) *street {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(400))
	require.NoError(t, err)
	s := &street{TB: t, realm: realm, world: world.New(population, population.Recipe().AsOf.Add(9*time.Hour))}
	realm.World, realm.Record = s.world, s.note
	s.key, err = rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)

	s.back = "http://" + s.serve(http.NotFoundHandler(), nil) + "/back"
	s.estate, err = mocks.NewEstate(mocks.Setup{
		Services: catalogue.Services(), Wall: clock.Func(time.Now), Ways: front.Named(),
		Apps: []mocks.App{{
			ID: streetClient, Name: "Strangers", Secret: streetSecret, Redirects: []string{s.back},
			Scopes: []string{
				pds.AppScope, pds.WorkerScope, pds.PatientScope, records.DefaultScope,
				"urn:nhsd:apim:user-nhs-login:P5:personal-demographics-service",
			},
			Keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public(), KeyID: streetKeyID, Use: "sig"}}},
		}},
	})
	require.NoError(t, err)
	path, closeRealm := s.estate.Open(realm)
	t.Cleanup(closeRealm)

	s.base = "http://" + s.serve(s.estate, nil) + path
	s.named = s.serve(byHost(s.estate), s.certificates())
	s.proxy = "http://" + s.serve(http.HandlerFunc(s.tunnel), nil)
	return s
}

// root is a service at the root of a port of its own, which serves until the test ends. It is named as for serve --root.
func (s *street) root(service, path string) string {
	s.Helper()
	way, err := front.Rooted([]front.Root{{Service: service, Path: path}}, service, "")
	require.NoError(s, err)
	return "http://" + s.serve(s.estate.Through(&way), nil) + s.realm.Base()
}

// serve serves on a loopback port until the test ends.
func (s *street) serve(h http.Handler, secure *tls.Config) (address string) {
	s.Helper()
	listener, err := new(net.ListenConfig).Listen(s.Context(), "tcp", "127.0.0.1:0")
	require.NoError(s, err)
	address = listener.Addr().String()
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	server := mocks.Server(h)
	go func() { _ = server.Serve(listener) }()
	s.Cleanup(func() { _ = server.Close() })
	return address
}

// certificates are those of a private authority for the real host names; trust is its own.
func (s *street) certificates() *tls.Config {
	s.Helper()
	names := []string{elsewhere}
	for _, host := range front.Hosts() {
		names = append(names, host.Name)
	}
	authority, err := front.NewAuthority(rand.Reader, time.Now(), names, nil)
	require.NoError(s, err)
	s.trust = filepath.Join(s.TempDir(), "ca.pem")
	require.NoError(s, os.WriteFile(s.trust, authority.Certificate(), 0o600))
	leaves := &front.Certificates{Authority: authority, Names: names, Clock: clock.Func(time.Now), Random: rand.Reader}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: leaves.For}
}

// byHost sends each request to the way in of its host name.
func byHost(estate *mocks.Estate) http.Handler {
	by := map[string]http.Handler{}
	for i := range estate.Ways {
		by[estate.Ways[i].Host] = estate.Through(&estate.Ways[i])
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		behind, ok := by[front.Plain(r.Host)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		behind.ServeHTTP(w, r)
	})
}

// tunnel is the CONNECT of a forward proxy (RFC 9110 §9.3.6) that takes every caller to the real host names' door, wherever they wanted to go.
func (s *street) tunnel(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
		return
	}
	far, err := new(net.Dialer).DialContext(r.Context(), "tcp", s.named)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = far.Close()
		return
	}
	defer func() { _, _ = near.Close(), far.Close() }()
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	over := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(far, buffered); over <- struct{}{} }()
	go func() { _, _ = io.Copy(near, far); over <- struct{}{} }()
	<-over
}

// note keeps what the estate saw of a client.
func (s *street) note(x mocks.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, x)
}

// seen counts the calls of an operation that were answered with a status.
func (s *street) seen(service, operation string, status int) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.calls {
		if x.Service == service && x.Operation == operation && x.Status == status {
			n++
		}
	}
	return n
}

// served fails a test that the estate was not called in, or in which something went wrong with the estate itself.
func (s *street) served() {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.NotEmpty(s, s.calls)
	for _, x := range s.calls {
		require.Less(s, x.Status, http.StatusInternalServerError, "%s %s", x.Method, x.Path)
	}
}

// pem is the application's private key.
func (s *street) pem() string {
	s.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(s.key)
	require.NoError(s, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// environment is what a client's test is told of the street.
func (s *street) environment(c cast) []string {
	s.Helper()
	told, err := json.Marshal(c)
	require.NoError(s, err)
	env := []string{"SANDPIPER_STREET=" + string(told)}
	if strings.HasPrefix(c.API, "https:") {
		env = append(env, "HTTPS_PROXY="+s.proxy, "NODE_EXTRA_CA_CERTS="+s.trust, "REQUESTS_CA_BUNDLE="+s.trust)
	}
	return env
}
