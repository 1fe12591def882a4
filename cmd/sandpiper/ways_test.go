package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/front"
)

// threeWays starts the mock NHS with all three ways in: its own host, PDS at the root of a port, and the real host names. byName is a client
// that resolves every name to it and trusts its authority alone, got from 'sandpiper trust'.
func threeWays(t testing.TB, more ...string) (base, root, secure, dir string, byName *http.Client) {
	t.Helper()
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--people", "2000", "--root", "personal-demographics=127.0.0.1:0",
		"--root", "nhs-login=127.0.0.1:0", "--tls", "127.0.0.1:0"}, more...)
	cmd, out, said := program(t, args...)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	waitUntil(t, "the start", said, func() bool { return strings.Contains(out.String(), "Ctrl-C stops it") })
	find := func(pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(out.String())
		require.NotNil(t, m, "%s in %s", pattern, out)
		return m[1]
	}
	base, root = find(`on (http://\S+) after`), find(`personal-demographics at the root of (\S+)`)
	secure = find(`PLAYING \d+ HOST NAMES OF THE NHS on https://(\S+):`)
	assert.Contains(t, out.String(), "this is NOT the NHS")

	file := filepath.Join(cmd.Dir, "ca.pem")
	code, how, wrong := call(t, "trust", "--url", base, "--out", file)
	require.Zero(t, code, wrong)
	for _, word := range []string{"curl --cacert", "NODE_EXTRA_CA_CERTS", "keytool", "REQUESTS_CA_BUNDLE"} {
		assert.Contains(t, how, word)
	}
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(read(t, file))))
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", secure)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	byName = &http.Client{Transport: transport, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return base, root, secure, cmd.Dir, byName
}

// by is get with a client of one's own.
func by(t testing.TB, client *http.Client, address string, headers ...string) (status int, body string, header http.Header) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text), res.Header
}

// TestThreeWaysIn sees one patient by each way in, and every link lead back by the way that was used.
func TestThreeWaysIn(t *testing.T) {
	t.Parallel()
	base, root, _, dir, byName := threeWays(t, "--open")
	assert.False(t, exists(filepath.Join(dir, "sandpiper-app.pem")))
	_, page, _ := get(t, base+"/")
	person := regexp.MustCompile(`<code class="pick num">(999\d{7})</code> <span class="dim">born (\d{4}-\d\d-\d\d)</span></p><p><strong>\S+ .*?(\S+)</strong>`).FindStringSubmatch(page)
	require.NotNil(t, person, page)
	id := "X-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068"
	search := "/Patient?family=" + url.QueryEscape(person[3]) + "&birthdate=eq" + person[2]
	const full = "/personal-demographics/FHIR/R4"
	for name, way := range map[string]struct {
		client  *http.Client
		address string
	}{
		"the platform's paths": {http.DefaultClient, base + full},
		"a port of its own":    {http.DefaultClient, root},
		"the real host name":   {byName, "https://int.api.service.nhs.uk" + full},
	} {
		status, body, header := by(t, way.client, way.address+search, id)
		require.Equal(t, http.StatusOK, status, name+": "+body)
		assert.Equal(t, "not an NHS service", header.Get("X-Sandpiper"), name)
		assert.Contains(t, body, `"fullUrl":"`+way.address+"/Patient/"+person[1]+`"`, name)
		status, patient, _ := by(t, way.client, way.address+"/Patient/"+person[1], id)
		assert.Equal(t, http.StatusOK, status, name)
		assert.Equal(t, person[1], asJSON(t, patient)["id"], name)
		status, refused, header := by(t, way.client, way.address+"/Patinet/"+person[1], id)
		assert.Equal(t, http.StatusBadRequest, status, name)
		shown := strings.TrimPrefix(way.address, base)
		shown = strings.TrimPrefix(strings.TrimPrefix(shown, root), "https://int.api.service.nhs.uk")
		assert.Contains(t, header.Get("X-Sandpiper-Why"), " "+shown+"/Patient", name)
		assert.NotContains(t, refused, "nearest", "never in the body")
	}
}

// TestIssuersFollowTheWayIn: discovery at each address names that address, and leads to addresses that answer.
func TestIssuersFollowTheWayIn(t *testing.T) {
	t.Parallel()
	base, _, _, _, byName := threeWays(t, "--open")
	const healthcare = "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"
	for _, c := range []struct {
		client          *http.Client
		address, issuer string
	}{
		{http.DefaultClient, base + "/nhs-login", base + "/nhs-login"},
		{byName, "https://auth.sandpit.signin.nhs.uk", "https://auth.sandpit.signin.nhs.uk"},
		{byName, "https://auth.aos.signin.nhs.uk", "https://auth.aos.signin.nhs.uk"},
		{byName, "https://auth.login.nhs.uk", "https://auth.login.nhs.uk"},
		{byName, "https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk" + healthcare, "https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk:443" + healthcare},
		{byName, "https://am.nhsdev.auth-ptl.cis2.spineservices.nhs.uk/openam/oauth2/realms/root/realms/oidc", "https://am.nhsdev.auth-ptl.cis2.spineservices.nhs.uk:443/openam/oauth2/realms/root/realms/oidc"},
	} {
		status, body, _ := by(t, c.client, c.address+"/.well-known/openid-configuration")
		require.Equal(t, http.StatusOK, status, c.address)
		found := asJSON(t, body)
		assert.Equal(t, c.issuer, found["issuer"])
		status, keys, _ := by(t, c.client, found["jwks_uri"].(string))
		assert.Equal(t, http.StatusOK, status, c.address)
		assert.Contains(t, keys, `"keys"`)
	}
	status, _, header := by(t, byName, "https://int.api.service.nhs.uk/nhs-login/authorize")
	assert.Equal(t, http.StatusNotFound, status, "as on the real platform")
	assert.Equal(t, "what lies there is served at https://auth.aos.signin.nhs.uk", header.Get("X-Sandpiper-Why"))
	_, err := byName.Get("https://www.example.org/")
	assert.Error(t, err, "no other name is played")
}

