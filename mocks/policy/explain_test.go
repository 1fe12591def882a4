package policy_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/policy"
)

var update = flag.Bool("update", false, "write the golden files")

func TestExplainIsPlainEnglish(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, policy.Default().Explain(&b))
	golden := filepath.Join("testdata", "explained.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, b.Bytes(), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	for i := range policy.Default().Rules {
		assert.Contains(t, b.String(), "\n"+policy.Default().Rules[i].ID+"\n", "every rule is explained")
	}
}
