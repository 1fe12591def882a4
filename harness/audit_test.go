package harness_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/harness"
)

// edit changes one file of a run directory by hand, as a forger would.
func edit(t *testing.T, file, from, to string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), from)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), from, to, 1)), 0o644))
}

func TestAuditFindsForgedFiles(t *testing.T) {
	played := t.TempDir()
	c := rig(t, &fake{}, played, "choose.scn.yaml")
	c.Copies = map[string][]byte{"hazards.yaml": []byte("hazard_log: x\nhazards:\n  - { id: HZ-01, name: n, severity: major }\n")}
	_, err := c.Run(t.Context())
	require.NoError(t, err)
	_, err = harness.Audit(played)
	require.NoError(t, err, "nothing was forged yet")

	for name, forge := range map[string]func(dir string){
		"hazards.yaml is not the file": func(dir string) {
			edit(t, filepath.Join(dir, "hazards.yaml"), "severity: major", "severity: minor")
		},
		"findings.json does not follow": func(dir string) {
			edit(t, filepath.Join(dir, "findings.json"), `"run": "`, `"run": "other/`)
		},
		"hazards.yaml is gone": func(dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, "hazards.yaml")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "run")
			require.NoError(t, os.CopyFS(dir, os.DirFS(played)))
			forge(dir)
			_, err := harness.Audit(dir)
			require.ErrorContains(t, err, name)
		})
	}
}
