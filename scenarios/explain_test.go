package scenarios_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

func TestExplain(t *testing.T) {
	set := openTestPack(t)
	golden(t, "testdata/pack/anticoagulant.txt", []byte(set.Scenarios[0].Explain(set.Hazards)))
}

func TestExplainExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "design/examples"), "*.scn.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		s, err := scenarios.Load(file)
		require.NoError(t, err)
		told := s.Explain(nil)
		for _, part := range []string{s.Title, "Given", "When", "Not tested here", "this version cannot play: twins"} {
			if part == "this version cannot play: twins" && s.Vary.Twins == nil {
				continue
			}
			assert.Contains(t, told, part)
		}
		for _, c := range []string{"&&", "||", "==", "exists("} {
			assert.NotContains(t, told, c, "a reader is no programmer")
		}
		for line := range strings.Lines(told) {
			assert.Less(t, len([]rune(line)), 140)
		}
	}
}

// A fault that delays says how long once, and not what such a length might look like.
func TestExplainTellsADelayOnce(t *testing.T) {
	s, err := scenarios.Parse("f", []byte(strings.Replace(string(withWhere(t, "row.warn")),
		"kind: http-503, for: PT2M", "kind: delay, by: PT0.03S", 1)))
	require.NoError(t, err)
	told := strings.Join(strings.Fields(s.Explain(nil)), " ")
	assert.Contains(t, told, "every answer comes late, by 30 milliseconds of real time;")
	assert.NotContains(t, told, "250")
	assert.NotContains(t, told, "0.03")
}
