package export_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/export"
)

// A large export has a directory of the whole area, of which each shard writes its part.
func TestLargeExportsHaveAWholeDirectory(t *testing.T) {
	p := population(t, 60_000)
	practices := 0
	for range p.Practices() {
		practices++
	}
	written := 0
	for k := 1; k <= 2000; k += 1999 {
		for _, file := range run(t, export.Job{Population: p, Format: "ndjson", Sink: &export.Digest{}, Shard: export.Shard{K: k, N: 2000}}).Files {
			if file.Type == "Organization" {
				written += file.Count
			}
		}
	}
	require.Positive(t, written)
	require.Less(t, written, practices/10)
}

// Files of shards in one folder, joined in the order of their names, have the digests that the manifest of the whole gives.
func TestShardsInOneFolder(t *testing.T) {
	p := population(t, 300)
	whole, parts := t.TempDir(), t.TempDir()
	m := run(t, export.Job{Population: p, Format: "ndjson", Dir: whole})
	for k := range 3 {
		run(t, export.Job{Population: p, Format: "ndjson", Dir: parts, Shard: export.Shard{K: k + 1, N: 3}})
	}
	require.Equal(t, 300, m.People)
	var total int64
	for _, file := range m.Files {
		body, err := os.ReadFile(filepath.Join(whole, file.Name))
		require.NoError(t, err)
		require.Equal(t, file.SHA256, sum(body))
		require.Equal(t, file.Bytes, int64(len(body)))
		require.Equal(t, file.Count, bytes.Count(body, []byte("\n")))
		total += file.Bytes
		pieces, err := filepath.Glob(filepath.Join(parts, strings.TrimSuffix(file.Name, ".ndjson")+".*.ndjson"))
		require.NoError(t, err)
		var joined []byte
		for _, piece := range pieces {
			body, err := os.ReadFile(piece)
			require.NoError(t, err)
			joined = append(joined, body...)
		}
		require.Equal(t, file.SHA256, sum(joined), file.Name)
	}
	require.Equal(t, total, m.Bytes)
	var listing strings.Builder
	for _, file := range m.Files {
		listing.WriteString(file.SHA256 + "  " + file.Name + "\n")
	}
	require.Equal(t, sum([]byte(listing.String())), m.Digest)

	var saved export.Manifest
	read(t, filepath.Join(whole, "manifest.json"), &saved)
	require.Equal(t, m, saved)
	again, err := synthetic.Open(saved.Recipe)
	require.NoError(t, err, "the recipe of a manifest can be opened")
	require.Equal(t, m, run(t, export.Job{Population: again, Format: "ndjson", Sink: &export.Digest{}}))
	require.FileExists(t, filepath.Join(parts, "manifest.00002-of-00003.json"))
	var bulk struct {
		TransactionTime string
		Output          []struct {
			Type, URL string
			Count     int
		}
	}
	read(t, filepath.Join(whole, "bulk-data.json"), &bulk)
	require.Len(t, bulk.Output, len(m.Files))
	require.Equal(t, "Patient", bulk.Output[0].Type)
	require.Equal(t, 300, bulk.Output[0].Count)
	require.Equal(t, "2026-04-01T00:00:00.000+00:00", bulk.TransactionTime)
}

func TestParseShard(t *testing.T) {
	s, err := export.ParseShard("3/16")
	require.NoError(t, err)
	assert.Equal(t, export.Shard{K: 3, N: 16}, s)
	assert.Equal(t, "3/16", s.String())
	s, err = export.ParseShard("")
	require.NoError(t, err)
	assert.Equal(t, "1/1", s.String())
	for _, bad := range []string{"3", "0/4", "5/4", "a/b", "1/100000", "3/16/2", "-1/4", "/"} {
		_, err := export.ParseShard(bad)
		assert.ErrorContains(t, err, "shard", bad)
	}
}

func FuzzParseShard(f *testing.F) {
	f.Add("3/16")
	f.Add("")
	f.Add("1/-1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := export.ParseShard(text)
		if err != nil {
			return
		}
		again, err := export.ParseShard(s.String())
		require.NoError(t, err)
		require.Equal(t, s.String(), again.String())
	})
}
