package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// excerpt makes a pack of two scenarios and two seeded bugs out of the prescribing pack: enough to be killed in, and soon over.
func excerpt(t testing.TB) (pack string) {
	t.Helper()
	from, dir := filepath.Join("..", "..", "scenarios", "library", "prescribing"), t.TempDir()
	for _, name := range []string{"penicillin.scn.yaml", "in-plain-words.scn.yaml", "hazards.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(read(t, from, name)), 0o644))
	}
	_, cohorts, ok := strings.Cut(read(t, from, "pack.yaml"), "\ncohorts:\n")
	require.True(t, ok)
	product, _, ok := strings.Cut(read(t, from, "product.yaml"), "\nvariants:\n")
	require.True(t, ok)
	write := func(name, format string, args ...any) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, format, args...), 0o644))
		return path
	}
	write("product.yaml", `%s
variants:
  - { bug: codes-only, title: Words are not read, hazard: HZ-RX-01, caught_by: allergy/in-plain-words, env: { SANDPIPER_BUG: codes-only } }
  - { bug: suggests-penicillin, title: Another penicillin is offered, hazard: HZ-RX-09, caught_by: allergy/penicillin, env: { SANDPIPER_BUG: suggests-penicillin } }
`, product)
	return write("pack.yaml", `pack: excerpt
title: Two scenarios of the prescribing pack
scenarios: [penicillin.scn.yaml, in-plain-words.scn.yaml]
hazards: hazards.yaml
product: product.yaml
cohorts:
%s`, cohorts)
}

// campaign are the words of a campaign of fifty runs.
func campaign(pack, out string, more ...string) []string {
	return append([]string{"run", pack, "--people", "2000", "--cohort", "24", "--workers", "2", "--out", out}, more...)
}

// blocks is how many finished runs a journal holds.
func blocks(journal string) int {
	text, _ := os.ReadFile(journal)
	return bytes.Count(text, []byte(`{"block":`))
}

// children are the processes that a process has started.
func children(t testing.TB, pid int) []int {
	t.Helper()
	var out []int
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it ended in between
		}
		if id, parent, _ := processLine(string(text)); parent == pid {
			out = append(out, id)
		}
	}
	return out
}

// processLine reads the id, the parent and the state out of /proc/ID/stat.
func processLine(text string) (id, parent int, state string) {
	head, tail, _ := strings.Cut(text, " (")
	id, _ = strconv.Atoi(head)
	fields := strings.Fields(tail[strings.LastIndex(tail, ")")+1:])
	parent, _ = strconv.Atoi(fields[1])
	return id, parent, fields[0]
}

// gone waits until none of the processes runs any more.
func gone(t testing.TB, ids []int) {
	t.Helper()
	for _, id := range ids {
		waitUntil(t, fmt.Sprintf("the product (process %d) to end", id), &transcript{}, func() bool {
			text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
			if err != nil {
				return true
			}
			_, _, state := processLine(string(text))
			return state == "Z" || state == "X"
		})
	}
}

// needsProc skips where there is no /proc to see processes in.
func needsProc(t testing.TB) {
	t.Helper()
	if exists("/proc/self/stat") {
		return
	}
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal("no /proc")
	}
	t.Skip("no /proc to see the product's process in")
}

var kept = regexp.MustCompile(`went on: (\d+) of (\d+) runs were kept`)

