package mockstest

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
)

// strike has the realm's faults be one rule of a kind on the service under test.
func (s *stage) strike(kind string) {
	s.Helper()
	do, err := fault.NewEffect(kind)
	require.NoError(s, err)
	s.realm.Faults = fault.NewPlan(1, []fault.Rule{{ID: kind, On: fault.On{Service: s.subject.Service.Name()}, Do: do}})
}

// fired wants exactly one proof that the rule happened, in the plan and in the exchange.
func (s *stage) fired(kind string) {
	s.Helper()
	fired := s.realm.Faults.Fired()
	if assert.Len(s, fired, 1) {
		assert.Equal(s, kind, fired[0].Rule)
		assert.Equal(s, 1, fired[0].Nth)
	}
	assert.Equal(s, []string{kind}, s.last().Faults)
}

func (s *stage) refusals() {
	for _, c := range []struct {
		kind   string
		status int
		json   bool
	}{
		{"http-503", 503, true},
		{"http-503-html", 503, false},
		{"http-503-text", 503, false},
		{"http-500", 500, true},
		{"http-408", 408, true},
		{"http-429", 429, true},
		{"http-429-spike", 429, true},
		{"http-429-proxy", 429, true},
	} {
		s.strike(c.kind)
		response, body := s.must(s.good())
		assert.Equal(s, c.status, response.StatusCode, c.kind)
		assert.Equal(s, c.json, json.Valid(body), "%s: %s", c.kind, body)
		assert.Equal(s, c.status == 503, response.Header.Get("Retry-After") == "5", "only a 503 says when to come back")
		assert.Equal(s, string(body), string(s.last().ResponseBody))
		assert.NotEmpty(s, response.Header.Get("X-Request-Id"), "a fault comes after the ids")
		s.fired(c.kind)
	}
	if s.guarded() {
		s.strike("http-401-expired")
		response, _ := s.must(s.good())
		assert.Equal(s, 401, response.StatusCode)
		s.fired("http-401-expired")
		s.strike("http-401-expired")
		_, _ = s.must(s.with(""))
		assert.Empty(s, s.realm.Faults.Fired(), "there was no token to expire")
	}
}

func (s *stage) truncated() {
	_, whole := s.must(s.good())
	if len(whole) == 0 {
		return
	}
	s.strike("truncate")
	response, err := s.do(s.good())
	require.NoError(s, err)
	defer response.Body.Close()
	part, err := io.ReadAll(response.Body)
	require.ErrorIs(s, err, io.ErrUnexpectedEOF)
	assert.Less(s, int64(len(part)), response.ContentLength, "the length is that of the whole")
	x := s.last()
	assert.Equal(s, mocks.CutShort, x.Outcome)
	assert.Equal(s, int64(len(part)), x.Sent)
	assert.Equal(s, string(mocks.Redact(part)), string(x.ResponseBody), "the record holds what the client saw")
	s.fired("truncate")
}

func (s *stage) reset() {
	s.strike("reset")
	_, err := s.do(s.good())
	require.Error(s, err)
	assert.True(s, strings.Contains(err.Error(), "reset") || strings.Contains(err.Error(), "EOF"), err.Error())
	x := s.last()
	assert.Equal(s, mocks.WasReset, x.Outcome)
	assert.Zero(s, x.Status)
	assert.Zero(s, x.Sent)
	assert.Empty(s, x.ResponseBody)
	s.fired("reset")
}
