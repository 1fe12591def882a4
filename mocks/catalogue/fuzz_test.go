package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// knock is one request that a fuzzer makes of its bytes: which route, with which token and media type, by which method, and what else.
type knock struct {
	route                      mocks.Route
	method, path, body, header string
}

// Bits of a fuzzer's choice.
const (
	otherMethod = 1 << iota
	insteadOfLast
	afterPath
	otherRealm
)

// newKnock chooses among the routes by number. The choice's low bits say what is strange about it, the next ones the token and the media type.
func newKnock(routes []mocks.Route, paths []string, route uint16, choice uint32, tail, header, query, body string) knock {
	at := int(route) % len(routes)
	k := knock{route: routes[at], method: http.MethodGet, path: paths[at], body: body, header: header}
	if n := len(k.route.Methods); n > 0 {
		k.method = k.route.Methods[int(choice>>20)%n]
	}
	if choice&otherMethod != 0 {
		methods := []string{"GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"}
		k.method = methods[int(choice>>16)%len(methods)]
	}
	if choice&insteadOfLast != 0 {
		k.path = k.path[:strings.LastIndexByte(k.path, '/')+1] + tail
	}
	if choice&afterPath != 0 {
		k.path += tail
	}
	if choice&otherRealm != 0 {
		k.path = "/@ward" + k.path
	}
	if query != "" {
		k.path += "?" + query
	}
	k.path = strings.ReplaceAll(k.path, " ", "%20") // a space ends a target (RFC 9112 §3)
	return k
}

// headers are the pairs of lines such as "Accept: text/html" that a server would let in (RFC 9110 §5.6.2 and §5.5).
func (k *knock) headers() (pairs []string) {
	for line := range strings.SplitSeq(k.header, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.EqualFold(name, "Host") || strings.ContainsFunc(name, notToken) || strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
			continue
		}
		pairs = append(pairs, name, strings.TrimSpace(value))
	}
	return pairs
}