// TestRegisteredWhileItRuns registers an app at the desk and gets it a token with 'sandpiper token', by HTTP and by TLS.
func TestRegisteredWhileItRuns(t *testing.T) {
	t.Parallel()
	base, _, _, _, byName := threeWays(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	open, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "mine.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	body, err := json.Marshal(map[string]string{"name": "Mine", "key": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open}))})
	require.NoError(t, err)
	res, err := http.Post(base+front.AppsPath, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusCreated, res.StatusCode)
	var app struct{ ID string }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&app))
	code, token, said := call(t, "token", "--url", base+"/oauth2/token", "--app-id", app.ID, "--app-key", file)
	require.Zero(t, code, said)
	_, page, _ := get(t, base+"/")
	assert.Contains(t, page, app.ID)
	status, found, _ := by(t, byName, "https://int.api.service.nhs.uk/records/FHIR/R4/Patient?birthdate=1980-04-01", "Authorization: Bearer "+strings.TrimSpace(token))
	assert.Equal(t, http.StatusOK, status, found)
	status, _, _ = by(t, byName, "https://int.api.service.nhs.uk"+front.AppsPath)
	assert.Equal(t, http.StatusNotFound, status, "a host that plays the real one has no desk")
}

// TestEveryDoorIsBounded: a head that does not end, a header too big and a body too big are refused at every listener.
func TestEveryDoorIsBounded(t *testing.T) {
	t.Parallel()
	base, root, secure, _, byName := threeWays(t, "--open")
	for _, at := range []struct {
		client  *http.Client
		address string
	}{{http.DefaultClient, base + "/oauth2/token"}, {http.DefaultClient, root + "/Patient"}, {byName, "https://int.api.service.nhs.uk/oauth2/token"}} {
		req, err := http.NewRequest(http.MethodPost, at.address, strings.NewReader("{}"))
		require.NoError(t, err)
		req.Header.Set("X-Huge", strings.Repeat("x", 256<<10))
		if res, err := at.client.Do(req); err == nil { // else it was closed while we were writing
			assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode, at.address)
			_ = res.Body.Close()
		}
		req, err = http.NewRequest(http.MethodPost, at.address, bytes.NewReader(make([]byte, 6<<20)))
		require.NoError(t, err)
		if res, err := at.client.Do(req); err == nil {
			assert.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode, at.address)
			_ = res.Body.Close()
		}
	}
	ended := make(chan error, 3)
	for _, address := range []string{strings.TrimPrefix(base, "http://"), strings.TrimPrefix(root, "http://"), secure} {
		go func() {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				ended <- err
				return
			}
			defer conn.Close()
			first := "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
			if address == secure {
				first = "\x16\x03\x01\x02\x00" // a hello that does not come
			}
			_, _ = io.WriteString(conn, first)
			_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
			_, err = io.ReadAll(conn)
			if err != nil {
				err = fmt.Errorf("%s: %w", address, err)
			}
			ended <- err
		}()
	}
	for range 3 {
		assert.NoError(t, <-ended, "closed by the server")
	}
}

// TestAuthorityInAFile: made once, kept for the next start, its owner's alone, and refused when it may not vouch for a name.
func TestAuthorityInAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.pem")
	_, _, stop := serving(t, "--open", "--tls", "127.0.0.1:0", "--tls-ca", file)
	require.Zero(t, stop())
	mode, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), mode.Mode().Perm())
	kept := read(t, file)
	code, certificate, said := call(t, "trust", "--ca", file)
	require.Zero(t, code, said)
	assert.Contains(t, kept, certificate)
	assert.NotContains(t, certificate, "PRIVATE")
	base, _, stop := serving(t, "--open", "--tls", "127.0.0.1:0", "--tls-ca", file)
	_, served, _ := get(t, base+authorityPath)
	assert.Equal(t, certificate, served)
	require.Zero(t, stop())
	code, _, said = call(t, "serve", "--open", "--listen", "127.0.0.1:0", "--people", "2000", "--tls", "127.0.0.1:0", "--tls-ca", file, "--tls-name", "nhs.test")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, said, "may not vouch for nhs.test")
}
