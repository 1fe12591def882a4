package bundle_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/harness/trace"
	"sandpiper/reports/bundle"
)

// seededKey is a key from a fixed seed, so that every byte of a bundle is the same in each test run.
func seededKey(t *testing.T, seed byte) bundle.Key {
	t.Helper()
	key, err := bundle.NewKey(bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	require.NoError(t, err)
	return key
}

// pemKey is the private key of seededKey as people keep it in a file.
func pemKey(t *testing.T, seed byte) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32)))
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// recorded is a small sound trace of two runs.
func recorded(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for i, id := range []string{"a/00000", "a/00001"} {
		w := trace.NewWriter(&out, "d1", id)
		_, err := w.Add(at, trace.RunStart, "", trace.Start{Run: id, Scenario: "a", Digest: "d1", Index: i, Begins: at}, nil)
		require.NoError(t, err)
		_, err = w.Add(at, trace.Observe, "choose", map[string]any{"status": 200}, map[string]any{"took_ms": 3.5})
		require.NoError(t, err)
		_, err = w.Add(at, trace.RunEnd, "", trace.End{Outcome: trace.Ended, Events: 3}, nil)
		require.NoError(t, err)
	}
	return out.Bytes()
}

func write(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
	require.NoError(t, os.WriteFile(full, text, 0o644))
}

// sealed makes a run directory of every role and seals it.
func sealed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"run.json":                "{\"seed\":\"1\"}\n",
		"scenarios/a.scn.yaml":    "scenario: a\n",
		"findings.json":           "{}\n",
		"evidence.json":           "{}\n",
		"timing.json":             "{\"took\":\"1.2s\"}\n",
		"LIMITS.md":               "# Limits\n",
		"report/index.html":       "<!doctype html>\n",
		"report/junit.xml":        "<testsuites/>\n",
		"variants/b1/README.note": "",
	} {
		write(t, dir, name, []byte(text))
	}
	write(t, dir, "trace/a.jsonl", recorded(t))
	write(t, dir, "variants/b1/trace/a.jsonl", recorded(t))
	_, err := seal(t, 1).Dir(dir)
	require.NoError(t, err)
	return dir
}

func seal(t *testing.T, seed byte) bundle.Seal {
	t.Helper()
	return bundle.Seal{
		Key:     seededKey(t, seed),
		Product: bundle.Subject{Name: "carelight", Digest: map[string]string{"sha256": "00"}},
		Predicate: bundle.Predicate{
			Plan: "p", Population: "q", Seed: "1", Runs: 2, Hazards: 3, HazardsCovered: 2,
			Verdicts: []bundle.Tally{{Verdict: "pass", Runs: 2}},
		},
	}
}

func verify(t *testing.T, dir string) bundle.Report {
	t.Helper()
	report, err := bundle.VerifyDir(dir, bundle.Options{})
	require.NoError(t, err)
	return report
}

func paths(r bundle.Report) []string {
	out := []string{}
	for _, p := range r.Problems {
		out = append(out, p.Path)
	}
	return out
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	require.NoError(t, filepath.WalkDir(dir, func(full string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, full)
			out = append(out, filepath.ToSlash(name))
		}
		return err
	}))
	return out
}

// inMemory is a copy of a bundle that can be changed without writing files.
func inMemory(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range files(t, dir) {
		raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		require.NoError(t, err)
		out[name] = &fstest.MapFile{Data: raw}
	}
	return out
}
