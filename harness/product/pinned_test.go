package product_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

// pin starts a script of the shell in a product file's directory and gives the identity that was seen.
func pin(t *testing.T, script string) product.Identity {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "app.sh"), []byte(script), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "settings"), []byte("a=1\n"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	f := load(t, head+"start:\n  process:\n    command: [/bin/sh, app.sh, settings, folder, nowhere, settings, \"${key_file}\"]\n    ready: { log: ready }\nserves:\n  api: { adapter: http }\n")
	made, err := product.FromFile(f, dir, "")
	require.NoError(t, err)
	env := producttest.Env(t)
	env.Client.KeyPEM = []byte("new every time: " + t.TempDir())
	session, err := made.Start(t.Context(), env)
	require.NoError(t, err)
	require.NoError(t, session.Close(t.Context()))
	return session.Identity()
}

// The digest pins what an interpreter runs, not only the interpreter.
func TestDigestCoversTheScript(t *testing.T) {
	const script = "test -f app.sh && echo ready\nread -r line\n"
	first, again, other := pin(t, script), pin(t, script), pin(t, script+"# changed\n")
	assert.Equal(t, first.Digest, again.Digest)
	assert.NotEqual(t, first.Digest, other.Digest, "another script is another product")
	assert.Equal(t, []string{"sh", "app.sh", "settings"}, first.Covers)

	shell, err := os.ReadFile("/bin/sh")
	require.NoError(t, err)
	lines := []string{
		fmt.Sprintf("%x  sh\n", sha256.Sum256(shell)),
		fmt.Sprintf("%x  app.sh\n", sha256.Sum256([]byte(script))),
		fmt.Sprintf("%x  settings\n", sha256.Sum256([]byte("a=1\n"))),
	}
	slices.Sort(lines)
	assert.Equal(t, fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(strings.Join(lines, "")))), first.Digest)
}

// A file that was read for an earlier start is read again when it has changed.
func TestSumsKnowAChangedFile(t *testing.T) {
	dir := t.TempDir()
	f := load(t, head+"start:\n  process:\n    command: [/bin/sh, app.sh]\n    ready: { log: ready }\nserves:\n  api: { adapter: http }\n")
	made, err := product.FromFile(f, dir, "")
	require.NoError(t, err)
	env := producttest.Env(t)
	env.Sums = &product.Sums{}
	start := func(script string) string {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "app.sh"), []byte(script), 0o600))
		session, err := made.Start(t.Context(), env)
		require.NoError(t, err)
		require.NoError(t, session.Close(t.Context()))
		return session.Identity().Digest
	}
	first := start("echo ready\nread -r line\n")
	assert.Equal(t, first, start("echo ready\nread -r line\n"))
	assert.NotEqual(t, first, start("echo ready\nread -r line\n# changed\n"))
}

func TestProcessStartsBesideItsFile(t *testing.T) {
	for _, row := range []struct{ dir, line, want string }{
		{"/packs/x", "", "/packs/x"},
		{"/packs/x", "    dir: work\n", "/packs/x/work"},
		{"/packs/x", "    dir: /else/where\n", "/else/where"},
		{"", "", ""},
	} {
		f := load(t, head+"start:\n  process:\n    command: [x]\n"+row.line+"serves:\n  api: { adapter: http }\n")
		made, err := product.FromFile(f, row.dir, "")
		require.NoError(t, err)
		assert.Equal(t, row.want, made.(product.Guest).Launch.(product.Process).Dir)
	}
}
