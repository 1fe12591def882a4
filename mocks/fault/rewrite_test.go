package fault_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
)

func TestRewrites(t *testing.T) {
	const one = `{"resourceType":"Patient","id":"9","name":[{"family":"Smith","given":["Jane","M<a>"],"period":{"start":"2020-01-31"}}],"birthDate":"2010-10-22","multipleBirthInteger":1.50}`
	const bundle = `{"resourceType":"Bundle","total":1,"entry":[{"resource":` + one + `}]}`
	for _, c := range []struct {
		how      fault.Rewriting
		in, want string // want empty: unchanged
	}{
		{fault.NoName, one, `{"resourceType":"Patient","id":"9","birthDate":"2010-10-22","multipleBirthInteger":1.50}`},
		{fault.NoName, bundle, `{"resourceType":"Bundle","total":1,"entry":[{"resource":{"resourceType":"Patient","id":"9","birthDate":"2010-10-22","multipleBirthInteger":1.50}}]}`},
		{fault.NoName, `{"resourceType":"Organization","name":"x"}`, ""},
		{fault.NoEntry, bundle, `{"resourceType":"Bundle","total":0}`},
		{fault.NoEntry, `{"resourceType":"Bundle","entry":[]}`, `{"resourceType":"Bundle"}`},
		{fault.NoEntry, one, ""},
		{fault.NoEntry, `{"resourceType":"Bundle","total":0}`, ""},
		{fault.BadDates, one, strings.NewReplacer("2010-10-22", "2010-02-30", "2020-01-31", "2020-02-30").Replace(one)},
		{fault.BadDates, `{"birthDate":"2010","start":7,"end":"2010-10-22T10:00:00+00:00"}`, `{"birthDate":"2010","start":7,"end":"2010-02-30T10:00:00+00:00"}`},
		{fault.BadDates, `{"birthDate":"2010-10"}`, ""},
		{fault.UnknownExtension, `{"resourceType":"OperationOutcome"}`, ""},
		{fault.UnknownExtension, `{"resourceType":"X","extension":[{"url":"a"}]}`,
			`{"resourceType":"X","extension":[{"url":"a"},{"url":"https://example.invalid/StructureDefinition/Extension-NobodyKnows","valueString":"made up"}]}`},
		{fault.LongNames, `{"name":[{"text":"x"}]}`, ""},
		{fault.LongNames, `{"name":"x"}`, ""},
		{fault.NoName, `not JSON`, ""}, {fault.NoName, ``, ""}, {fault.NoName, `{} {}`, ""}, {fault.NoName, strings.Repeat("[", 300) + strings.Repeat("]", 300), ""},
	} {
		out, changed := fault.Rewrite{How: c.how}.Rewrite([]byte(c.in))
		assert.Equal(t, c.want != "", changed, "%s %s", c.how, c.in)
		if c.want == "" {
			c.want = c.in
		}
		assert.Equal(t, c.want, string(out), c.how)
	}
	out, changed := fault.Rewrite{How: fault.LongNames}.Rewrite([]byte(one))
	require.True(t, changed)
	var patient struct {
		Name []struct {
			Family string
			Given  []string
		}
	}
	require.NoError(t, json.Unmarshal(out, &patient))
	for _, part := range append(patient.Name[0].Given, patient.Name[0].Family) {
		assert.Len(t, []rune(part), 35)
		for _, c := range part {
			assert.True(t, c >= 0xC0 && c <= 0x17F, "%q", c)
		}
	}
}

// FuzzRewrite holds every rewriting to JSON in, JSON out, and to a text of the same meaning where it says that nothing changed.
func FuzzRewrite(f *testing.F) {
	f.Add(`{"resourceType":"Bundle","total":1,"entry":[{"resource":{"resourceType":"Patient","name":[{"family":"\u00e9","given":[1,"x"]}],"birthDate":"2010-10-22"}}]}`)
	f.Add(`[{"resourceType":"Patient","name":{},"extension":{},"birthDate":"\u0032010-10-22","deceasedDateTime":"2010-1é-22"}]`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, how := range []fault.Rewriting{fault.NoName, fault.NoEntry, fault.UnknownExtension, fault.LongNames, fault.BadDates} {
			out, changed := fault.Rewrite{How: how}.Rewrite([]byte(body))
			if !changed {
				require.Equal(t, body, string(out))
				continue
			}
			require.True(t, json.Valid(out), "%s of %q: %q", how, body, out)
		}
	})
}
