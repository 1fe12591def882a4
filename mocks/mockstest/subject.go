package mockstest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

// Subject is a service and how to call it.
type Subject struct {
	Service mocks.Service
	Beside  []mocks.Service // services that it cannot do without
	Apps    []mocks.App     // registered beside the suite's own
	// Good makes a call that succeeds when it carries a good token. Its URL may be a path alone; base is scheme://host/@realm.
	// It is called anew for every call.
	Good func(realm *mocks.Realm, base string) *http.Request
	// Unknown is a path in the service's part of the tree that it does not have.
	Unknown string
	// Scopes is what the suite's tokens hold; nil for what the service says that it Needs. A service that decides by the request which
	// scopes open it names here some that open the good call.
	Scopes []string
	// Population is what the world stands on; nil for 64 people by the default recipe.
	Population *synthetic.Population
}

// Get is a call of GET path with the headers that the platform wants of everybody.
func Get(path string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
	r.Header.Set("X-Correlation-ID", "11C46F5F-CDEF-4865-94B2-0EE0EDCC26DA")
	return r
}

// started is when the worlds of the suite begin; products' clocks agree with it.
var started = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// stage is an estate over loopback with one realm, and what it recorded.
type stage struct {
	*testing.T
	subject Subject
	estate  *mocks.Estate
	server  *httptest.Server
	realm   *mocks.Realm
	base    string
	logged  *notes

	mu        sync.Mutex
	exchanges []mocks.Exchange
}

// appID is the suite's own application.
const appID = "mockstest-app"

// newStage serves the subject, perhaps wrapped, in a realm that records.
func newStage(t *testing.T, s Subject, wrap func(mocks.Service) mocks.Service) *stage {
	t.Helper()
	population := s.Population
	if population == nil {
		var err error
		population, err = synthetic.Open(synthetic.DefaultRecipe(64))
		require.NoError(t, err)
	}
	service := s.Service
	if wrap != nil {
		service = wrap(service)
	}
	st := &stage{T: t, subject: s, logged: &notes{}}
	var err error
	st.estate, err = mocks.NewEstate(mocks.Setup{
		Services: append([]mocks.Service{service}, s.Beside...),
		Apps:     append([]mocks.App{{ID: appID, Name: "Suite", Scopes: st.scopes()}}, s.Apps...),
		Wall:     clock.NewVirtual(started),
		Log:      st.logged.logger(),
	})
	require.NoError(t, err)
	st.server = httptest.NewServer(st.estate)
	t.Cleanup(st.server.Close)
	st.realm = &mocks.Realm{Name: "suite", World: world.New(population, started), Record: st.record}
	path, closeRealm := st.estate.Open(st.realm)
	t.Cleanup(closeRealm)
	st.base = st.server.URL + path
	return st
}

// record is the realm's recorder.
func (s *stage) record(x mocks.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges = append(s.exchanges, x)
}

// last is the newest exchange.
func (s *stage) last() mocks.Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	require.NotEmpty(s, s.exchanges, "the recorder saw nothing")
	return s.exchanges[len(s.exchanges)-1]
}

// scopes is what the suite's tokens hold; nil if the service needs no token.
func (s *stage) scopes() []string {
	if s.subject.Scopes != nil {
		return s.subject.Scopes
	}
	if g, ok := s.subject.Service.(mocks.Guarded); ok {
		return g.Needs()
	}
	return nil
}

// guarded reports whether the good call needs a token.
func (s *stage) guarded() bool {
	if _, ok := s.subject.Service.(mocks.Guarded); !ok {
		return false
	}
	ajar, ok := s.subject.Service.(mocks.Ajar)
	return !ok || !ajar.Open(s.subject.Good(s.realm, s.base))
}

// good is a call that should succeed, with a token if it needs one.
func (s *stage) good() *http.Request { return s.with(s.issue(s.scopes()...)) }

// issue makes a token in the stage's realm.
func (s *stage) issue(scopes ...string) string {
	return s.realm.Tokens.Issue(appID, scopes, s.realm.World.Clock().Now(), 10*time.Minute).Value
}

// with is the good call with this token, or without one.
func (s *stage) with(token string) *http.Request {
	r := s.subject.Good(s.realm, s.base)
	if token != "" && s.guarded() {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return s.aim(r, s.base)
}

// aim points a request at a base and readies it for a client.
func (s *stage) aim(r *http.Request, base string) *http.Request {
	if !strings.HasPrefix(r.URL.String(), base) {
		target, err := url.Parse(base + r.URL.RequestURI())
		require.NoError(s, err)
		r.URL = target
	}
	r.RequestURI, r.Host = "", ""
	return r
}

// do makes a call on a connection of its own.
func (s *stage) do(r *http.Request) (*http.Response, error) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client.Do(r)
}
