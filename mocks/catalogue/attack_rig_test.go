package catalogue_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

// hang is a wait that no attack may cause. It is long, so that other work on the machine is not taken for one; speed is for the benchmarks.
const hang = 30 * time.Second

// siege is the whole estate under attack: the application "web" of logintest, "evil" with keys of its own, a realm beside the default one, and tokens that
// open everything, so that no attack stops at the door.
type siege struct {
	*logintest.Rig
	heard    heard
	other    *mocks.Realm // at /@ward
	app      string       // an access token of "web" itself
	clinical string       // of "web" for a member of staff
	citizen  string       // of "web" for person 3, at P9
}

// heard is the last exchanges on record, oldest first.
type heard struct {
	sync.Mutex
	last []mocks.Exchange
}

func (h *heard) record(x mocks.Exchange) {
	h.Lock()
	defer h.Unlock()
	h.last = append(h.last[max(0, len(h.last)-63):], x)
}

func (h *heard) all() []mocks.Exchange {
	h.Lock()
	defer h.Unlock()
	return slices.Clone(h.last)
}

// evilCallback is where the attacker's own application returns to.
const evilCallback = "https://evil.example/cb"

// besieged is the population and the services of all sieges: what services remember is each realm's own, and registers and keys take a while to make.
var besieged = sync.OnceValues(func() (*synthetic.Population, []mocks.Service) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(400))
	if err != nil {
		panic(err)
	}
	return population, catalogue.Services()
})

// newSiege is a siege of an estate that names itself public, or what each request says if public is empty.
func newSiege(t testing.TB, public string) *siege {
	t.Helper()
	population, built := besieged()
	s := &siege{
		Rig:   &logintest.Rig{TB: t, Wall: clock.NewVirtual(logintest.WallTime)},
		other: &mocks.Realm{Name: "ward", World: world.New(population, logintest.WorldTime)},
	}
	s.Realm = &mocks.Realm{World: world.New(population, logintest.WorldTime), Record: s.heard.record}
	national := []string{pds.AppScope, dos.AppScope, records.DefaultScope}
	scopes := append(append(national, logintest.Scopes...), records.WorkerScope, records.CitizenScope)
	theirs := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: logintest.Keys()[1].Public(), KeyID: "key-1", Algorithm: "RS512", Use: "sig"}}}
	var err error
	s.Estate, err = mocks.NewEstate(mocks.Setup{
		Services: built, Wall: s.Wall, Default: s.Realm, PublicURL: public,
		Apps: []mocks.App{
			{ID: "web", Name: "Web app", Keys: logintest.KeySet(), Secret: logintest.Secret, Redirects: []string{logintest.Callback}, Scopes: scopes, ODS: "ZX001"},
			{ID: "evil", Name: "Evil app", Keys: theirs, Secret: "ev1l", Redirects: []string{evilCallback}, Scopes: scopes},
		},
	})
	require.NoError(t, err)
	s.Open(s.other)
	const long = 10000 * time.Hour
	issue := func(user *mocks.User, scopes ...string) string {
		return s.Realm.Tokens.IssueTo(user, "web", scopes, logintest.WorldTime, long).Value
	}
	s.app = issue(nil, national...)
	s.clinical = issue(&mocks.User{Kind: mocks.Staff, ID: "656005750104", Assurance: "aal3", Role: "555254240100",
		Roles: []mocks.Role{{ID: "555254240100", Code: "S8000:G8000:R8001", Organisation: string(population.Person(3).Practice)}}}, pds.WorkerScope, records.WorkerScope)
	s.citizen = issue(&mocks.User{Kind: mocks.Citizen, ID: "c", Assurance: "P9", NHSNumber: population.Number(3).String()}, pds.PatientScope, records.CitizenScope)
	return s
}

