package trace_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/harness/trace"
)

// What is left after leaving members out is what there was, spaces, escapes and nesting notwithstanding.
func TestDecodeWithout(t *testing.T) {
	for name, body := range map[string]string{
		"plain":             `{"a":1,"left":{"deep":[1,{"x":"}"}]},"out":{"b":[{"c":"\"},"}]},"z":"é\"\\"}`,
		"spaces":            " {\n\"out\" : [ 1 , 2 ] ,\t\"left\" : { } , \"a\":true }\n",
		"out last":          `{"a":-1.5e3,"out":"\\"}`,
		"out alone":         `{"out":null}`,
		"empty":             `{}`,
		"strings of quotes": `{"a":"\"\"\\\"","out":"\\\\\"","b":"\\"}`,
	} {
		t.Run(name, func(t *testing.T) {
			e := trace.Event{Body: json.RawMessage(body)}
			var want, got map[string]any
			require.NoError(t, e.Decode(&want))
			delete(want, "out")
			require.NoError(t, e.DecodeWithout(&got, "out"))
			assert.Equal(t, want, got)
		})
	}
	for _, body := range []string{``, `null`, `[`, `{"a"`, `{"a":1`, `{"a":1}}`, `{"a":"`, `{"out":1,}`, `{"out"}`, `{"out":{`, `"out"`} {
		e := trace.Event{Body: json.RawMessage(body)}
		want, got := e.Decode(&map[string]any{}), e.DecodeWithout(&map[string]any{}, "absent")
		assert.Equal(t, want == nil, got == nil, "%s: %v, %v", body, want, got)
	}
}

func FuzzDecodeWithout(f *testing.F) {
	f.Add([]byte(`{"a":[1,"\"}",{"out":1}],"out":{"b":"\\"}}`), "out")
	f.Add([]byte(` { "a" : -0 , "b":"" } `), "b")
	f.Fuzz(func(t *testing.T, raw []byte, out string) {
		e := trace.Event{Body: raw}
		var want, got map[string]json.RawMessage
		err := e.Decode(&want)
		errWithout := e.DecodeWithout(&got, out)
		if err != nil || !json.Valid([]byte(`"`+out+`"`)) || strings.Contains(string(raw), `\`) || strings.Contains(out, `\`) {
			return // it need not panic, and names with escapes it does not know
		}
		require.NoError(t, errWithout)
		delete(want, out)
		for name, value := range want {
			require.JSONEq(t, string(value), string(got[name]))
		}
		require.Len(t, got, len(want))
	})
}

// An exchange is written as its declaration says, whichever way it takes.
func TestExchangedIsWrittenAsDeclared(t *testing.T) {
	words := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.Just("http://127.0.0.1:4711/x"))
	rapid.Check(t, func(t *rapid.T) {
		x := trace.Exchanged{Service: words.Draw(t, "service"), Operation: words.Draw(t, "operation"), Method: "GET", Path: words.Draw(t, "path"),
			Query: words.Draw(t, "query"), Status: rapid.IntRange(0, 599).Draw(t, "status"), Outcome: "answered", App: words.Draw(t, "app"), Nth: 3,
			People: rapid.SliceOf(rapid.Int()).Draw(t, "people"), Faults: rapid.SliceOf(words).Draw(t, "faults"),
			RequestHeader:  rapid.MapOf(words, words).Draw(t, "request header"),
			ResponseHeader: rapid.MapOf(words, words).Draw(t, "response header"),
		}
		mask := trace.NewMask()
		for _, to := range []*any{&x.Request, &x.Response} {
			switch rapid.IntRange(0, 3).Draw(t, "body") {
			case 1:
				*to = words.Draw(t, "text")
			case 2:
				body, err := mask.JSON([]byte(`{"z": [1.50, "http://127.0.0.1:4711/", "http:\/\/127.0.0.1:99"], "b":"5B1E0000-0000-4000-8000-000000000000", "a":{"y":1,"x":2}}`))
				require.NoError(t, err)
				*to = body
			case 3:
				*to = json.RawMessage(`{"z": 1.0, "a": []}`)
			}
		}
		got, err := trace.Canonical(x)
		require.NoError(t, err)
		declared, err := json.Marshal(x)
		require.NoError(t, err)
		want, err := trace.Canonical(json.RawMessage(declared))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
}

// A body is masked in the same way whether it is settled in one pass or two.
func TestMaskJSON(t *testing.T) {
	m := trace.NewMask("estate:8443")
	m.Give("5b1e0000-0000-4000-8000-000000000001")
	for raw, want := range map[string]string{
		`{"b":"http://127.0.0.1:4711/","a":[1.0,"http:\/\/localhost:80\/"]}`: `{"a":[1,"http://localhost:0/"],"b":"http://127.0.0.1:0/"}`,
		`{"link":"127.0.0.1:0 127.0.0.1:55 127.0.0.1: [::1]:7"}`:             `{"link":"127.0.0.1:0 127.0.0.1:0 127.0.0.1: [::1]:0"}`,
		`{"id":"5B1E0000-0000-4000-8000-000000000001"}`:                      `{"id":"5B1E0000-0000-4000-8000-000000000001"}`,
		`{"ff000000-0000-4000-8000-000000000009":1,"9":2,"0000":3}`:          `{"0000":3,"00000000-0000-4000-8000-000000000001":1,"9":2}`,
		`[]`: `[]`,
	} {
		body, err := m.JSON([]byte(raw))
		require.NoError(t, err)
		got, err := trace.Canonical(body)
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
	}
	_, err := m.JSON([]byte(`{"a":1,"a":2}`))
	assert.ErrorContains(t, err, "occurs twice")
}
