package scenarios_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run go test ./scenarios -update to make it")
	assert.Equal(t, string(want), string(got))
}

func TestFormatExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "design/examples"), "*.scn.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			once, err := scenarios.Format(file, text)
			require.NoError(t, err)
			twice, err := scenarios.Format(file, once)
			require.NoError(t, err)
			assert.Equal(t, string(once), string(twice))
			_, err = scenarios.Parse(file, once)
			require.NoError(t, err)
			if os.Getenv("ZZ") != "" {
				os.WriteFile("/tmp/fmt-"+filepath.Base(file), once, 0o644)
			}
		})
	}
}
