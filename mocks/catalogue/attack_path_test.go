package catalogue_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
)

// TestPathsThatClimb (CWE-22, CWE-23, CWE-158, CWE-174, CWE-176): no way of writing dots and slashes leads out of a service's part of the tree, into another's, or to a
// file. Paths are taken as they come: nothing is cleaned, so that nothing is redirected either (CWE-601).
func TestPathsThatClimb(t *testing.T) {
	s := newSiege(t, "")
	number := s.Realm.World.Population().Number(3).String()
	var roots []string
	seen := map[string]bool{}
	for _, route := range s.Routes() {
		root := strings.TrimRight(s.path(route), "/")
		if !seen[route.Service] {
			seen[route.Service] = true
			roots = append(roots, root)
		}
	}
	for name, climb := range map[string]string{
		"dots":                         "/../../../../etc/passwd",
		"dots below a name":            "/x/../../../../../etc/passwd",
		"encoded dots":                 "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		"encoded slashes":              "/..%2f..%2f..%2fetc%2fpasswd",
		"both encoded":                 "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
		"encoded twice (CWE-174)":      "/%252e%252e%252f%252e%252e%252fetc%252fpasswd",
		"overlong UTF-8 (CWE-176)":     "/%c0%ae%c0%ae%c0%af%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
		"full-width dots":              "/%ef%bc%8e%ef%bc%8e%ef%bc%8f..%ef%bc%8fetc",
		"backslashes":                  `/..\..\..\windows\win.ini`,
		"encoded backslashes":          "/..%5c..%5c..%5cwindows%5cwin.ini",
		"NUL (CWE-158)":                "/%00/etc/passwd%00.json",
		"CR LF (CWE-113)":              "/%0d%0aX-Evil:%201%0d%0a",
		"two slashes":                  "//etc//passwd",
		"another host (CWE-601)":       "//evil.example/%2f..",
		"parameters":                   "/;/..;/..;/etc/passwd",
		"into another service":         "/../personal-demographics/FHIR/R4/Patient/" + number,
		"into another, encoded":        "/%2e%2e/personal-demographics/FHIR/R4/Patient/" + number,
		"into another realm":           "/../@ward" + pds.Base + "/Patient/" + number,
		"60,000 segments (CWE-407)":    strings.Repeat("/a", 30_000),
		"a segment of 60,000":          "/" + strings.Repeat("a", 60_000),
		"a percent sign and no number": "/%zz/%",
	} {
		t.Run(name, func(t *testing.T) {
			for _, root := range roots {
				for _, path := range []string{root + climb, climb, "/@ward" + root + climb} {
					w := s.ask(http.MethodGet, path, "")
					what := path[:min(len(path), 120)]
					calm(t, what, w)
					assert.GreaterOrEqual(t, w.Code, 300, what)
					assert.NotContains(t, w.Body.String(), "root:x:", what)
					assert.NotContains(t, w.Body.String(), `"resourceType":"Patient"`, what)
					assert.Empty(t, w.Header().Get("X-Evil"), what)
					if to := w.Header().Get("Location"); to != "" {
						assert.True(t, strings.HasPrefix(to, logintest.Host+"/"), "%s leads to %s", what, to)
					}
				}
			}
		})
	}
}

// TestRealmsThatAreNone (CWE-41, CWE-174, CWE-176, CWE-178): a realm is found under its one name, by its own tokens, and under nothing that looks like it.
func TestRealmsThatAreNone(t *testing.T) {
	s := newSiege(t, "")
	ping := pds.Base + "/_ping"
	for path, status := range map[string]int{
		"/@ward":              200,
		"/@%77ard":            200, // the same name, encoded once (RFC 3986 §6.2.2.2)
		"/%40ward":            200,
		"/@%2577ard":          404,
		"/@WARD":              404,
		"/@ward%20":           404,
		"/@ward%00":           404,
		"/@ward.":             404,
		"/@ward;a=b":          404,
		"/@ward%2f..":         404,
		"/@ward/.":            404,
		"/@ward/":             404, // two slashes then
		"/@ward/@ward":        404,
		"//@ward":             404,
		"/@":                  404,
		"/@/":                 404,
		"/@%EF%BD%97ard":      404, // full-width w
		"/@w%D0%B0rd":         404, // Cyrillic a
		"/@ward%E2%80%8B":     404, // a space of no width
		"/@..":                404,
		"/@%2e%2e/@ward":      404,
		"/@ward%0d%0aX-Evil:": 404,
	} {
		w := s.ask(http.MethodGet, path+ping, "")
		calm(t, path, w)
		assert.Equal(t, status, w.Code, path)
		assert.Empty(t, w.Header().Get("X-Evil"), path)
	}
	for _, route := range s.Routes() {
		if route.Service == "pds" || route.Service == "records" || route.Service == "dos" {
			here, there := s.ask(http.MethodGet, s.path(route), ""), s.ask(http.MethodGet, "/@ward"+s.path(route), "")
			if here.Code != 401 && there.Code != 401 {
				assert.NotContains(t, there.Body.String(), s.Realm.World.Population().Number(3).String(), "%s is open to the other realm's token", route.Template)
			}
		}
	}
}

// TestNamesThatLookAlike (CWE-1007, UTS #39): an application is found by its id byte by byte.
func TestNamesThatLookAlike(t *testing.T) {
	s := newSiege(t, "")
	for _, id := range []string{"WEB", "web ", " web", "web\x00", "web\u200b", "\uff57eb", "w\u0435b", "w\u00e9b", "web/../web", "web\r\n", "%77eb", "web#", "*", "", "web,evil"} {
		for _, path := range []string{"/oauth2/token", "/nhs-login/token", "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare/access_token",
			"/realms/Cis2-mock-internal-dev/protocol/openid-connect/token"} {
			got := s.Post(path, values("grant_type", "authorization_code", "client_id", id, "client_secret", logintest.Secret, "code", "x", "redirect_uri", logintest.Callback))
			assert.Contains(t, []int{400, 401}, got.StatusCode, "%s %q: %s", path, id, got.Text)
			assert.NotContains(t, got.Text, "code is invalid", "%s took %q for an application: %s", path, id, got.Text)
		}
		for _, path := range []string{"/spine-directory/FHIR/R4/Device", "/service-search-api/?api-version=3", "/organisation-data-terminology-api/fhir/Organization", "/healthcare-worker/Worker"} {
			w := s.ask(http.MethodGet, path, "", "apikey", id)
			calm(t, path, w)
			if strings.TrimSpace(id) != "web" { // white space around a header's value is none of it (RFC 9110 §5.5)
				assert.Equal(t, 401, w.Code, "%s %q", path, id)
			}
		}
	}
}
