package export_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/export"
)

// A run that is stopped leaves nothing behind.
func TestCancelledRunLeavesNothing(t *testing.T) {
	for _, format := range []string{"ndjson", "csv", "parquet"} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		half := false
		job := export.Job{Population: population(t, 5000), Format: format, Dir: dir, Progress: func(p export.Progress) {
			if p.Chunks == 3 {
				parts, err := filepath.Glob(filepath.Join(dir, "*"))
				require.NoError(t, err)
				for _, part := range parts {
					require.True(t, strings.HasSuffix(part, ".part"), part)
				}
				half = len(parts) > 3
				cancel()
			}
		}}
		_, err := job.Run(ctx)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "export "+format+" of shard 1/1")
		require.True(t, half || format == "parquet", "files were on their way") // Parquet waits for a row group
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left)
	}
}

// full is a sink that fails after some files.
type full struct{ files int }

func (f *full) Create(name string) (export.File, error) {
	if f.files--; f.files < 0 {
		return nil, fs.ErrPermission
	}
	return (&export.Digest{}).Create(name)
}

func TestErrorsOfTheSinkAreTold(t *testing.T) {
	p := population(t, 40)
	for files := range 12 {
		_, err := (&export.Job{Population: p, Format: "ndjson", Sink: &full{files}}).Run(t.Context())
		require.ErrorIs(t, err, fs.ErrPermission, "%d files", files)
	}
}

func TestJobsThatCannotBegin(t *testing.T) {
	p := population(t, 10)
	sink := &export.Digest{}
	for name, c := range map[string]struct {
		job     export.Job
		message string
	}{
		"no population":  {export.Job{Format: "csv", Sink: sink}, "there is no population"},
		"no place":       {export.Job{Population: p, Format: "csv"}, "want either a folder to write to or a sink"},
		"two places":     {export.Job{Population: p, Format: "csv", Sink: sink, Dir: "x"}, "and not both"},
		"format":         {export.Job{Population: p, Format: "parket", Sink: sink}, `there is no format "parket", only ndjson, bundle, csv, parquet; did you mean "parquet"?`},
		"workers":        {export.Job{Population: p, Format: "csv", Sink: sink, Workers: -1}, "-1 workers"},
		"gzip":           {export.Job{Population: p, Format: "parquet", Sink: sink, Gzip: true}, "gzip goes with ndjson and csv, not with parquet"},
		"truth":          {export.Job{Population: p, Format: "bundle", Sink: sink, Truth: true}, "truth goes with csv and parquet"},
		"shard too high": {export.Job{Population: p, Format: "csv", Sink: sink, Shard: export.Shard{K: 5, N: 4}}, "shard 5/4: want 1/N to N/N"},
		"shard zero":     {export.Job{Population: p, Format: "csv", Sink: sink, Shard: export.Shard{K: 0, N: 4}}, "shard 0/4"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.job.Run(t.Context())
			require.ErrorIs(t, err, export.ErrJob)
			require.ErrorContains(t, err, c.message)
		})
	}
}
