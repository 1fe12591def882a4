package mocks_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks"
)

const jwt = "eyJhbGciOiJSUzUxMiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl"

func TestRedact(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"access_token":"abc","expires_in":"599"}`, `{"access_token":"‹redacted›","expires_in":"599"}`},
		{`{"fhirAuthorization" : {"access_token" :  "a\"b", "scope":"x"}}`, `{"fhirAuthorization" : {"access_token" :  "‹redacted›", "scope":"x"}}`},
		{`{"issued_at":"1795303904000","token_type":"Bearer"}`, `{"issued_at":"‹redacted›","token_type":"Bearer"}`},
		{`[{"Refresh_Token":"abc"},{"id_token":null}]`, `[{"Refresh_Token":"‹redacted›"},{"id_token":null}]`},
		{`{"access\u005ftoken":"abc"}`, `{"access\u005ftoken":"‹redacted›"}`},
		{`{"access_token":"cut of`, `{"access_token":"‹redacted›"`},
		{`{"text":"access_token"}`, `{"text":"access_token"}`},
		{`grant_type=client_credentials&client_assertion=` + jwt + `&x=%20`, `grant_type=client_credentials&client_assertion=‹redacted›&x=%20`},
		{`client%5Fassertion=abc&plain=1`, `client%5Fassertion=‹redacted›&plain=1`},
		{`{"note":"Bearer ` + jwt + `!"}`, `{"note":"Bearer ‹redacted›!"}`},
		{`<p>eyJust.text</p>`, `<p>eyJust.text</p>`},
		{`plain words`, `plain words`},
		{``, ``},
	} {
		in := []byte(c.in)
		assert.Equal(t, c.want, string(mocks.Redact(in)))
		assert.Equal(t, c.in, string(in), "the body itself is left alone")
	}
}

func TestNoSecretSurvivesInAnyJSON(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const needle = "n33dl3"
		value := rapid.String().Draw(rt, "before") + needle + rapid.String().Draw(rt, "after")
		field := rapid.SampledFrom([]string{"access_token", "refresh_token", "id_token", "client_assertion", "client_secret"}).Draw(rt, "field")
		body, err := json.Marshal(map[string]any{"a": rapid.String().Draw(rt, "a"), field: value, "z": map[string]string{field: value}})
		require.NoError(rt, err)
		out := mocks.Redact(body)
		require.NotContains(rt, string(out), needle)
		require.True(rt, json.Valid(out), "%s", out)
		require.Equal(rt, out, mocks.Redact(body))
	})
}

func FuzzRedact(f *testing.F) {
	f.Add([]byte(`{"access_token":"x\\","a":[1,{"b":"\u0000"}]}`))
	f.Add([]byte("a=b&client_secret=%zz"))
	f.Add([]byte("eyJ.eyJ..eyJa.b.c"))
	f.Fuzz(func(t *testing.T, body []byte) {
		out := mocks.Redact(body)
		if json.Valid(body) && len(bytes.TrimSpace(body)) > 0 && strings.ContainsAny(string(bytes.TrimSpace(body)[:1]), "{[") && !bytes.Contains(body, []byte("eyJ")) {
			require.True(t, json.Valid(out), "%s became %s", body, out)
		}
	})
}

func TestTheRecordHoldsNoSecret(t *testing.T) {
	b := newBench(t, nil)
	_, body, err := b.do("POST", clinicBase+"/AllergyIntolerance?access_token=q1&x=2", `{"client_secret":"s0"}`, "If-Match", `W/"1"`)
	require.NoError(t, err)
	assert.Contains(t, body, "s3cret")
	x := b.last()
	all, err := json.Marshal(x)
	require.NoError(t, err)
	for _, secret := range []string{"s3cret", "s0", "q1", b.realm.Tokens.Issue("app-1", nil, start, 1).Value[:4]} {
		assert.NotContains(t, strings.ReplaceAll(string(all), "sha256", ""), secret)
	}
	assert.Equal(t, `{"client_secret":"‹redacted›"}`, string(x.RequestBody))
	assert.Equal(t, "access_token=‹redacted›&x=2", x.Query)
	assert.Equal(t, map[string]string{"Authorization": "Bearer ‹redacted›", "If-Match": `W/"1"`}, x.RequestHeader)
	assert.Contains(t, x.ResponseHeader["Location"], "/AllergyIntolerance/65536")
}

func TestLongRequestBodiesAreKeptAsADigest(t *testing.T) {
	b := newBench(t, nil)
	_, _, err := b.do("POST", clinicBase+"/AllergyIntolerance", strings.Repeat("x", 64<<10))
	require.NoError(t, err)
	assert.Len(t, b.last().RequestBody, 64<<10)
	_, _, err = b.do("POST", clinicBase+"/AllergyIntolerance", strings.Repeat("x", 64<<10+1))
	require.NoError(t, err)
	assert.JSONEq(t, `{"bytes":65537,"sha256":"`+sha(strings.Repeat("x", 64<<10+1))+`"}`, string(b.last().RequestBody))
	response, _, err := b.do("POST", "/clinic/odd/nothing", "unread")
	require.NoError(t, err)
	assert.Equal(t, 405, response.StatusCode)
	assert.Equal(t, "unread", string(b.last().RequestBody), "also what no service read")
}
