package mockstest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
)

// Service runs the whole suite on a service.
func Service(t *testing.T, s Subject) {
	for _, c := range []struct {
		name string
		run  func(*stage)
	}{
		{"answers and is recorded as seen", (*stage).answers},
		{"echoes ids", (*stage).echoes},
		{"explains an unknown path", (*stage).unknownPath},
		{"explains a wrong method", (*stage).wrongMethod},
		{"denies without a good token", (*stage).denies},
		{"lets everybody in with open access", (*stage).openAccess},
		{"keeps realms apart", (*stage).realms},
		{"bears many callers at once", (*stage).crowd},
		{"refuses a huge body", (*stage).hugeBody},
		{"refuses by fault", (*stage).refusals},
		{"is cut short by fault", (*stage).truncated},
		{"is reset by fault", (*stage).reset},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(newStage(t, s, nil)) })
	}
	t.Run("survives a panic", func(t *testing.T) {
		newStage(t, s, func(inner mocks.Service) mocks.Service { return panicky{inner} }).panics()
	})
}

// body reads and closes an answer.
func (s *stage) body(response *http.Response) []byte {
	s.Helper()
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	require.NoError(s, err)
	return b
}

// must makes a call that is answered.
func (s *stage) must(r *http.Request) (*http.Response, []byte) {
	s.Helper()
	response, err := s.do(r)
	require.NoError(s, err)
	return response, s.body(response)
}

func (s *stage) answers() {
	r := s.good()
	response, body := s.must(r)
	require.Less(s, response.StatusCode, 300, "%s", body)
	x := s.last()
	assert.Equal(s, s.subject.Service.Name(), x.Service)
	assert.NotEmpty(s, x.Operation, "name the route: fault rules and evidence speak of it")
	assert.Equal(s, response.StatusCode, x.Status)
	assert.Equal(s, mocks.Answered, x.Outcome)
	assert.Equal(s, int64(len(body)), x.Sent)
	assert.Equal(s, started, x.At)
	assert.True(s, strings.HasPrefix(r.URL.Path, "/@suite"+x.Path), "%s ends in %s", r.URL.Path, x.Path)
	if len(body) > 0 && len(body) <= 64<<10 {
		assert.Equal(s, string(mocks.Redact(body)), string(x.ResponseBody))
		assert.NotEmpty(s, response.Header.Get("Content-Type"))
	}
	if s.guarded() {
		assert.Equal(s, appID, x.App)
		assert.Equal(s, "Bearer "+mocks.Redacted, x.RequestHeader["Authorization"])
	}
	_, again := s.must(s.good())
	if s.guarded() {
		assert.Equal(s, string(body), string(again), "one question, one answer")
	}
}

func (s *stage) echoes() {
	lost := s.aim(Get(s.subject.Unknown), s.base)
	for _, r := range []*http.Request{s.good(), s.with(""), lost} {
		r.Header.Set("X-Request-ID", "c1ab3fba-6bae-4ba4-b257-5a87c44d4a91")
		r.Header.Set("X-Correlation-ID", "one, two")
		response, _ := s.must(r)
		assert.Equal(s, "c1ab3fba-6bae-4ba4-b257-5a87c44d4a91", response.Header.Get("X-Request-Id"))
		assert.Equal(s, "one, two", response.Header.Get("X-Correlation-Id"))
		assert.Equal(s, map[string]string{"X-Request-Id": "c1ab3fba-6bae-4ba4-b257-5a87c44d4a91", "X-Correlation-Id": "one, two"}, s.last().IDs)
	}
}

func (s *stage) unknownPath() {
	r := s.aim(Get(s.subject.Unknown), s.base)
	if s.guarded() {
		r.Header.Set("Authorization", "Bearer "+s.issue(s.scopes()...))
	}
	s.explained(r)
}

func (s *stage) wrongMethod() {
	r := s.good()
	r.Method, r.Body, r.ContentLength = "LINK", nil, 0
	s.explained(r)
}

