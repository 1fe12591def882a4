package harness_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
)

const childDir = "SANDPIPER_TEST_CHILD_DIR"

// TestKilledChild is no test of its own: it is the process that TestKilledCampaignLosesNothing kills.
func TestKilledChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("played only by TestKilledCampaignLosesNothing")
	}
	slow := &fake{alert: func(drug string, allergic bool) bool {
		time.Sleep(20 * time.Millisecond)
		return allergic && drug == "amoxicillin 500mg capsules"
	}}
	_, err := rig(t, slow, dir, "choose.scn.yaml").Run(t.Context())
	require.NoError(t, err)
}

// A process that is killed in the middle of a campaign leaves a directory from which another goes on, and what comes out in the end
// is the same to the byte as if nothing had happened.
func TestKilledCampaignLosesNothing(t *testing.T) {
	base := t.TempDir()
	whole, killed := filepath.Join(base, "whole"), filepath.Join(base, "killed")
	_, err := rig(t, &fake{}, whole, "choose.scn.yaml").Run(t.Context())
	require.NoError(t, err)

	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), childDir+"="+killed)
	require.NoError(t, child.Start())
	journal := filepath.Join(killed, "journal.jsonl")
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(journal)
		return err == nil && bytes.Count(text, []byte(`{"block":`)) >= 5
	}, 20*time.Second, 5*time.Millisecond)
	require.NoError(t, child.Process.Kill())
	_ = child.Wait() // killed, as it should be
	finished := bytes.Count([]byte(read(t, journal)), []byte(`{"block":`))
	require.Less(t, finished, 40, "it was killed before the end")

	// What a write that was cut off would have left.
	f, err := os.OpenFile(journal, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"at":"2026-04-01T08:00:00Z","body":{"torn`)
	require.NoError(t, err)
	require.NoError(t, f.Close())

	again := rig(t, &fake{}, killed, "choose.scn.yaml")
	again.Resume = true
	res, err := again.Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, finished, res.Resumed, "no finished run is lost")
	assert.Positive(t, res.Torn)
	assert.Equal(t, normalised(t, whole), normalised(t, killed))
	diff, err := harness.Compare(whole, killed, 0)
	require.NoError(t, err)
	assert.Empty(t, diff)
}
