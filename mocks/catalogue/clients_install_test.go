package catalogue_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// clientsFolder holds the clients' tests and the lists, with digests, of what is installed for them.
var clientsFolder = filepath.Join("..", "..", ".ci", "clients")

// node is a command of Node in a folder of its own with some files of clientsFolder and every npm package of its lock file.
func node(ctx context.Context, t testing.TB, files []string, args ...string) *exec.Cmd {
	t.Helper()
	need(t, "node", "npm")
	packages := installed(t, "npm", []string{"package.json", "package-lock.json"}, func(folder string) *exec.Cmd {
		return exec.CommandContext(ctx, "npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--prefix", folder)
	})
	folder := t.TempDir()
	for _, name := range append(files, "package.json") {
		copyFile(t, folder, name)
	}
	require.NoError(t, os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(folder, "node_modules")))
	command := exec.CommandContext(ctx, "node", args...)
	command.Dir, command.Env = folder, direct()
	return command
}

// python is a command of Python that finds the packages of requirements.txt, each held to a digest, beside its own.
func python(ctx context.Context, t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	need(t, "python3")
	if out, err := exec.CommandContext(ctx, "python3", "-m", "pip", "--version").CombinedOutput(); err != nil {
		missing(t, "python3 has no pip: "+string(out))
	}
	packages := installed(t, "pip", []string{"requirements.txt"}, func(folder string) *exec.Cmd {
		return exec.CommandContext(ctx, "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
			"--only-binary", ":all:", "--target", filepath.Join(folder, "packages"), "-r", filepath.Join(folder, "requirements.txt"))
	})
	command := exec.CommandContext(ctx, "python3", args...)
	command.Dir = clientsFolder
	command.Env = append(direct(), "PYTHONPATH="+filepath.Join(packages, "packages"), "PYTHONDONTWRITEBYTECODE=1")
	return command
}

// direct is the environment without what would send a client's calls to a proxy of this machine's own.
func direct() []string {
	return slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(strings.ToLower(pair), "=")
		return strings.HasSuffix(name, "_proxy")
	})
}

// installing is held while something is installed, so that tests side by side do not do it twice.
var installing sync.Mutex

// installed is a folder in which a package manager has installed what some files list. It is kept in the user's cache under the files' digest, so
// that it is done once; a folder appears there whole or not at all.
func installed(t testing.TB, name string, files []string, install func(folder string) *exec.Cmd) string {
	t.Helper()
	installing.Lock()
	defer installing.Unlock()
	digest := sha256.New()
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(clientsFolder, file))
		require.NoError(t, err)
		_, _ = digest.Write(body)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	cache = filepath.Join(cache, "sandpiper-clients")
	final := filepath.Join(cache, name+"-"+hex.EncodeToString(digest.Sum(nil))[:16])
	if _, err := os.Stat(final); err == nil {
		return final
	}
	require.NoError(t, os.MkdirAll(cache, 0o755))
	folder, err := os.MkdirTemp(cache, "installing-")
	require.NoError(t, err)
	defer func() { _ = os.RemoveAll(folder) }()
	for _, file := range files {
		copyFile(t, folder, file)
	}
	if out, err := install(folder).CombinedOutput(); err != nil {
		missing(t, name+" could not install the clients (no network?): "+string(out))
	}
	if err := os.Rename(folder, final); err != nil {
		_, err = os.Stat(final) // another run was faster
		require.NoError(t, err)
	}
	return final
}

func copyFile(t testing.TB, folder, name string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(clientsFolder, name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), body, 0o600))
}

// run runs a client's test and shows what it said.
func run(t testing.TB, command *exec.Cmd) {
	t.Helper()
	out, err := command.CombinedOutput()
	t.Logf("%s", strings.TrimSpace(string(out)))
	require.NoError(t, err)
}

// need skips a test that lacks a tool.
func need(t testing.TB, tools ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("other people's clients take their time")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
}

// missing skips a test that lacks something, except in continuous integration, where a skipped test would go unnoticed.
func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}
