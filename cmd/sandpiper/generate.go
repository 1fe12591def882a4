package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/synthetic/export"
)

type generateOptions struct {
	recipeOptions
	Out      string
	Format   string
	Shard    string
	Workers  int
	Departed bool
	Truth    bool
	Gzip     bool
	Check    bool
	JSON     bool
}

func newGenerate(a *app) *cobra.Command {
	var o generateOptions
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a population to files",
		Long: `Writes made-up people and their records: FHIR NDJSON in the layout of Bulk Data, one FHIR bundle per person, CSV or Parquet,
with a manifest of digests and a datasheet that says what the data are, what they are not, and where each figure came from.

Equal recipes make equal bytes, whatever the number of workers. --shard 3/16 writes the third sixteenth; the shards put one after
the other are the whole, on any number of machines, and are also how to resume. Memory does not grow with the population.
--check writes nothing and prints the digests, to compare machines by.

` + exitHelp,
		Example: `  sandpiper generate --people 1000 --out people/
  sandpiper generate --people 1000000 --format parquet --truth --out parquet/
  sandpiper generate --people 1000000 --shard 3/16 --gzip --out shards/
  sandpiper generate --people 100000 --check --workers 1`,
		GroupID: "people",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGenerate(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	o.recipeOptions.flags(f, 1000)
	o.date(f)
	o.hosts(f)
	f.StringVar(&o.Out, "out", "population", "folder to write to")
	f.StringVar(&o.Format, "format", "ndjson", "one of "+strings.Join(export.Formats[:], ", "))
	f.StringVar(&o.Shard, "shard", "1/1", "which part of how many")
	f.IntVar(&o.Workers, "workers", runtime.NumCPU(), "people made at once; the bytes do not depend on it")
	f.BoolVar(&o.Departed, "departed", false, "those too who have died")
	f.BoolVar(&o.Truth, "truth", false, "what is so about people's health beside what is written (csv, parquet)")
	f.BoolVar(&o.Gzip, "gzip", false, "compress (ndjson, csv)")
	f.BoolVar(&o.Check, "check", false, "write nothing; print digests")
	f.BoolVar(&o.JSON, "json", false, "print the manifest as JSON")
	return cmd
}

func runGenerate(ctx context.Context, a *app, o generateOptions) error {
	shard, err := export.ParseShard(o.Shard)
	if err != nil {
		return usage("--shard: %w", err)
	}
	if o.Workers < 1 {
		return usage("--workers %d: want 1 or more", o.Workers)
	}
	people, err := o.open()
	if err != nil {
		return err
	}
	m := meter{app: a, what: "wrote"}
	job := export.Job{
		Population: people, Format: o.Format, Dir: o.Out, Workers: o.Workers, Shard: shard,
		Departed: o.Departed, Truth: o.Truth, Gzip: o.Gzip,
		Progress: func(p export.Progress) { m.part(p.Chunks, p.Of, p.People, p.Bytes) },
	}
	if o.Check {
		job.Dir, job.Sink = "", &export.Digest{}
		m.what = "digested"
	} else if err := writable(o.Out); err != nil {
		return err
	}
	began := a.Now()
	manifest, err := job.Run(ctx)
	m.end()
	switch {
	case errors.Is(err, export.ErrJob):
		return usage("%w", err)
	case err != nil:
		return fmt.Errorf("generate: %w", err)
	}
	if o.JSON {
		out := json.NewEncoder(a.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(manifest)
	}
	for _, f := range manifest.Files {
		fmt.Fprintf(a.Stdout, "%s  %15s bytes  %12s  %s\n", f.SHA256, inThousands(int(f.Bytes)), inThousands(f.Count), f.Name)
	}
	fmt.Fprintf(a.Stdout, "data set %s\n", manifest.Digest)
	took := a.Now().Sub(began).Seconds()
	fmt.Fprintf(a.Stderr, "%s people, %s bytes each, in %.1f s: %s people a second\n",
		inThousands(manifest.People), inThousands(int(manifest.Bytes)/max(1, manifest.People)), took, inThousands(int(float64(manifest.People)/max(took, 0.001))))
	return nil
}
