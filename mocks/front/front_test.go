package front_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/front"
	"sandpiper/synthetic/clock"
)

var loopback = []net.IP{net.IPv4(127, 0, 0, 1)}

func authority(t testing.TB, names ...string) *front.Authority {
	t.Helper()
	ca, err := front.NewAuthority(rand.Reader, time.Now(), names, loopback)
	require.NoError(t, err)
	return ca
}

// shake is a TLS handshake of a client that trusts the authority, by a name.
func shake(t testing.TB, ca *front.Authority, certificates *front.Certificates, name string) (*x509.Certificate, error) {
	t.Helper()
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(ca.Certificate()))
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		server := tls.Server(far, &tls.Config{GetCertificate: certificates.For})
		_ = server.Handshake()
		_ = far.Close()
	}()
	client := tls.Client(near, &tls.Config{RootCAs: pool, ServerName: name})
	if err := client.Handshake(); err != nil {
		return nil, err
	}
	return client.ConnectionState().PeerCertificates[0], nil
}

func TestCertificatesAreTrustedForTheirNamesAlone(t *testing.T) {
	ca := authority(t, "int.api.service.nhs.uk", "localhost")
	now := time.Now()
	certificates := &front.Certificates{Authority: ca, Names: []string{"int.api.service.nhs.uk", "localhost", "bank.example"}, Addresses: loopback,
		Clock: clock.Func(func() time.Time { return now }), Random: rand.Reader}
	leaf, err := shake(t, ca, certificates, "int.api.service.nhs.uk")
	require.NoError(t, err)
	assert.LessOrEqual(t, leaf.NotAfter.Sub(now), 24*time.Hour)
	assert.Contains(t, leaf.Subject.String(), "not an NHS service")
	again, err := shake(t, ca, certificates, "INT.API.service.nhs.uk")
	require.NoError(t, err)
	assert.Equal(t, leaf.SerialNumber, again.SerialNumber, "one leaf for a name")
	now = now.Add(13 * time.Hour)
	later, err := certificates.For(&tls.ClientHelloInfo{ServerName: "int.api.service.nhs.uk"})
	require.NoError(t, err)
	assert.NotEqual(t, leaf.SerialNumber, later.Leaf.SerialNumber, "a new one in the second half of its day")

	now = now.Add(-13 * time.Hour)
	_, err = shake(t, ca, certificates, "127.0.0.1")
	assert.NoError(t, err, "no host name: the address")
	_, err = shake(t, ca, certificates, "other.example")
	assert.Error(t, err, "nobody asked for that name to be played")
	_, err = shake(t, ca, certificates, "bank.example")
	assert.ErrorContains(t, err, "not permitted", "even a leaf that was issued is not believed outside the authority's bounds")
}

func TestAuthorityKeepsItsKeyAndItsBounds(t *testing.T) {
	ca := authority(t, "localhost")
	assert.NotContains(t, string(ca.Certificate()), "PRIVATE")
	secret, err := ca.Secret()
	require.NoError(t, err)
	same, err := front.ReadAuthority(secret)
	require.NoError(t, err)
	assert.Equal(t, ca.Certificate(), same.Certificate())
	missing, ok := same.Covers([]string{"localhost", "x.example"}, nil)
	assert.False(t, ok)
	assert.Equal(t, "x.example", missing)
	missing, ok = same.Covers(nil, []net.IP{net.IPv4(10, 0, 0, 1)})
	assert.False(t, ok)
	assert.Equal(t, "10.0.0.1", missing)
	_, ok = same.Covers([]string{"localhost"}, loopback)
	assert.True(t, ok)
	other, err := front.NewAuthority(rand.Reader, time.Now(), nil, nil)
	require.NoError(t, err)
	assert.NotEqual(t, ca.Certificate(), other.Certificate(), "never a fixed key")

	theirs, err := other.Secret()
	require.NoError(t, err)
	_, foreignKey := pem.Decode(theirs)
	for text, want := range map[string]string{
		"":                       "want a CERTIFICATE and a PRIVATE KEY",
		string(ca.Certificate()): "want a CERTIFICATE and a PRIVATE KEY",
		string(ca.Certificate()) + string(foreignKey): "not that of an authority with this key",
		unbounded(t): "could vouch for any name",
	} {
		_, err := front.ReadAuthority([]byte(text))
		assert.ErrorContains(t, err, want)
	}
}

// unbounded is an authority that could vouch for any name.
func unbounded(t testing.TB) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) + string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

// TestHostsLeadToServices holds the table to the tree that the services mount, and every link between hosts to a way in that exists.
func TestHostsLeadToServices(t *testing.T) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: catalogue.Services()})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, h := range front.Hosts() {
		assert.False(t, seen[h.Name], "%s stands there twice", h.Name)
		seen[h.Name] = true
		assert.NotEmpty(t, h.Source, h.Name)
		assert.True(t, strings.HasSuffix(h.Name, ".nhs.uk"), h.Name)
		found := h.Inside == ""
		for _, r := range estate.Routes() {
			found = found || strings.HasPrefix(r.Template, h.Inside+"/")
		}
		assert.True(t, found, "%s: no service lies at %s", h.Name, h.Inside)
	}
	for _, way := range front.Named() {
		assert.True(t, way.Closed)
		for _, p := range way.Places {
			assert.True(t, p.Host == "" || seen[p.Host], "%s leads to %s", way.Host, p.Host)
		}
	}
}

func TestRootedNamesTheNearest(t *testing.T) {
	roots := []front.Root{{Service: "pds", Path: "/personal-demographics/FHIR/R4"}, {Service: "records", Path: "/records/FHIR/R4"}}
	for _, name := range []string{"pds", "personal-demographics"} {
		way, err := front.Rooted(roots, name, "")
		require.NoError(t, err)
		assert.Equal(t, []mocks.Place{{Inside: "/personal-demographics/FHIR/R4"}}, way.Places)
	}
	_, err := front.Rooted(roots, "personal-demografics", "")
	assert.ErrorContains(t, err, `there is no service "personal-demografics"; did you mean "personal-demographics"? (there are pds, personal-demographics, records)`)
}

func TestPagesSayWhatTheyAreNot(t *testing.T) {
	w := httptest.NewRecorder()
	front.NewPage(`{{define "title"}}T{{end}}{{define "body"}}<p>{{.}}</p>{{end}}`).Show(w, "<script>alert(1)</script>")
	body, err := io.ReadAll(w.Result().Body)
	require.NoError(t, err)
	assert.Contains(t, string(body), "Not an NHS service")
	assert.NotContains(t, string(body), "<script>alert")
	assert.Equal(t, 1, strings.Count(string(body), "<script>"), "the one that copies")
	script, _, _ := strings.Cut(strings.SplitAfter(string(body), "<script>")[1], "</script>")
	sum := sha256.Sum256([]byte(script))
	assert.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", "and no other may run")
	assert.Equal(t, http.StatusOK, w.Code)
	broken := httptest.NewRecorder()
	front.NewPage(`{{define "title"}}T{{end}}{{define "body"}}{{.Nothing}}{{end}}`).Show(broken, "x")
	assert.Equal(t, http.StatusInternalServerError, broken.Code)
}
