package main

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// verified is what verify says of a bundle, played in this process: hundreds of calls are over soon.
func verified(dir string) (code int, out string) {
	var stdout, stderr bytes.Buffer
	code = run(&app{
		Args: []string{"verify", dir}, Stdout: &stdout, Stderr: &stderr, Env: func(string) (string, bool) { return "", false },
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) { return ctx, func() {} },
	})
	return code, stdout.String() + stderr.String()
}

// filesIn lists the files of a bundle, with / between the parts of a name.
func filesIn(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}))
	return out
}

// TestTampered changes every file of a sealed campaign, seeded bugs and all: flipped, lengthened, cut, removed. verify names it each time.
func TestTampered(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "campaign")
	code, _, said := call(t, "run", excerpt(t), "--people", "2000", "--cohort", "1", "--variants", "--variant-cohort", "1", "--out", dir)
	require.Equal(t, exitInconclusive, code, said)
	require.Greater(t, len(filesIn(t, dir)), 25)
	tamper(t, dir, 0)
}

// TestTamperedEverywhere does so with the smallest campaign there is, at every byte of every file of less than 400 bytes.
func TestTamperedEverywhere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "campaign")
	kit, err := filepath.Abs(filepath.Join("testdata", "kit"))
	require.NoError(t, err)
	code, _, said := call(t, "run", filepath.Join(kit, "good.scn.yaml"), "--product", filepath.Join(kit, "product.yaml"), "--people", "2000", "--out", dir)
	require.Zero(t, code, said)
	tamper(t, dir, 400)
}

// tamper changes each file of a bundle in every way, at one place, or everywhere when it has less than small bytes.
func tamper(t *testing.T, dir string, small int) {
	code, out := verified(dir)
	require.Zero(t, code, out)
	luck := rand.New(rand.NewPCG(1, 2))
	for _, name := range filesIn(t, dir) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		whole := []byte(read(t, path))
		require.NotEmpty(t, whole, name)
		wants := func(what string, text []byte) {
			require.NoError(t, os.WriteFile(path, text, 0o644))
			code, out := verified(dir)
			assert.Equal(t, exitFail, code, "%s, %s", name, what)
			assert.Contains(t, out, "BROKEN  "+name, what)
		}
		flip := func(at int) {
			text := bytes.Clone(whole)
			text[at] ^= 1 << luck.IntN(8)
			wants("one bit flipped", text)
		}
		if len(whole) < small {
			for at := range whole {
				flip(at)
			}
		} else {
			flip(luck.IntN(len(whole)))
		}
		wants("lengthened", append(bytes.Clone(whole), '\n'))
		wants("cut", whole[:len(whole)-1])
		require.NoError(t, os.Remove(path))
		code, out := verified(dir)
		assert.Equal(t, exitFail, code, "%s, removed", name)
		assert.Contains(t, out, "BROKEN  "+name, "removed")
		require.NoError(t, os.WriteFile(path, whole, 0o644))
	}
	for _, name := range []string{"more.txt", "trace/more.jsonl", "scenarios/more.scn.yaml", "deep/er/more.txt"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte("more\n"), 0o644))
		code, out := verified(dir)
		assert.Equal(t, exitFail, code, "%s, added", name)
		assert.Contains(t, out, "BROKEN  "+name, "added")
		require.NoError(t, os.Remove(path))
	}
	code, out = verified(dir)
	require.Zero(t, code, out)
}

// TestSwapped puts the seal of another campaign onto a bundle, and one campaign's trace into another: each is whole by itself.
func TestSwapped(t *testing.T) {
	t.Parallel()
	pack, one, two := excerpt(t), filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	for seed, dir := range map[string]string{"1": one, "2": two} {
		code, _, said := call(t, "run", pack, "--people", "2000", "--cohort", "1", "--seed", seed, "--out", dir)
		require.Equal(t, exitInconclusive, code, said)
	}
	require.False(t, read(t, one, "findings.json") == read(t, two, "findings.json"), "another seed plays other people")
	const name = "trace/allergy-penicillin.jsonl"
	require.NoError(t, os.WriteFile(filepath.Join(one, name), []byte(read(t, two, name)), 0o644))
	code, out := verified(one)
	assert.Equal(t, exitFail, code)
	assert.Contains(t, out, "BROKEN  "+name)
	code, _, said := call(t, "judge", one)
	assert.Equal(t, exitFail, code)
	assert.Contains(t, said, "findings.json does not follow from the recorded traces")
}
