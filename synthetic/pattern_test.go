package synthetic_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// Any pattern matches what the same pattern as a regular expression would.
func FuzzQueryPattern(f *testing.F) {
	for _, x := range [][2]string{{"smith", "Smith"}, {"S*h", "Smith"}, {"*", ""}, {"a**b", "ab"}, {"ab*ba", "aba"}, {"*a*a*", "banana"}} {
		f.Add(x[0], x[1])
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		for _, s := range []string{pattern, name} {
			for _, c := range s {
				if c < ' ' || c > '~' {
					t.Skip("letters without case rules of their own")
				}
			}
		}
		if pattern == "" || strings.Contains(name, "*") {
			t.Skip("matches anybody; no name holds an asterisk")
		}
		reference := regexp.MustCompile("(?i)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$")
		q := synthetic.Query{Family: pattern}
		require.Equal(t, reference.MatchString(name), q.Matches(&synthetic.Person{Name: demography.Name{Family: name}}), "%q in %q", pattern, name)
	})
}
