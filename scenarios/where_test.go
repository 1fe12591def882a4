package scenarios_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// withWhere is the story of the tests with a where on its first check that can breach a hazard.
func withWhere(t *testing.T, where string) []byte {
	text, err := os.ReadFile("testdata/pack/anticoagulant.scn.yaml")
	require.NoError(t, err)
	const why = "        why: silence looks like safety\n"
	require.Contains(t, string(text), why)
	return []byte(strings.Replace(string(text), why, "        where: "+where+"\n"+why, 1))
}

func TestWhereOfACheck(t *testing.T) {
	s, err := scenarios.Parse("f", withWhere(t, "row.warn && unread.status == 200"))
	require.NoError(t, err)
	c := s.Steps[1].Then[0]
	in, err := c.Where.True(map[string]any{"row": map[string]any{"warn": true}, "unread": map[string]any{"status": 412.0}})
	require.NoError(t, err)
	assert.False(t, in)
	assert.Empty(t, s.Lint(openTestPack(t).Hazards))
	assert.Contains(t, strings.Join(strings.Fields(s.Explain(nil)), " "),
		"only where row’s warn and unread’s status is 200: it must hold that unread’s status is 412")
	for where, want := range map[string]string{
		"row.worn":   `row has no "worn"; it has case, drug, warn; did you mean "warn"?`,
		"later == 1": `"later" is not declared here`,
		"minutes(5)": "where must be true or false",
		"''":         "where must be an expression",
	} {
		_, err := scenarios.Parse("f", withWhere(t, where))
		assert.ErrorContains(t, err, want)
	}
}

func TestFormatWritesWhereAfterTheCheck(t *testing.T) {
	text := withWhere(t, "row.warn")
	lines := "      - check: unread.status == 412 || unread.cards.size() > 0\n        where: row.warn\n        why: silence looks like safety\n"
	require.Contains(t, string(text), lines)
	muddled := strings.Replace(string(text), lines,
		"      - why: silence looks like safety\n        where: row.warn\n        check: unread.status == 412 || unread.cards.size() > 0\n", 1)
	got, err := scenarios.Format("f", []byte(muddled))
	require.NoError(t, err)
	assert.Contains(t, string(got), lines)
}

// A name that only a where speaks of is used.
func TestWhereUsesNames(t *testing.T) {
	text := strings.Replace(string(withWhere(t, "row.warn && odd < soon")), "let:\n", "let:\n  odd: minutes(1)\n", 1)
	s, err := scenarios.Parse("f", []byte(text))
	require.NoError(t, err)
	assert.Empty(t, s.Lint(openTestPack(t).Hazards))
	s, err = scenarios.Parse("f", []byte(strings.Replace(text, "odd < soon", "true", 1)))
	require.NoError(t, err)
	advice := s.Lint(openTestPack(t).Hazards)
	require.Len(t, advice, 1)
	assert.Contains(t, advice[0].Message, "nothing speaks of odd")
}
