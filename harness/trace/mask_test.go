package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"sandpiper/harness/trace"
)

const (
	uuidA = "1f0e8a52-6c1f-4c07-9f31-0a5c7b0f2a11"
	uuidB = "9b2c7d10-0000-4abc-8def-1234567890ab"
)

func TestMask(t *testing.T) {
	m := trace.NewMask()
	m.GiveAll(map[string]any{"ref": []any{"Patient/" + uuidA}})
	got := m.Value(map[string]any{"b": "x" + uuidB + "y", "a": strings.ToUpper(uuidA), "c": []any{uuidB, 1.0, nil}})
	one := "00000000-0000-4000-8000-000000000001"
	assert.Equal(t, map[string]any{"b": "x" + one + "y", "a": strings.ToUpper(uuidA), "c": []any{one, 1.0, nil}}, got)
	m.Give(uuidB)
	assert.Equal(t, one, m.Text(uuidB), "what the product made up stays its own, though a mock repeats it")
	assert.Equal(t, "a ‹uuid› b "+uuidA, newBlind(uuidA).Blind("a "+uuidB+" b "+uuidA))
}

func newBlind(given string) *trace.Mask {
	m := trace.NewMask()
	m.Give(given)
	return m
}

func TestMaskKnowsWhatWasTheProductsOwnFirst(t *testing.T) {
	m := trace.NewMask("172.17.0.1")
	m.Own("POST " + uuidB)
	m.Give("created " + uuidB + " for " + uuidA)
	assert.Equal(t, "created 00000000-0000-4000-8000-000000000001 for "+uuidA, m.Text("created "+uuidB+" for "+uuidA))
	assert.Equal(t, 1, m.MadeUp())
	assert.Equal(t, "http://127.0.0.1:0/a http://127.0.0.1:0/b localhost:0 172.17.0.1:0 10.0.0.1:80 localhost:x",
		m.Text("http://127.0.0.1:40123/a http://127.0.0.1:7/b localhost:8080 172.17.0.1:9 10.0.0.1:80 localhost:x"))
}

// Whatever identifiers a product draws, the record of what it said is the same.
func TestMaskDoesNotDependOnLuck(t *testing.T) {
	draw := rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 10).Draw(t, "shape")
		say := func(ids []string) any {
			m := trace.NewMask()
			var out []any
			for i, k := range shape {
				out = append(out, m.Value(map[string]any{fmt.Sprint(i): "id-" + ids[k] + "-x", "z": ids[k]}))
			}
			return out
		}
		distinct := rapid.SliceOfNDistinct(draw, 5, 5, rapid.ID[string])
		assert.Equal(t, say(distinct.Draw(t, "one luck")), say(distinct.Draw(t, "other luck")))
	})
}

func TestWhatIsAUUID(t *testing.T) {
	one := "00000000-0000-4000-8000-000000000001"
	for _, c := range []struct{ in, want string }{
		{uuidA, one}, {"--" + uuidA, "--" + one}, {"1234567-" + uuidA, "1234567-" + one}, {"aaaaaaaa-" + uuidA + "-b", "aaaaaaaa-" + one + "-b"},
		{uuidA[:35], uuidA[:35]}, {"", ""}, {strings.Replace(uuidA, "f", "g", 1), strings.Replace(uuidA, "f", "g", 1)},
	} {
		assert.Equal(t, c.want, trace.NewMask().Text(c.in), c.in)
	}
}

// A state of OAuth is luck wherever it stands: as it is, and in a query.
func TestMaskTakesTextsThatWereMadeUp(t *testing.T) {
	m := trace.NewMask()
	m.Luck("aB+/cdefgh==")
	m.Luck("aB+/cdefgh==-longer")
	m.Luck("short")
	m.Luck(uuidA)
	assert.Equal(t, "state=made-up-1&other=made-up-1&nonce=made-up-2 short 00000000-0000-4000-8000-000000000001",
		m.Text("state=aB+/cdefgh==&other=aB%2B%2Fcdefgh%3D%3D&nonce=aB+/cdefgh==-longer short "+uuidA))
	assert.Equal(t, "redirect_uri=http%3A%2F%2F127.0.0.1%3A0%2Fcallback", m.Text("redirect_uri=http%3A%2F%2F127.0.0.1%3A40123%2Fcallback"))
}
