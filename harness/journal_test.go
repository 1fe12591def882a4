package harness_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
)

func events(i int) []byte {
	return fmt.Appendf(nil, "{\"run\":%d,\"line\":1}\n{\"run\":%d,\"line\":2}\n", i, i)
}

func sorted(t *testing.T, j *harness.Journal, scenario string) string {
	var out bytes.Buffer
	_, err := j.CopySorted(&out, scenario)
	require.NoError(t, err)
	return out.String()
}

func TestJournalSortsRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, s, err := harness.OpenJournal(path)
	require.NoError(t, err)
	assert.Zero(t, s)
	for _, i := range []int{3, 0, 2, 1} {
		require.NoError(t, j.Put("a", i, fmt.Sprint("a/", i), events(i)))
		require.NoError(t, j.Put("b", i, fmt.Sprint("b/", i), events(10+i)))
	}
	assert.Equal(t, string(events(0))+string(events(1))+string(events(2))+string(events(3)), sorted(t, j, "a"))
	assert.Equal(t, string(events(10))+string(events(11))+string(events(12))+string(events(13)), sorted(t, j, "b"))
	require.NoError(t, j.Close())

	j, s, err = harness.OpenJournal(path)
	require.NoError(t, err)
	assert.Equal(t, harness.Salvage{Runs: 8}, s)
	assert.Equal(t, map[int]bool{0: true, 1: true, 2: true, 3: true}, j.Done("a"))
	require.NoError(t, j.Put("a", 1, "a/1", events(1)))
	_, err = j.CopySorted(&bytes.Buffer{}, "a")
	require.ErrorContains(t, err, "run 1 of a twice")
	require.NoError(t, j.Close())
}

// Wherever the file breaks off, exactly the runs whose blocks are whole are kept, and writing goes on from there.
func TestJournalCutAnywhere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "whole.jsonl")
	j, _, err := harness.OpenJournal(path)
	require.NoError(t, err)
	var ends []int64
	for i := range 3 {
		require.NoError(t, j.Put("a", i, fmt.Sprint("a/", i), events(i)))
		st, err := os.Stat(path)
		require.NoError(t, err)
		ends = append(ends, st.Size())
	}
	require.NoError(t, j.Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := range len(whole) {
		path := filepath.Join(dir, "cut.jsonl")
		require.NoError(t, os.WriteFile(path, whole[:cut], 0o644))
		j, s, err := harness.OpenJournal(path)
		require.NoError(t, err, "cut at %d", cut)
		kept, last := 0, int64(0)
		for _, e := range ends {
			if int64(cut) >= e {
				kept, last = kept+1, e
			}
		}
		require.Equal(t, harness.Salvage{Runs: kept, Torn: int64(cut) - last}, s, "cut at %d", cut)
		for i := kept; i < 3; i++ {
			require.NoError(t, j.Put("a", i, fmt.Sprint("a/", i), events(i)))
		}
		require.Equal(t, string(events(0))+string(events(1))+string(events(2)), sorted(t, j, "a"))
		require.NoError(t, j.Close())
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(whole), string(again), "cut at %d", cut)
	}
}

func TestJournalDamagedInside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, _, err := harness.OpenJournal(path)
	require.NoError(t, err)
	for i := range 3 {
		require.NoError(t, j.Put("a", i, fmt.Sprint("a/", i), events(i)))
	}
	require.NoError(t, j.Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	whole[3] ^= 1
	require.NoError(t, os.WriteFile(path, whole, 0o644))
	_, _, err = harness.OpenJournal(path)
	require.ErrorContains(t, err, "journal.jsonl:3: the block of run a/0 is not what was written")
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"run":0}` + "\n" + `{"block":{"events":1}}` + "\n"))
	f.Add([]byte("{\"block\":\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		require.NoError(t, os.WriteFile(path, raw, 0o644))
		j, s, err := harness.OpenJournal(path)
		if err != nil {
			return
		}
		require.LessOrEqual(t, s.Torn, int64(len(raw)))
		require.NoError(t, j.Put("z", 7, "z/7", events(7)))
		require.Contains(t, sorted(t, j, "z"), string(events(7)))
		require.NoError(t, j.Close())
	})
}
