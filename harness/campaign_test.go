package harness_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
)

// normalised reads every trace of a run directory, wall aside.
func normalised(t testing.TB, dir string) map[string][]*trace.Run {
	out := map[string][]*trace.Run{}
	paths, err := filepath.Glob(filepath.Join(dir, "trace", "*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, p := range paths {
		f, err := os.Open(p)
		require.NoError(t, err)
		for run, err := range trace.NewReader(f, p).Runs() {
			require.NoError(t, err)
			for i := range run.Events {
				run.Events[i].Wall = nil
			}
			out[filepath.Base(p)] = append(out[filepath.Base(p)], run)
		}
		require.NoError(t, f.Close())
	}
	return out
}

func read(t testing.TB, parts ...string) string {
	text, err := os.ReadFile(filepath.Join(parts...))
	require.NoError(t, err)
	return string(text)
}

func TestHonestProduct(t *testing.T) {
	dir := t.TempDir()
	c := rig(t, &fake{}, dir, "choose.scn.yaml")
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	require.Len(t, res.Outcomes, 1)
	o := res.Outcomes[0]
	for _, f := range o.Findings {
		t.Log(f.Verdict, f.Run, f.Step, f.Source, f.Detail)
	}
	assert.Equal(t, judge.Inconclusive, o.Verdict, "the second claim asks for more runs than there are")
	assert.Len(t, o.Runs, 40)
	for _, r := range o.Runs {
		assert.Equal(t, judge.Pass, r.Verdict, r.Run)
	}
	require.Len(t, o.Claims, 2)
	assert.Equal(t, judge.Pass, o.Claims[0].Verdict)
	assert.Equal(t, 20, o.Claims[0].Exposures)
	assert.Equal(t, judge.Inconclusive, o.Claims[1].Verdict)
	assert.Equal(t, 2995-40, o.Claims[1].MoreRuns)
	assert.Equal(t, []judge.Exposure{{Hazard: "HZ-1", Exposures: 40, Runs: 40}, {Hazard: "HZ-2", Exposures: 20, Runs: 20}}, o.Exposures)
	require.Len(t, o.Faults, 1)
	assert.Equal(t, 20, o.Faults[0].RunsHit)

	assert.NoFileExists(t, filepath.Join(dir, "journal.jsonl"))
	again, err := harness.Rejudge(dir)
	require.NoError(t, err)
	assert.Equal(t, res.Outcomes, again, "findings follow from the directory alone")
	_, err = rig(t, &fake{}, dir, "choose.scn.yaml").Run(t.Context())
	require.ErrorIs(t, err, harness.ErrOccupied)
}

func TestAnyNumberOfWorkers(t *testing.T) {
	base := t.TempDir()
	dirs := map[int]string{1: filepath.Join(base, "1"), 2: filepath.Join(base, "2"), 8: filepath.Join(base, "8")}
	for workers, dir := range dirs {
		c := rig(t, &fake{}, dir, "choose.scn.yaml") // every one on ports of its own
		c.Workers = workers
		_, err := c.Run(t.Context())
		require.NoError(t, err)
	}
	for _, workers := range []int{2, 8} {
		diff, err := harness.Compare(dirs[1], dirs[workers], 5)
		require.NoError(t, err)
		require.Empty(t, diff)
		assert.Equal(t, normalised(t, dirs[1]), normalised(t, dirs[workers]), "%d workers", workers)
		assert.Equal(t, read(t, dirs[1], "findings.json"), read(t, dirs[workers], "findings.json"), "%d workers", workers)
		assert.Equal(t, read(t, dirs[1], "run.json"), read(t, dirs[workers], "run.json"), "%d workers", workers)
	}
}
