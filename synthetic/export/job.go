package export

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"sandpiper/synthetic"
	"sandpiper/synthetic/near"
)

// Formats are the words for Job.Format.
var Formats = [...]string{"ndjson", "bundle", "csv", "parquet"}

// Job is an export of a population, or of one shard of it, as it stands on the population's date.
type Job struct {
	Population *synthetic.Population
	Format     string // one of Formats
	Dir        string // folder to write to; empty if Sink is given
	Sink       Sink   // nil for Dir
	Workers    int    // goroutines that make people; 0 for one per processor
	Shard      Shard
	Departed   bool // those too who have died by the population's date
	Truth      bool // csv and parquet: what is so about people's health, in a file of its own
	Gzip       bool // ndjson and csv: compressed, with .gz after the names

	// Progress is called after each chunk, never by two goroutines at once; nil to hear nothing.
	Progress func(Progress)
}

// Progress is how far a job has got.
type Progress struct {
	Chunks, Of int   // chunks of 32 indexes written, of so many
	People     int   // written
	Bytes      int64 // written, after compression
}

// ErrJob is wrapped by the errors of Run for a job that cannot be begun: words about its fields, fit to be shown to whoever
// filled them in.
var ErrJob = errors.New("export cannot begin")

// Run writes the files, and last of all manifest.json. If it fails or its context ends it takes back what it has written and
// returns the error; only bundles, which are files of one person each, may be left.
func (j *Job) Run(ctx context.Context) (Manifest, error) {
	if err := j.check(); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrJob, err)
	}
	sink := j.Sink
	if sink == nil {
		sink = Folder(j.Dir)
	}
	out := &outlet{sink: sink}
	if j.Sink == nil {
		out.suffix = j.Shard.suffix()
	}
	m, err := j.write(ctx, out)
	if err != nil {
		out.abandon()
		return Manifest{}, err
	}
	return m, nil
}

func (j *Job) check() error {
	switch {
	case j.Population == nil:
		return errors.New("there is no population")
	case j.Workers < 0 || j.Workers > 1024:
		return fmt.Errorf("%d workers, want 1 to 1024, or 0 for one per processor", j.Workers)
	case (j.Dir == "") == (j.Sink == nil):
		return errors.New("want either a folder to write to or a sink, and not both")
	case !slices.Contains(Formats[:], j.Format):
		hint := ""
		if nearest := near.Word(j.Format, Formats[:]); nearest != "" {
			hint = fmt.Sprintf("; did you mean %q?", nearest)
		}
		return fmt.Errorf("there is no format %q, only %s%s", j.Format, strings.Join(Formats[:], ", "), hint)
	case j.Gzip && j.Format != "ndjson" && j.Format != "csv":
		return fmt.Errorf("gzip goes with ndjson and csv, not with %s", j.Format)
	case j.Truth && j.Format != "csv" && j.Format != "parquet":
		return fmt.Errorf("truth goes with csv and parquet, not with %s: FHIR has no place for what nobody wrote down", j.Format)
	}
	return j.Shard.check()
}

// write makes the people of the shard and hands them to the format in order.
func (j *Job) write(ctx context.Context, out *outlet) (Manifest, error) {
	f := newFormat(j, out)
	from, to := j.Shard.of(chunks(j.Population))
	progress := Progress{Of: to - from}
	err := j.convey(ctx, from, to, f.worker, func(c *chunk) error {
		if err := f.take(c); err != nil {
			return err
		}
		progress.Chunks++
		progress.People += c.people
		progress.Bytes = out.bytes
		if j.Progress != nil {
			j.Progress(progress)
		}
		return nil
	})
	if err == nil {
		err = f.finish(ctx)
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("export %s of shard %s: %w", j.Format, j.Shard, err)
	}
	return j.sign(out, progress)
}

// workers is how many goroutines make people.
func (j *Job) workers() int {
	if j.Workers > 0 {
		return j.Workers
	}
	return runtime.GOMAXPROCS(0)
}