func TestKilledAndResumed(t *testing.T) {
	t.Parallel()
	needsProc(t)
	pack := excerpt(t)
	whole := filepath.Join(t.TempDir(), "campaign")
	code, _, said := call(t, campaign(pack, whole, "--variants", "--variant-cohort", "2")...)
	require.Contains(t, []int{exitPass, exitInconclusive}, code, said)
	require.True(t, exists(filepath.Join(whole, "kill-matrix.json")))

	for _, c := range []struct {
		name  string
		now   func(dir string) bool // when to kill
		over  string                // a file that is there when it was too late
		leave func(t *testing.T, dir string)
		says  *regexp.Regexp
	}{
		{"while the product plays", func(dir string) bool { return blocks(filepath.Join(dir, "journal.jsonl")) >= 8 }, "findings.json", func(t *testing.T, dir string) {
			torn, err := os.OpenFile(filepath.Join(dir, "journal.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
			require.NoError(t, err)
			_, err = torn.WriteString(`{"kind":"run.start","seq`) // what a killed write leaves
			require.NoError(t, err)
			require.NoError(t, torn.Close())
		}, kept},
		{"while a seeded bug plays", func(dir string) bool {
			return exists(filepath.Join(dir, "variants", "codes-only", "run.json"))
		}, "kill-matrix.json", func(t *testing.T, dir string) {
			require.True(t, exists(filepath.Join(dir, "findings.json")))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "timing.json.part"), []byte("{"), 0o644)) // what a killed write leaves
		}, regexp.MustCompile(`codes-only +caught by allergy/in-plain-words`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := ""
			for range 5 { // on a busy machine it can be over before it is killed
				dir = filepath.Join(t.TempDir(), "campaign")
				cmd, _, said := program(t, campaign(pack, dir, "--variants", "--variant-cohort", "2")...)
				require.NoError(t, cmd.Start())
				waitUntil(t, "the time to kill it", said, func() bool { return c.now(dir) || exists(filepath.Join(dir, c.over)) })
				product := children(t, cmd.Process.Pid)
				require.NoError(t, cmd.Process.Kill())
				_ = cmd.Wait()
				gone(t, product) // it watches its standard input
				if !exists(filepath.Join(dir, c.over)) {
					break
				}
			}
			require.False(t, exists(filepath.Join(dir, c.over)), "it was always over before it was killed")
			c.leave(t, dir)

			for _, look := range []string{"judge", "report", "verify", "rerun"} {
				code, _, said := call(t, look, dir)
				assert.Equal(t, exitUsage, code, look)
				assert.Contains(t, said, "sandpiper run --resume "+dir, look)
			}
			code, out, said := call(t, campaign(pack, dir)...)
			assert.Equal(t, exitUsage, code)
			assert.Contains(t, said, "holds an unfinished campaign: go on with 'sandpiper run --resume "+dir)
			assert.Empty(t, out)

			code, _, said = call(t, "run", "--resume", dir, "--workers", "3")
			require.Contains(t, []int{exitPass, exitInconclusive}, code, said)
			assert.Regexp(t, c.says, said)
			same(t, whole, dir)
			assert.Equal(t, read(t, whole, "kill-matrix.json"), read(t, dir, "kill-matrix.json"))
			code, out, _ = call(t, "verify", dir)
			assert.Zero(t, code, out)
			assert.NotContains(t, read(t, dir, "manifest.json"), ".part")
		})
	}
}

func TestInterruptedAndResumed(t *testing.T) {
	t.Parallel()
	needsProc(t)
	pack := excerpt(t)
	whole, dir := filepath.Join(t.TempDir(), "campaign"), filepath.Join(t.TempDir(), "campaign")
	code, _, said := call(t, campaign(pack, whole)...)
	require.Contains(t, []int{exitPass, exitInconclusive}, code, said)

	cmd, out, errOut := program(t, campaign(pack, dir)...)
	require.NoError(t, cmd.Start())
	waitUntil(t, "runs in the journal", errOut, func() bool { return blocks(filepath.Join(dir, "journal.jsonl")) >= 8 })
	product := children(t, cmd.Process.Pid)
	require.NotEmpty(t, product)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	_ = cmd.Wait()
	assert.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	assert.Empty(t, out.String(), "nothing on stdout but results")
	gone(t, product)

	_, command, ok := strings.Cut(errOut.String(), "go on with: ")
	require.True(t, ok, errOut.String())
	words := strings.Fields(command)
	require.Equal(t, "sandpiper", words[0])
	done := blocks(filepath.Join(dir, "journal.jsonl"))
	code, _, said = call(t, words[1:]...)
	require.Contains(t, []int{exitPass, exitInconclusive}, code, said)
	found := kept.FindStringSubmatch(said)
	require.NotNil(t, found, said)
	assert.Equal(t, strconv.Itoa(done), found[1])
	same(t, whole, dir)
}

// TestInterruptedAtTheStart interrupts while the product is still waking up: nothing was played, and that is what is said.
func TestInterruptedAtTheStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "campaign")
	mute := filepath.Join(t.TempDir(), "mute.yaml")
	require.NoError(t, os.WriteFile(mute, []byte(strings.Replace(read(t, "testdata", "kit", "mute.yaml"), "PT0.4S", "PT60S", 1)), 0o644))
	scenario, err := filepath.Abs(filepath.Join("testdata", "kit", "good.scn.yaml"))
	require.NoError(t, err)
	cmd, _, said := program(t, "run", scenario, "--product", mute, "--people", "2000", "--out", dir)
	require.NoError(t, cmd.Start())
	waitUntil(t, "the run directory", said, func() bool { return exists(filepath.Join(dir, "trace")) })
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	assert.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), said)
	assert.Contains(t, said.String(), "interrupted before anything was played")
}

// TestInterruptedRerun leaves what was recorded as it was.
func TestInterruptedRerun(t *testing.T) {
	t.Parallel()
	pack := excerpt(t)
	dir, again := filepath.Join(t.TempDir(), "campaign"), filepath.Join(t.TempDir(), "again")
	code, _, said := call(t, campaign(pack, dir)...)
	require.Contains(t, []int{exitPass, exitInconclusive}, code, said)
	cmd, _, errOut := program(t, "rerun", dir, "--keep", again)
	require.NoError(t, cmd.Start())
	waitUntil(t, "runs in the journal", errOut, func() bool { return blocks(filepath.Join(again, "journal.jsonl")) >= 5 })
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	assert.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	assert.Contains(t, errOut.String(), "nothing was compared")
	code, out, _ := call(t, "verify", dir)
	assert.Zero(t, code, out)
}