// listen serves the estate on loopback by the limits of mocks.Server, except as tuned, and is the address.
func (s *siege) listen(tune func(*http.Server)) string {
	s.Helper()
	server := mocks.Server(s.Estate)
	if tune != nil {
		tune(server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(s, err)
	go func() { _ = server.Serve(listener) }()
	s.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

// variable is a place in a route's template.
var variable = regexp.MustCompile(`\{([a-z]+)(?::(?:[^{}]|\{[^{}]*\})*)?\}`)

// path is a path that a route takes and under which there is something, where the route's service shows anything.
func (s *siege) path(route mocks.Route) string {
	population := s.Realm.World.Population()
	set, err := json.Marshal(logintest.KeySet())
	require.NoError(s, err)
	values := map[string]string{
		"keys": base64.RawURLEncoding.EncodeToString(set), "host": "app.example", "realm": "Cis2-mock-internal-dev", "code": string(population.Person(3).Practice),
		"type": "Patient", "patient": s.Realm.World.IDs().PatientID(3), "version": "1", "register": "organisation", "format": "json", "number": "1", "size": "2",
		"key": string(population.Person(3).Practice), "attribute": "status", "value": "active", "hash": "sha-256:00", "small": "1", "large": "2", "from": "0", "to": "1", "rest": "1",
	}
	switch {
	case route.Service == "pds":
		values["id"] = population.Number(3).String()
	case route.Service == "records":
		values["id"] = s.Realm.World.IDs().PatientID(3)
		if strings.Contains(route.Template, "/Patient/{patient}") {
			values["type"] = "AllergyIntolerance"
		}
	case strings.Contains(route.Template, "/roles/"):
		values["id"] = "RO177"
	default:
		values["id"] = "RE6"
	}
	return variable.ReplaceAllStringFunc(route.Template, func(place string) string { return values[variable.FindStringSubmatch(place)[1]] })
}

// writes are the routes that take a body, with the method that takes it.
func (s *siege) writes() (out []mocks.Route) {
	for _, route := range s.Routes() {
		for _, method := range route.Methods {
			if method == http.MethodPost || method == http.MethodPatch || method == http.MethodPut {
				route.Methods = []string{method}
				out = append(out, route)
			}
		}
	}
	return out
}

// ask makes a request without a network: with an apikey and what a route of PDS or the directories wants of headers, and the token of staff unless another is given.
func (s *siege) ask(method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, logintest.Host+"/", strings.NewReader(body))
	r.Method = method
	target, err := url.ParseRequestURI(path)
	if err != nil { // a server would not even read it
		bare, query, _ := strings.Cut(path, "?")
		target = &url.URL{Path: bare, RawQuery: query}
	}
	r.URL, r.RequestURI = target, path
	h := r.Header
	h.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
	h.Set("Authorization", "Bearer "+s.clinical)
	if strings.HasPrefix(path, dos.Base) {
		h.Set("Authorization", "Bearer "+s.app)
		h.Set("Version", "1") // and refuses headers that it does not know
	} else {
		h.Set("apikey", "web")
		h.Set("If-Match", `W/"1"`)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if h[http.CanonicalHeaderKey(header[i])] = []string{header[i+1]}; header[i+1] == "" {
			h.Del(header[i])
		}
		if strings.EqualFold(header[i], "Host") {
			r.Host = header[i+1]
			h.Del("Host")
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// innards is what no answer may show of how the estate is made (CWE-209): stacks, files, Go's own words for types and faults.
var innards = regexp.MustCompile(`goroutine \d|runtime error|\.go:\d|sandpiper/(mocks|synthetic|cmd)|/usr/local/go|/home/|/tmp/|interface conversion|nil pointer|Go (struct|value)|\*?(mocks|pds|records|login|oidc|ods|sds|dos|servicesearch|worker|registers|citizen|world)\.[A-Z]\w+`)

// calm wants an answer that is no failure of ours, shows nothing of the inside and is of the type that it says. declared are the statuses from 500 that a service
// publishes for the case.
func calm(t testing.TB, what string, w *httptest.ResponseRecorder, declared ...int) bool {
	t.Helper()
	if w.Code >= 500 && !slices.Contains(declared, w.Code) {
		t.Errorf("%s: status %d: %s", what, w.Code, w.Body)
		return false
	}
	body := w.Body.Bytes()
	if found := innards.Find(body[:min(len(body), 16<<10)]); found != nil {
		t.Errorf("%s: %d shows %q: %s", what, w.Code, found, clipped(body))
	}
	for name, values := range w.Header() {
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n\x00") || innards.MatchString(value) {
				t.Errorf("%s: header %s: %q", what, name, value)
			}
		}
	}
	why := w.Header().Values("X-Sandpiper-Why")
	assert.LessOrEqual(t, len(why), 1, what)
	if len(why) == 1 && strings.ContainsFunc(why[0], func(c rune) bool { return c < ' ' || c > '~' }) {
		t.Errorf("%s: why %q", what, why[0])
	}
	if err := wellFormed(w.Header().Get("Content-Type"), body); err != nil {
		t.Errorf("%s: %d %s: %v: %s", what, w.Code, w.Header().Get("Content-Type"), err, clipped(body))
		return false
	}
	return true
}

// clipped is the beginning of a body, for a message.
func clipped(body []byte) []byte { return body[:min(len(body), 400)] }

// wellFormed reports whether a body is of the type that it is said to be.
func wellFormed(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil:
		return err
	case strings.HasSuffix(kind, "json"):
		if !json.Valid(body) {
			return errors.New("no JSON")
		}
	case strings.HasSuffix(kind, "xml"):
		d := xml.NewDecoder(bytes.NewReader(body))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	case kind == "text/html":
		if !bytes.Contains(body, []byte("</html>")) {
			return errors.New("no page")
		}
	}
	return nil
}

// heap is the bytes in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