// explained wants a refusal in words, with a reason for the developer and a line in the log.
func (s *stage) explained(r *http.Request) {
	s.Helper()
	response, body := s.must(r)
	assert.GreaterOrEqual(s, response.StatusCode, 400)
	assert.Less(s, response.StatusCode, 500)
	assert.NotEmpty(s, body)
	assert.Contains(s, response.Header.Get("X-Sandpiper-Why"), "/")
	assert.Contains(s, s.logged.String(), "why=")
}

func (s *stage) denies() {
	if !s.guarded() {
		response, _ := s.must(s.with(""))
		assert.Less(s, response.StatusCode, 300)
		return
	}
	deny := func(status int, authorization ...string) {
		s.Helper()
		r := s.with("")
		r.Header["Authorization"] = authorization
		response, body := s.must(r)
		assert.Equal(s, status, response.StatusCode, "%q", authorization)
		assert.NotEmpty(s, response.Header.Get("X-Sandpiper-Why"))
		assert.True(s, json.Valid(body), "%s", body)
		assert.Empty(s, s.last().People, "a refused call touches nobody")
	}
	token := s.issue(s.scopes()...)
	deny(401)
	deny(401, "")
	deny(401, "Bearer")
	deny(401, "Basic "+token)
	deny(401, "Bearer never-issued")
	deny(401, "Bearer "+token+" "+token)
	if len(s.scopes()) > 0 {
		deny(403, "Bearer "+s.issue("some:other:scope"))
	}
	s.realm.World.Clock().Advance(10 * time.Minute)
	deny(401, "Bearer "+token)
}

func (s *stage) openAccess() {
	s.realm.OpenAccess = true
	response, body := s.must(s.with(""))
	assert.Less(s, response.StatusCode, 300, "%s", body)
}

func (s *stage) realms() {
	other := &mocks.Realm{Name: "other", World: world.New(s.realm.World.Population(), started)}
	path, closeOther := s.estate.Open(other)
	defer closeOther()
	if s.guarded() {
		r := s.with(s.issue(s.scopes()...))
		r.URL.Path = strings.Replace(r.URL.Path, "/@suite", path, 1)
		response, _ := s.must(r)
		assert.Equal(s, 401, response.StatusCode, "a token opens only the realm that issued it")
	}
	s.mu.Lock()
	assert.Empty(s, s.exchanges, "the other realm's calls are not this one's")
	s.mu.Unlock()
	nowhere := s.with("")
	nowhere.URL.Path = strings.Replace(nowhere.URL.Path, "/@suite", "/@nowhere", 1)
	response, _ := s.must(nowhere)
	assert.Equal(s, 404, response.StatusCode)
	assert.Contains(s, response.Header.Get("X-Sandpiper-Why"), "realm")
}

func (s *stage) crowd() {
	const callers = 16
	var wg sync.WaitGroup
	for range callers {
		r := s.good()
		wg.Go(func() {
			response, err := s.do(r)
			if assert.NoError(s, err) {
				assert.Less(s, response.StatusCode, 300)
				assert.NoError(s, response.Body.Close())
			}
		})
	}
	wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.Len(s, s.exchanges, callers)
}

func (s *stage) hugeBody() {
	r := s.good()
	r.Method = http.MethodPost
	r.Body = io.NopCloser(bytes.NewReader(make([]byte, 6<<20)))
	r.ContentLength = 6 << 20
	response, err := s.do(r)
	if err != nil {
		return // the server may close the connection on what it will not read
	}
	defer response.Body.Close()
	assert.Equal(s, 413, response.StatusCode)
}

func (s *stage) panics() {
	for _, path := range []string{panicEarly, panicLate} {
		response, body := s.must(s.aim(Get(path), s.base))
		assert.Equal(s, 500, response.StatusCode)
		assert.True(s, json.Valid(body), "%s", body)
		assert.NotContains(s, string(body), "half an answer")
		assert.Empty(s, response.Header.Get("ETag"))
		assert.NotEmpty(s, response.Header.Get("X-Request-Id"))
		assert.Equal(s, 500, s.last().Status)
	}
	assert.Contains(s, s.logged.String(), "on purpose")
	response, _ := s.must(s.good())
	assert.Less(s, response.StatusCode, 300, "the service goes on")
}
