package scenarios_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// shared finds reference material that is not part of the repository.
func shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("SANDPIPER_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	full := filepath.Join(root, path)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("no reference material at %s", full)
	}
	return full
}

func TestExamplesLoad(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "design/examples"), "*.scn.yaml"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, err := scenarios.Load(file)
			require.NoError(t, err)
			require.NotEmpty(t, s.Steps)
		})
	}
}
