package catalogue_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
	"sandpiper/synthetic/nhs"
)

// TestNothingGrows makes the same kind of call, another one each time, until whatever remembers it should be full, and then as often again, while the clocks
// run and all is recorded: no more may be held after than before. What a kind may leave behind is named beside it.
func TestNothingGrows(t *testing.T) {
	if testing.Short() {
		t.Skip("a quarter of a million calls: not with -short")
	}
	g := newGrowth(t)
	assertion := func(n int) url.Values { // in order but for its signature, which is looked at once its jti is spent
		part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
		claims := fmt.Sprintf(`{"iss":"app","sub":"app","aud":"http://nhs.test/oauth2/token","jti":"j%d","exp":%d}`, n, g.clock.Now().Add(4*time.Minute).Unix())
		return url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {oidc.BearerAssertion},
			"client_assertion": {part(`{"alg":"RS512","typ":"JWT","kid":"k"}`) + "." + part(claims) + "." + part(strings.Repeat("x", 256))}}
	}
	request := func(n int, more ...string) string {
		q := url.Values{"client_id": {"app"}, "redirect_uri": {"https://app.example/back"}, "response_type": {"code"}, "scope": {"openid profile"},
			"state": {fmt.Sprint("st", n)}, "nonce": {fmt.Sprint("no", n)}}
		for i := 0; i+1 < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		return q.Encode()
	}
	for _, kind := range []struct {
		name  string // and what is remembered of it
		fill  int    // calls until that is full
		want  int    // status
		calls func(n int) *http.Request
	}{
		{"read: the log of who looked", 66_000, 200, func(n int) *http.Request { return g.get(pds.Base + "/Patient/" + g.number(n)) }},
		{"fuzzy search", 1000, 200, func(n int) *http.Request {
			return g.get(fmt.Sprintf("%s/Patient?_fuzzy-match=true&family=Sm%dith&given=A&birthdate=19%02d-01-01", pds.Base, n, n%100))
		}},
		{"update refused: an answer for whoever asks again", 5000, 409, func(n int) *http.Request {
			r := g.send(http.MethodPatch, pds.Base+"/Patient/"+g.number(n), `{"patches":[{"op":"replace","path":"/gender","value":"other"}]}`, "application/json-patch+json")
			r.Header.Set("If-Match", `W/"9999"`)
			return r
		}},
		{"search by identifier", 1000, 200, func(n int) *http.Request {
			return g.get("/records/FHIR/R4/Patient?identifier=" + url.QueryEscape("https://fhir.nhs.uk/Id/nhs-number|"+g.number(n)))
		}},
		{"assertion: its jti", 17_000, 401, func(n int) *http.Request {
			return g.send(http.MethodPost, "/oauth2/token", assertion(n).Encode(), "application/x-www-form-urlencoded")
		}},
		{"platform authorize: a journey", 5000, 302, func(n int) *http.Request { return g.get("/oauth2/authorize?" + request(n)) }},
		{"NHS login page: a sign-in under way", 5000, 200, func(n int) *http.Request { return g.get("/nhs-login/authorize?" + request(n)) }},
		{"NHS login: a session and a code", 5000, 302, func(n int) *http.Request {
			return g.get("/nhs-login/authorize?" + request(n, "login_as", "testuserlive@demo.signin.nhs.uk"))
		}},
		{"CIS2 page: a sign-in under way", 5000, 200, func(n int) *http.Request {
			return g.get(cis2.Root + "/authorize?" + request(n, "acr_values", "AAL3_ANY"))
		}},
		{"CIS2: a session and a code", 5000, 302, func(n int) *http.Request {
			return g.get(cis2.Root + "/authorize?" + request(n, "acr_values", "AAL3_ANY", "login_as", "656005750106"))
		}},
		{"a token of a stranger's", 1000, 401, func(n int) *http.Request {
			r := g.get(pds.Base + "/Patient/" + g.number(n))
			r.Header.Set("Authorization", fmt.Sprint("Bearer t", n))
			return r
		}},
		{"nowhere", 1000, 404, func(n int) *http.Request { return g.get(fmt.Sprint("/nowhere/", n)) }},
		{"no realm", 1000, 404, func(n int) *http.Request { return g.get(fmt.Sprintf("/@r%d/x", n)) }},
		{"organisations", 1000, 200, func(n int) *http.Request {
			return g.get("/ORD/2-0-0/organisations/" + string(g.practices[n%len(g.practices)]))
		}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			const again = 6000
			n := 0
			fire := func(times int) {
				for range times {
					n++
					g.clock.Advance(20 * time.Millisecond)
					g.realm.World.Clock().Advance(20 * time.Millisecond)
					w := httptest.NewRecorder()
					g.ServeHTTP(w, kind.calls(n))
					require.Equal(t, kind.want, w.Code, "%.500s %s", w.Body, w.Header().Get("X-Sandpiper-Why"))
				}
			}
			fire(kind.fill)
			objects, bytes := held()
			fire(again)
			more, larger := held()
			require.Less(t, more-objects, int64(again/20), "things are held of calls that are over; %d bytes", larger-bytes)
			require.Less(t, larger-bytes, int64(again*25), "memory is held of calls that are over; %d things", more-objects)
		})
	}
}

// held is what is on the heap and reached.
func held() (objects, bytes int64) {
	var m runtime.MemStats
	for range 3 { // pools are emptied by the second
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapObjects), int64(m.HeapAlloc)
}

// growth is an estate that records, on clocks that are moved.
type growth struct {
	*mocks.Estate
	realm *mocks.Realm
	clock *clock.Virtual
	token string

	practices []nhs.ODS
}

func newGrowth(t *testing.T) *growth {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	people, err := synthetic.Open(synthetic.DefaultRecipe(300))
	require.NoError(t, err)
	start := people.Recipe().AsOf.Add(9 * time.Hour)
	journal := &mocks.Journal{Next: func(int) (io.WriteCloser, error) { return nowhere{io.Discard}, nil }}
	t.Cleanup(func() { require.NoError(t, journal.Close()) })
	g := &growth{clock: clock.NewVirtual(start), realm: &mocks.Realm{World: world.New(people, start), Record: journal.Record}}
	g.Estate, err = mocks.NewEstate(mocks.Setup{
		Services: catalogue.Services(), Wall: g.clock, Default: g.realm, PerMinute: 1 << 30,
		Apps: []mocks.App{{ID: "app", Redirects: []string{"https://app.example/back"}, Secret: "s", Scopes: []string{pds.WorkerScope},
			Keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS512", Use: "sig"}}}}},
	})
	require.NoError(t, err)
	for practice := range people.Practices() {
		g.practices = append(g.practices, practice.Code)
	}
	user := &mocks.User{Kind: mocks.Staff, ID: "656005750106", Assurance: "aal3", Session: "s", Roles: []mocks.Role{{ID: "1", Code: "S8000:G8000:R8000", Organisation: "A20047"}}}
	g.token = g.realm.Tokens.IssueTo(user, "app", []string{pds.WorkerScope, records.DefaultScope}, start, 1<<60).Value
	return g
}

// nowhere is a file that is not kept.
type nowhere struct{ io.Writer }

func (nowhere) Close() error { return nil }

func (g *growth) number(n int) string {
	people := g.realm.World.Population()
	return people.Number(n * 7 % people.Len()).String()
}

func (g *growth) get(path string) *http.Request { return g.send(http.MethodGet, path, "", "") }

func (g *growth) send(method, path, body, media string) *http.Request {
	r := httptest.NewRequest(method, "http://nhs.test"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+g.token)
	r.Header.Set("X-Request-Id", uuid.NewString())
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return r
}
