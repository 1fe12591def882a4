package login_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/mockstest/published"
)

// The catalogues of errors are those of research identity-demographics-registers.md; upstream is NHSDigital/identity-service-api.
const (
	proxy    = "proxies/live/apiproxy/proxies/default.xml"
	policies = "proxies/live/apiproxy/policies/"
	e2e      = "e2e/tests/oauth/"
)

// refusal is what a refused request is answered with.
type refusal struct {
	status      int
	code, words string
}

// check holds an answer to a refusal: status, headers and every member of the body, of which message_id only has to be there.
func (f refusal) check(t *testing.T, source string, p logintest.Reply) {
	t.Helper()
	require.Equal(t, f.status, p.StatusCode, "%s: %s", source, p.Text)
	assert.Empty(t, p.Header.Get("Location"), "a refusal of the platform's own leads nowhere")
	assert.Equal(t, "application/json", p.Header.Get("Content-Type"), source)
	assert.Empty(t, p.Header.Get("WWW-Authenticate"), source)
	assert.Empty(t, p.Header.Get("Retry-After"), source)
	body := p.JSON(t)
	assert.Regexp(t, `^rrt-[0-9a-f]{16}-[0-9a-f]{16}$`, body["message_id"])
	delete(body, "message_id")
	assert.Equal(t, map[string]any{"error": f.code, "error_description": f.words}, body, source)
}

// golden is one row of a catalogue.
type golden struct {
	of     string     // the row of the digest's table; empty for a case that its tables do not have
	source string     // the platform's own file that says so
	form   url.Values // sent
	want   refusal
}

// run sends every row and holds its answer to what is wanted.
func run(t *testing.T, rows []golden, send func(url.Values) logintest.Reply) {
	for i, row := range rows {
		t.Run(strconv.Itoa(i)+" "+row.of+" "+row.want.words, func(t *testing.T) { row.want.check(t, row.source, send(row.form)) })
	}
}

// covers holds rows to a table of the digest, of which one column names the condition and the next ones the answer: each condition has a
// golden row, and what the digest says of it has the status, code and words that the golden row wants.
func covers(t *testing.T, table [][]string, column int, rows []golden) {
	t.Run("the digest's table is covered", func(t *testing.T) {
		said := make(map[string]string)
		for _, row := range table {
			if row[column] == "" {
				continue // what happens when all is well
			}
			said[row[column]] = strings.Join(row[column+1:], " ")
			assert.True(t, slices.ContainsFunc(rows, func(g golden) bool { return g.of == row[column] }), "no golden row for %q", row[column])
		}
		for _, g := range rows {
			if g.of == "" {
				continue
			}
			answer, ok := said[g.of]
			if !assert.True(t, ok, "the digest has no row %q", g.of) {
				continue
			}
			assert.Contains(t, answer, strconv.Itoa(g.want.status), g.of)
			if g.want.status != 429 { // of which the digest tells the status only
				assert.Contains(t, strings.ReplaceAll(answer, "%20", " "), g.want.words, g.of)
				assert.Contains(t, answer, g.want.code, g.of)
			}
		}
	})
}

// table is the lines of the tables of a section of the digest between two of its texts; an empty one is its beginning or end.
func table(t *testing.T, heading, from, to string) [][]string {
	t.Helper()
	text := strings.ReplaceAll(published.Section(t, heading), "`", "")
	if from != "" {
		_, after, found := strings.Cut(text, from)
		require.True(t, found, from)
		text = after
	}
	if to != "" {
		before, _, found := strings.Cut(text, to)
		require.True(t, found, to)
		text = before
	}
	return published.Lines(text)
}

// said holds words to those of sections of the digest, whatever the spaces and line breaks between them.
func said(t *testing.T, words string, headings ...string) {
	t.Helper()
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, heading := range headings {
		if strings.Contains(squeeze(published.Section(t, heading)), squeeze(words)) {
			return
		}
	}
	assert.Fail(t, "the digest does not say so", "%q in %v", words, headings)
}

const (
	unapproved   = "The developer app associated with the API key is not approved or revoked"
	unsubscribed = "API Key supplied does not have access to this resource. Please check the API Key you are using belongs to an app which has " +
		"sufficient access to access this resource."
	noScopes = "you have tried to request authorization but your application is not configured to use this authorization grant type"
)

var overQuota = refusal{429, "ratelimit_exceeded", "The rate limit was exceeded"}

// appScope is one that an application may hold by itself.
const appScope = "urn:nhsd:apim:app:level3:personal-demographics-service"

// apps are applications with which something is wrong, and some that may do one thing only.
func apps() []mocks.App {
	keys := logintest.KeySet()
	back := []string{logintest.Callback}
	return []mocks.App{
		{ID: "machine", Name: "product", Keys: keys, Scopes: []string{logintest.Scopes[0], appScope, "system/*.rs"}},
		{ID: "record", Keys: keys, Scopes: []string{"urn:nhsd:apim:app:level3:local-record", "system/Observation.rs", "system/Observation.c"}},
		{ID: "plain", Keys: keys, Scopes: []string{"urn:nhsd:apim:app:level3:local-record"}},
		{ID: "revoked", Secret: "r", Revoked: true, Redirects: back, Scopes: logintest.Scopes, Keys: keys},
		{ID: "nothing", Secret: "n", Redirects: back, Keys: keys},
		{ID: "p9 only", Secret: "p", Redirects: back, Scopes: logintest.Scopes[3:4], Keys: keys},
		{ID: "for users", Keys: keys, Scopes: logintest.Scopes[:1]},
		{ID: "keyless", Scopes: []string{appScope}},
		{ID: "unreachable", KeysURL: "http://127.0.0.1:1/jwks", Scopes: []string{appScope}},
		{ID: "limited", Secret: "l", PerMinute: 1, Redirects: back, Scopes: append([]string{appScope}, logintest.Scopes...), Keys: keys},
	}
}

// quotaSpent is a rig whose application "limited" has made the one call of its minute.
func quotaSpent(t *testing.T) *logintest.Rig {
	r := logintest.New(t, nil, apps()...)
	require.Equal(t, 302, r.Get("/oauth2/authorize?"+start("client_id", "limited").Encode()).StatusCode)
	return r
}
