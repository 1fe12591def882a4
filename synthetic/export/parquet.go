package export

import (
	"context"

	"github.com/parquet-go/parquet-go/compress/zstd"
)

// parquetFiles is tables in Parquet, a file each.
type parquetFiles struct {
	job     *Job
	tables  []table
	streams []*stream
	writers []rowWriter
}

func newParquet(j *Job, out *outlet) *parquetFiles {
	f := &parquetFiles{job: j, tables: tables(j.Truth)}
	codec := &zstd.Codec{Level: zstd.SpeedFastest} // one for all: it holds on to a window of some megabytes
	for _, t := range f.tables {
		s := out.stream(t.name(), ".parquet")
		f.streams, f.writers = append(f.streams, s), append(f.writers, t.parquet(s, codec))
	}
	return f
}

func (f *parquetFiles) worker() penman { return &tablePen{job: f.job} }

func (f *parquetFiles) take(c *chunk) error {
	for i, w := range f.writers {
		f.streams[i].count += f.tables[i].count(&c.rows)
		if err := w.write(&c.rows); err != nil {
			return err
		}
	}
	return nil
}

func (f *parquetFiles) finish(ctx context.Context) error {
	for _, w := range f.writers {
		if err := w.close(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
