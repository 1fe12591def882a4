package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// call runs the program to its end, as a process of its own, and returns its exit code and what it wrote.
func call(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd, out, said := program(t, args...)
	err := cmd.Run()
	if cmd.ProcessState == nil {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), said.String()
}

// program is a call that is not started yet. TestMain has put it on the PATH.
func program(t testing.TB, args ...string) (cmd *exec.Cmd, stdout, stderr *transcript) {
	t.Helper()
	path, err := exec.LookPath("sandpiper")
	require.NoError(t, err)
	cmd = exec.Command(path, args...)
	cmd.Dir = t.TempDir()
	stdout, stderr = &transcript{}, &transcript{}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd, stdout, stderr
}

// small are the settings of a demo that is over in a second or two.
func small(out string, more ...string) []string {
	return append([]string{"demo", "--people", "2000", "--cohort", "2", "--variants=false", "--quiet", "--out", out}, more...)
}

// demo plays a small demo into a new directory. Its claims have too few runs, so it ends with 4.
func demo(t testing.TB, more ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	code, _, said := call(t, small(dir, more...)...)
	require.Equal(t, exitInconclusive, code, said)
	return dir
}

func asJSON(t testing.TB, text string) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func read(t testing.TB, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(text)
}

// tracesOf is every trace below dir by name, without wall fields.
func tracesOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(dir, "trace", "*.jsonl"))
	require.NoError(t, err)
	more, err := filepath.Glob(filepath.Join(dir, "variants", "*", "trace", "*.jsonl"))
	require.NoError(t, err)
	for _, p := range append(paths, more...) {
		name, err := filepath.Rel(dir, p)
		require.NoError(t, err)
		var b strings.Builder
		lines := bufio.NewScanner(strings.NewReader(read(t, p)))
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			event := map[string]json.RawMessage{}
			require.NoError(t, json.Unmarshal(lines.Bytes(), &event))
			delete(event, "wall")
			line, err := json.Marshal(event)
			require.NoError(t, err)
			b.Write(line)
			b.WriteByte('\n')
		}
		require.NoError(t, lines.Err())
		out[name] = b.String()
	}
	return out
}

// same wants two run directories to hold the same traces, wall fields aside, and the same findings.
func same(t testing.TB, want, got string) {
	t.Helper()
	was, is := tracesOf(t, want), tracesOf(t, got)
	require.NotEmpty(t, was)
	require.Len(t, is, len(was))
	for name, text := range was {
		assert.True(t, text == is[name], "%s differs", name)
	}
	assert.Equal(t, read(t, want, "findings.json"), read(t, got, "findings.json"))
	assert.Equal(t, exists(filepath.Join(want, "kill-matrix.json")), exists(filepath.Join(got, "kill-matrix.json")))
}

// waitUntil asks every few milliseconds, for at most thirty seconds; then it says what said holds.
func waitUntil(t testing.TB, what string, said fmt.Stringer, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ask(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s\n%s", what, said)
		}
	}
}

// transcript is a buffer that a process writes while a test reads.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *transcript) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
