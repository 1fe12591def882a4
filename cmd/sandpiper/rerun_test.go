package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRerun plays a small demo again: nothing differs, whatever the number of workers; with a product that has a bug, something does.
func TestRerun(t *testing.T) {
	t.Parallel()
	dir := demo(t)
	code, out, said := call(t, "rerun", dir, "--quiet", "--workers", "1")
	assert.Zero(t, code, said)
	assert.Contains(t, out, "nothing differs from "+dir)
	assert.Empty(t, said)

	code, out, _ = call(t, "verify", dir)
	assert.Zero(t, code, out)
}

// TestRerunDiffers plays a campaign again with a product that has a bug, and single runs of it.
func TestRerunDiffers(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "campaign")
	code, _, said := call(t, "run", excerpt(t), "--people", "2000", "--cohort", "1", "--out", dir)
	require.Equal(t, exitInconclusive, code, said)
	bugged := filepath.Join(t.TempDir(), "bugged.yaml")
	text := strings.Replace(read(t, dir, "product.yaml"), "  process:\n", "  process:\n    env: { SANDPIPER_BUG: suggests-penicillin }\n", 1)
	require.NoError(t, os.WriteFile(bugged, []byte(text), 0o644))
	code, out, said := call(t, "rerun", dir, "--quiet", "--product", bugged)
	assert.Equal(t, exitFail, code, said)
	assert.Regexp(t, `trace/allergy-penicillin.jsonl, run allergy-penicillin/0000\d, event \d+: `, out)
	assert.Regexp(t, `(?m)^\d+ differences$`, out)

	code, out, said = call(t, "rerun", dir, "--quiet", "--product", bugged, "--json")
	assert.Equal(t, exitFail, code)
	assert.Empty(t, said)
	assert.Regexp(t, `(?s)^\[\s.*"run": "allergy-penicillin/0000\d".*\]\s$`, out)

	code, out, said = call(t, "rerun", dir, "--run", "allergy-penicillin/00002", "--quiet")
	assert.Zero(t, code, said)
	assert.Contains(t, out, "nothing differs")
	code, _, said = call(t, "rerun", dir, "--run", "allergy-penicillin/99999")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, said, `there is no run "allergy-penicillin/99999"`)
	code, _, said = call(t, "rerun", dir, "--product", bugged+"x")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, said, `did you mean "bugged.yaml"`)
	code, out, _ = call(t, "verify", dir)
	assert.Zero(t, code, out)
}

var again = regexp.MustCompile(`play it again: sandpiper (rerun .*)`)

// TestRerunAsPrinted takes the commands that a failing campaign prints at their word, on the terminal and in the report.
func TestRerunAsPrinted(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "failing")
	code, _, said := call(t, "run", excerpt(t), "--bug", "suggests-penicillin", "--people", "2000", "--cohort", "1", "--out", dir)
	require.Equal(t, exitFail, code, said)
	assert.Contains(t, said, "breach: allergy-penicillin/0000")
	assert.Contains(t, said, "wanted: what is offered instead must not be another penicillin")
	found := again.FindStringSubmatch(said)
	require.NotNil(t, found, said)
	code, out, said := call(t, strings.Fields(found[1])...)
	assert.Zero(t, code, said)
	assert.Contains(t, out, "nothing differs")

	command := strings.Replace(strings.Replace(found[1], dir, "DIR", 1), "rerun", "sandpiper rerun", 1)
	assert.Contains(t, read(t, dir, "report", "index.html"), command)
}

// TestWorkers plays the same with one worker and with four: traces, findings and evidence are the same, byte for byte.
func TestWorkers(t *testing.T) {
	t.Parallel()
	one, four := demo(t, "--workers", "1"), demo(t, "--workers", "4")
	same(t, one, four)
	for _, name := range []string{"run.json", "evidence.json", "report/index.html", "report/junit.xml", "LIMITS.md"} {
		assert.True(t, read(t, one, name) == read(t, four, name), "%s differs with four workers", name)
	}
	assert.NotContains(t, read(t, one, "evidence.json"), filepath.Dir(one), "where the bundle lies is no part of it")
}