func notToken(c rune) bool {
	return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

// FuzzEndpoints makes requests of every kind at every route of every service: whatever they are, the answer comes soon, is of the type that it says, is no failure of
// ours and shows nothing of the inside; what was not taken has changed nothing, what only asks never does, and what was written can be read.
func FuzzEndpoints(f *testing.F) {
	s := newSiege(f, "")
	var routes []mocks.Route
	var paths []string
	for _, route := range s.Routes() {
		if strings.HasPrefix(route.Name, "download") {
			continue // megabytes at a time
		}
		f.Add(uint16(len(routes)), uint32(0), "", "", "", "")
		f.Add(uint16(len(routes)), uint32(insteadOfLast|1<<8), "%2e%2e/x", "Accept: application/xml\nX-Sync-Wait: 0", "_format=json&page=2", "{}")
		routes, paths = append(routes, route), append(paths, s.path(route))
	}
	for at, route := range routes {
		for name, seed := range seeds() {
			if name == route.Name {
				for _, body := range seed {
					query, rest, _ := strings.Cut(body, "\n")
					f.Add(uint16(at), uint32(2<<8|1<<12), "", "Prefer: return=minimal", query, rest)
				}
			}
		}
	}
	tokens := []string{"Bearer " + s.clinical, "Bearer " + s.app, "Bearer " + s.citizen, "", "Bearer x", "Basic eDp5"}
	media := []string{"application/json", "application/json-patch+json", "application/fhir+json", "application/x-www-form-urlencoded", "text/plain"}
	root, ward := s.Realm.World, s.other.World
	f.Fuzz(func(t *testing.T, route uint16, choice uint32, tail, header, query, body string) {
		k := newKnock(routes, paths, route, choice, tail, header, query, body)
		target, err := url.ParseRequestURI(k.path)
		if err != nil {
			return // a server does not read it: TestHeadersThatSmuggle
		}
		if plain, _ := url.QueryUnescape(query); innards.MatchString(strings.Join([]string{target.Path, header, query, plain, body}, "\n")) {
			return // it would be told its own words
		}
		s.Realm.World, s.other.World = root.Branch(root.Clock().Now()), ward.Branch(ward.Clock().Now()) // each input meets the same world
		pairs := []string{"Content-Type", media[int(choice>>8)%len(media)]}
		if at := int(choice>>12) % len(tokens); at > 0 || !strings.HasPrefix(k.path, dos.Base) {
			pairs = append(pairs, "Authorization", tokens[at])
		}
		pairs = append(pairs, k.headers()...)
		began := time.Now()
		w := s.ask(k.method, k.path, k.body, pairs...)
		require.Less(t, time.Since(began), hang)
		var declared []int
		switch {
		case k.route.Name == "backchannel-logout":
			declared = []int{501} // not_implemented: the session is not known (research §2.6)
		case strings.Contains(strings.ToLower(k.header), "x-sync-wait"):
			declared = []int{503} // of a write that goes on
		}
		calm(t, k.method+" "+k.path, w, declared...)
		for _, realm := range []*mocks.Realm{s.Realm, s.other} {
			changes := realm.World.Changes()
			if k.method == http.MethodGet || k.method == http.MethodHead || w.Code >= 300 && w.Code != 503 {
				require.Empty(t, changes, "%s %s: %d", k.method, k.path, w.Code)
			}
			for _, change := range changes {
				written(t, s, realm, change)
			}
		}
	})
}

// written wants somebody who was written about to be there, under their number, in a version that can be read.
func written(t *testing.T, s *siege, realm *mocks.Realm, change world.Change) {
	t.Helper()
	number := realm.World.Number(change.Person).String()
	person, version := realm.World.Person(change.Person)
	require.Equal(t, number, person.Number.String())
	require.Positive(t, version.N)
	w := s.ask(http.MethodGet, realm.Base()+pds.Base+"/Patient/"+number, "")
	if calm(t, "read "+number, w); realm == s.Realm {
		require.Equal(t, 200, w.Code, "%s", w.Body)
		require.Contains(t, w.Body.String(), number)
	}
}

// seeds are good requests of routes by name: a query, and from the second line on a body.
func seeds() map[string][]string {
	return map[string][]string{
		"search-patient":           {"family=Smith&birthdate=eq1970-01-01&gender=female&_max-results=5", "_fuzzy-match=true&family=Smith&given=Jane&birthdate=ge1960-01-01&birthdate=le1990-01-01", "_history=true&family=Sm*&birthdate=1970-01-01&address-postalcode=LS1*"},
		"create-patient":           {"\n" + newcomer},
		"update-patient":           {"\n" + `{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"Once"}}]}`, "\n" + `{"patches":[{"op":"test","path":"/name/0/id","value":"x"},{"op":"remove","path":"/name/0"}]}`},
		"update-coverage":          {"\n" + `{"resourceType":"Coverage","status":"active","identifier":[{"value":"80826001234567890123"}]}`},
		"token":                    {"\ngrant_type=client_credentials&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=e30.e30.AA", "\ngrant_type=authorization_code&client_id=web&client_secret=s3cret&code=x&redirect_uri=https://app.example/callback?x=1"},
		"authorize":                {"client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%3Fx%3D1&response_type=code&state=s&scope=openid&nonce=n&login_as=656005750104", "client_id=web&vtr=%5B%22P9.Cp.Cd%22%5D&prompt=none"},
		"callback":                 {"state=x&code=y&iss=z"},
		"backchannel-logout":       {"\nlogout_token=e30.e30.AA"},
		"userinfo-update":          {"\n" + `{"app_metadata":{"a":1}}`},
		"search-organisations":     {"Name=surgery&Status=Active&PrimaryRoleId=RO177&Limit=10&Offset=1", "PostCode=LS1&_format=xml", "LastChangeDate=2025-01-01"},
		"sync":                     {"LastChangeDate=2026-03-25"},
		"search-organization":      {"name:contains=surgery&_count=5&active=true", "identifier=https://fhir.nhs.uk/Id/ods-organization-code|ZX001&_revinclude=Endpoint:organization", "_lastUpdated=ge2026-01-01&address-postalcode=LS1&_format=xml"},
		"search-affiliation":       {"primary-organization=ZX001&role=RE4&_count=3"},
		"lookup":                   {"system=https://fhir.nhs.uk/Id/ods-organization-code&code=ZX001&property=*"},
		"validate-code":            {"url=https://fhir.nhs.uk/Id/ods-organization-code&code=ZX001&display=x"},
		"device":                   {"organization=https://fhir.nhs.uk/Id/ods-organization-code|ZX001&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|urn:nhs:names:services:psis:REPC_IN150016UK05"},
		"endpoint":                 {"organization=https://fhir.nhs.uk/Id/ods-organization-code|ZX001&identifier=https://fhir.nhs.uk/Id/nhsMhsPartyKey|A-1"},
		"search-post":              {"api-version=3\n" + `{"search":"surgery","searchFields":"OrganisationName","filter":"OrganisationTypeId eq 'GPB'","top":3,"count":true,"orderby":"OrganisationName desc"}`},
		"search-healthcareservice": {"organization.identifier=https://fhir.nhs.uk/Id/ods-organization-code|ZX001"},
		"read-worker":              {"identifier=999000000001"},
		"search":                   {"code=http://snomed.info/sct|1&date=ge2020-01-01&_count=2&_sort=-date", "api-version=3&$filter=ODSCode eq 'ZX001' and not (Postcode eq 'x')&$orderby=OrganisationName&$top=2&search=a~ \"b c\"&queryType=full", "_id=1&patient=2&identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018"},
		"create":                   {"\n" + `{"resourceType":"Patient"}`},
		"records":                  {"page-size=3&page-index=2"}, "entries": {"start=2&limit=3"},
		"log": {"page=2"},
	}
}
