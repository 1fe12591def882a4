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
