package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
)

// values are pairs of names and values as a form.
func values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// strangeHosts are Host headers that net/http lets in, and that are not ours.
var strangeHosts = []string{"evil.example:8080", "example.test@evil.example", "evil.example:443:80", "example.test,evil.example"}

// TestHostsThatPoison (CWE-644, CWE-350): an estate that has been told its public address shows no other, whatever a request calls it, in any answer of any route.
func TestHostsThatPoison(t *testing.T) {
	s := newSiege(t, logintest.Host)
	for _, host := range strangeHosts {
		for _, route := range s.Routes() {
			if strings.HasPrefix(route.Name, "download") {
				continue
			}
			w := s.ask(http.MethodGet, s.path(route), "", "Host", host, "Accept", "*/*")
			calm(t, host+" "+s.path(route), w)
			for _, text := range append(w.Header()["Location"], w.Body.String(), w.Header().Get("X-Sandpiper-Why"), w.Header().Get("Set-Cookie")) {
				assert.NotContains(t, strings.ToLower(text), "evil", "%s %s", host, s.path(route))
			}
		}
	}
}

// TestAudienceIsNotTheHosts (RFC 7523 §3, RFC 9700 §4.10): what somebody signed for a false platform, which passes it on under its own name, opens nothing here.
// Without a public address an estate is what each request calls it: the name reaches that request's own answer, and no other.
func TestAudienceIsNotTheHosts(t *testing.T) {
	send := func(s *siege, jti string) int {
		form := logintest.Asserting(logintest.Assertion(t, "web", "http://evil.example/oauth2/token", jti, nil), "grant_type", "client_credentials")
		return s.ask(http.MethodPost, "/oauth2/token", form.Encode(), "Host", "evil.example", "Authorization", "", "Content-Type", "application/x-www-form-urlencoded").Code
	}
	assert.Equal(t, 401, send(newSiege(t, logintest.Host), "a"))
	nameless := newSiege(t, "")
	assert.Equal(t, 200, send(nameless, "b"), "a rehearsal on a developer's machine takes the name that it is called by")
	for _, path := range []string{"/nhs-login/.well-known/openid-configuration", "/records/FHIR/R4/metadata", "/records/FHIR/R4/.well-known/smart-configuration",
		"/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare/.well-known/openid-configuration", "/organisation-data-terminology-api/fhir/Organization?_count=2", "/registers/organisation/records"} {
		poisoned := nameless.ask(http.MethodGet, path, "", "Host", "evil.example")
		require.Equal(t, 200, poisoned.Code, path)
		honest := nameless.ask(http.MethodGet, path, "")
		require.Equal(t, 200, honest.Code, path)
		assert.NotContains(t, honest.Body.String(), "evil", "%s: the name was kept", path)
	}
}

// TestHeadersThatRewrite (CWE-348, CWE-441, CWE-650): nobody is in front of an estate, so what proxies say of another host, path, method or address is not heard. The
// Directory of Services refuses headers that it does not know, as its specification says.
func TestHeadersThatRewrite(t *testing.T) {
	s := newSiege(t, "")
	number := s.Realm.World.Population().Number(3).String()
	headers := [][2]string{
		{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Prefix", "/evil"}, {"Forwarded", "host=evil.example;proto=https"},
		{"X-Host", "evil.example"}, {"X-Original-Url", pds.Base + "/_ping"}, {"X-Rewrite-Url", pds.Base + "/_ping"}, {"X-Http-Method-Override", "PATCH"},
		{"X-Http-Method", "DELETE"}, {"X-Method-Override", "POST"}, {"X-Sandpiper-Why", "x"}, {"X-Accel-Redirect", "/etc/passwd"}, {"Front-End-Https", "on"}, {"X-User", "admin"},
		{"Range", "bytes=0-1"}, {"Te", "trailers"}, {"Via", "1.1 evil"}, {"Proxy", "http://evil.example"}, {"Accept-Encoding", "gzip, br"}, {"Origin", "https://evil.example"},
	}
	for _, path := range []string{pds.Base + "/Patient/" + number, "/nhs-login/.well-known/openid-configuration", "/records/FHIR/R4/Patient/" + s.Realm.World.IDs().PatientID(3),
		"/ORD/2-0-0/organisations/" + string(s.Realm.World.Population().Person(3).Practice), "/registers/organisation/records", "/oauth2/_ping", "/nowhere"} {
		plain := s.ask(http.MethodGet, path, "")
		for _, header := range headers {
			w := s.ask(http.MethodGet, path, "", header[0], header[1])
			assert.Equal(t, plain.Code, w.Code, "%s %s", path, header[0])
			assert.Equal(t, plain.Body.String(), w.Body.String(), "%s %s", path, header[0])
			if !strings.HasPrefix(path, "/registers") && !strings.HasPrefix(path, "/ORD") { // which are open to everybody
				assert.Empty(t, w.Header().Get("Access-Control-Allow-Origin"), "no page of another site reads an answer")
			}
			assert.Equal(t, plain.Header().Get("X-Sandpiper-Why"), w.Header().Get("X-Sandpiper-Why"))
		}
		for _, method := range []string{"_method=PATCH", "_method=DELETE", "X-HTTP-Method-Override=PUT"} {
			if w := s.ask(http.MethodPost, "/oauth2/token?"+method, method, "Content-Type", "application/x-www-form-urlencoded"); assert.Equal(t, 400, w.Code) {
				assert.Contains(t, w.Body.String(), "grant_type")
			}
		}
	}
}

// TestMethodsThatAreNone (RFC 9110 §9.1, CWE-650): a method that a route does not have is refused, whatever its name is and even where a proxy would take it for another.
func TestMethodsThatAreNone(t *testing.T) {
	s := newSiege(t, "")
	for _, method := range []string{"TRACE", "TRACK", "DEBUG", "PROPFIND", "MOVE", "DELETE", "PUT", "OPTIONS", "get", "GeT", "PATCH\u00e9", "PRI", "CONNECT", strings.Repeat("A", 4096)} {
		for _, route := range s.Routes() {
			if len(route.Methods) == 0 {
				continue
			}
			w := s.ask(method, s.path(route), "", "X-Secret", "told-back")
			what := method[:min(len(method), 20)] + " " + s.path(route)
			calm(t, what, w)
			assert.GreaterOrEqual(t, w.Code, 400, what)
			assert.NotContains(t, w.Body.String(), "told-back", what)
		}
	}
}
