package registers_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/registers"
)

// The valid and the invalid examples of each datatype's page.
func TestConforms(t *testing.T) {
	for datatype, c := range map[string]struct{ good, bad []string }{
		"boolean":   {[]string{"true", "false"}, []string{"True", "0", ""}},
		"curie":     {[]string{"country:", "country:GB", "local-authority:ABC", "example:foo/bar", "example:/qux", "example:10.2%2F3"}, []string{":GB", "GB", "country", "a:b c"}},
		"datetime":  {[]string{"2001", "2001-01", "2001-01-31", "2018-10-11T12Z", "2018-10-11T12:14Z", "2001-01-31T23:20:55Z"}, []string{"2001-13", "2001-02-30", "2001-01-01T12", "2001-01T12Z", "01-01-2001", "2001-01-31T23:20:61Z"}},
		"hash":      {[]string{"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "12202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}, []string{"2c2", "GG"}},
		"integer":   {[]string{"100", "0", "-200"}, []string{"01", "-0", "+1", "1.0", "NaN"}},
		"name":      {[]string{"name", "start-date", "end-date", "key-01"}, []string{"0x", "42-date", "-boo", "Name"}},
		"period":    {[]string{"2007-03-01T13:00:00Z/2008-05-11T15:30:00Z", "2007-03-01T13:00:00Z/P1Y2M10DT2H30M", "P1Y2M10DT2H30M/2008-05-11T15:30:00Z", "P1Y2M10DT2H30M", "PT0S"}, []string{"P", "PT", "P1Y/P1Y", "2007", "1/2/3"}},
		"string":    {[]string{"a", "ü"}, []string{"", " \t", "\ufeffa", "\xff"}},
		"timestamp": {[]string{"2018-07-15T14:38:05Z"}, []string{"2018-07-15", "2018-07-15T14:38:05+01:00", "2018-07-15T14:38:05.1Z"}},
		"url":       {[]string{"https://example.org/x"}, []string{"example.org", "/x", "mailto:"}},
		"colour":    {nil, []string{"red"}},
	} {
		for _, s := range c.good {
			assert.True(t, registers.Conforms(datatype, s), "%s %q", datatype, s)
		}
		for _, s := range c.bad {
			assert.False(t, registers.Conforms(datatype, s), "%s %q", datatype, s)
		}
	}
}

// The examples of v2 key-def.
func TestKeys(t *testing.T) {
	d := registers.Definition{ID: "k", Fields: []registers.Field{{Name: "k", Datatype: "string"}}}
	for _, key := range []string{"1", "GB", "01", "10.5", "ADR", "CA-ZX", "an_id", "10.2/3"} {
		assert.NoError(t, d.Check(key, item(t, registers.Text("k", key))), key)
	}
	for _, key := range []string{"_1", ".34", "A..B", "ALPHA--", "C__34", "C_/34", "", "a b", strings.Repeat("a", 257)} {
		assert.ErrorIs(t, d.Check(key, item(t, registers.Text("k", key))), registers.ErrItem, key)
	}
}

func TestNewItemRefuses(t *testing.T) {
	for want, pairs := range map[string][]registers.Pair{
		"attribute name": {registers.Text("Name", "x")},
		"given twice":    {registers.Text("a", "x"), registers.Text("a", "y")},
		"not UTF-8":      {registers.Set("a", "\xff")},
	} {
		_, err := registers.NewItem(pairs...)
		require.ErrorIs(t, err, registers.ErrItem)
		assert.ErrorContains(t, err, want)
	}
	assert.Empty(t, item(t, registers.Text("a", ""), registers.Set("b"), registers.Set("c", "", "")), "nothing is no value")
}

// Whatever is in an item, its canonical form is read back as the same item.
func TestCanonicalIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var pairs []registers.Pair
		for name := range rapid.MapOf(rapid.StringMatching(`[a-z][a-z0-9-]{0,5}`), rapid.Bool()).Draw(rt, "names") {
			if rapid.Bool().Draw(rt, "many") {
				pairs = append(pairs, registers.Set(name, rapid.SliceOf(rapid.String()).Draw(rt, "set")...))
			} else {
				pairs = append(pairs, registers.Text(name, rapid.String().Draw(rt, "text")))
			}
		}
		it, err := registers.NewItem(pairs...)
		require.NoError(t, err)
		again, err := registers.ParseItem([]byte(it.Canonical()))
		require.NoError(t, err)
		require.Equal(t, it.Canonical(), again.Canonical())
		require.Equal(t, registers.BlobHash(it), registers.BlobHash(again))
	})
	assert.Equal(t, `{"a":"/\"\\\n\u001Fü`+"\u2028\x7f"+`"}`, item(t, registers.Text("a", "/\"\\\n\x1fü\u2028\x7f")).Canonical())
}

func FuzzItem(f *testing.F) {
	f.Add([]byte(`{"a":"b","c":["d","\u00e9"]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		it, err := registers.ParseItem(raw)
		if err != nil {
			require.ErrorIs(t, err, registers.ErrItem)
			return
		}
		again, err := registers.ParseItem([]byte(it.Canonical()))
		require.NoError(t, err)
		require.Equal(t, it.Hash(), again.Hash())
	})
}
