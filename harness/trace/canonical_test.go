package trace_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/harness/trace"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct {
		name, want string
		in         any
	}{
		{"keys sorted, spaces gone", `{"a":[1,2],"b":{"c":null,"d":true}}`, json.RawMessage(" {\"b\": {\"d\":true , \"c\" : null},\n\"a\":[1, 2]} ")},
		{"go map", `{"a":1,"b":"x"}`, map[string]any{"b": "x", "a": 1}},
		{"no html escapes", `"<a href=\"x\">&\u2028é</a>"`, "<a href=\"x\">&\u2028é</a>"},
		{"escapes in raw text", `"é/\u001f\n\\"`, json.RawMessage(`"\u00e9\/\u001F\u000a\u005c"`)},
		{"broken utf-8", "\"a\uFFFDb\"", "a\xffb"},
		{"zero", `[0,0,0]`, json.RawMessage(`[0, -0, 0.0]`)},
		{"trailing noughts", `[1,1.5,100,0.000001]`, json.RawMessage(`[1.0,1.50,1e2,0.000001]`)},
		{"exponents", `[1e-7,1e+21,1.5e+300,5e-324]`, []any{1e-7, 1e21, 1.5e300, 5e-324}},
		{"below the exponent", `100000000000000000000`, 1e20},
		{"long integers keep their digits", `[9007199254740993,12345678901234567890]`, json.RawMessage(`[9007199254740993,12345678901234567890]`)},
		{"utf-16 order", "{\"\U0001F600\":1,\"\uFB33\":2}", map[string]any{"\uFB33": 2, "\U0001F600": 1}},
		{"utf-16 order in raw text", "{\"\U0001F600\":1,\"\uFB33\":2}", json.RawMessage("{\"\uFB33\":2,\"\U0001F600\":1}")},
		{"struct", `{"facts":null,"found":[],"given":null,"name":"p"}`, trace.Member{Name: "p", Found: []string{}}},
		{"empty", `{"a":[],"b":{}}`, json.RawMessage(`{"b":{ },"a":[ ]}`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := trace.Canonical(c.in)
			require.NoError(t, err)
			want := strings.ReplaceAll(c.want, `\u2028`, "\u2028")
			assert.Equal(t, want, string(got))
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		in         any
	}{
		{"one key twice", `the key "a" occurs twice`, json.RawMessage(`{"a":1,"b":2,"a":3}`)},
		{"one key twice, spelt differently", `the key "a" occurs twice`, json.RawMessage(`{"a":1,"\u0061":3}`)},
		{"not json", "not json", json.RawMessage(`{"a":}`)},
		{"too deep", "too deep", json.RawMessage(strings.Repeat("[", 300) + strings.Repeat("]", 300))},
		{"infinite", "no json number", map[string]any{"x": math.Inf(1)}},
		{"beyond a double", "does not fit a double", json.RawMessage(`1e999`)},
		{"a channel", "unsupported type", make(chan int)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := trace.Canonical(c.in)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// Whatever the value, its canonical form reads back as the same value, and is its own canonical form.
func TestCanonicalIsStable(t *testing.T) {
	leaf := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
	)
	rapid.Check(t, func(t *rapid.T) {
		v := map[string]any{"list": []any{leaf.Draw(t, "leaf"), nil}}
		for _, k := range rapid.SliceOf(rapid.String()).Draw(t, "keys") {
			v[k] = leaf.Draw(t, "leaf")
		}
		once, err := trace.Canonical(v)
		require.NoError(t, err)
		twice, err := trace.Canonical(json.RawMessage(once))
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
		viaStd, err := json.Marshal(v)
		require.NoError(t, err)
		third, err := trace.Canonical(json.RawMessage(viaStd))
		require.NoError(t, err)
		require.Equal(t, string(once), string(third))
	})
}

func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"b":[1.50,"\u00e9",{"a":null}],"a":-0}`))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Add([]byte("\"\xff\\ud800\""))
	f.Fuzz(func(t *testing.T, raw []byte) {
		once, err := trace.Canonical(json.RawMessage(raw))
		if err != nil {
			return
		}
		require.True(t, json.Valid(once), "%q became %q", raw, once)
		twice, err := trace.Canonical(json.RawMessage(once))
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}
