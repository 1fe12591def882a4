package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"sandpiper/harness"
	"sandpiper/scenarios"
)

type rerunOptions struct {
	Dir     string
	Product string
	Workers int
	Run     string
	Keep    string
	Quiet   bool
	JSON    bool
}

func newRerun(a *app) *cobra.Command {
	var o rerunOptions
	cmd := &cobra.Command{
		Use:   "rerun DIR",
		Short: "Play a recorded campaign again and say exactly what differs",
		Long: `Plays the scenarios of a run directory again, with the same people, seeds and product file, and compares traces and findings.
What the machine's clock decided is left aside. The product is started anew from the product file in the directory, or from
--product; a product that has changed shows itself as a difference.

Exits 0 when nothing differs, 1 when something does.

` + exitHelp,
		Example: "  sandpiper rerun out/\n  sandpiper rerun out/ --run allergy-penicillin/00017 --keep /tmp/again",
		GroupID: "evidence",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return runRerun(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Product, "product", "", "product file to use instead of the one in the directory")
	f.IntVar(&o.Workers, "workers", runtime.NumCPU(), "plays at once")
	f.StringVar(&o.Run, "run", "", "play this one run only, named by its id")
	f.StringVar(&o.Keep, "keep", "", "keep the new run directory here")
	f.BoolVar(&o.Quiet, "quiet", false, "show no progress")
	f.BoolVar(&o.JSON, "json", false, "print the differences as JSON")
	return cmd
}

func runRerun(ctx context.Context, a *app, o rerunOptions) error {
	was, err := harness.ReadRunFile(o.Dir)
	if err != nil {
		return usage("%w", err)
	}
	dir := o.Keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "sandpiper-rerun-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	r := &rehearsal{
		app: a, out: dir, recipe: was.Recipe, copies: map[string][]byte{}, set: &scenarios.Set{}, dir: o.Dir,
		opts: playOptions{Workers: o.Workers, Cohort: was.People, Seed: was.Seed, Quiet: o.Quiet},
	}
	if err := r.loadRecorded(o, was); err != nil {
		return err
	}
	c, err := r.open(ctx)
	defer r.close()
	if err != nil {
		return err
	}
	if c.Product, err = r.product(was.Product.Variant); err != nil {
		return err
	}
	c.Only = o.Run
	defer r.serve(ctx)()
	m := &meter{app: a, quiet: o.Quiet, what: "played again"}
	c.Progress = m.tell
	_, err = c.Run(ctx)
	m.end()
	if err != nil {
		return runError(err)
	}
	differ, err := r.differences(o, c)
	if err != nil {
		return err
	}
	return printDifferences(a, o, differ)
}

// loadRecorded reads the scenarios, the pack and the product file that a run directory keeps.
func (r *rehearsal) loadRecorded(o rerunOptions, was *harness.RunFile) error {
	for _, f := range was.Scenarios {
		s, err := scenarios.Load(filepath.Join(o.Dir, filepath.FromSlash(f.File)))
		if err != nil {
			return placed("", err)
		}
		r.set.Scenarios = append(r.set.Scenarios, s)
	}
	for _, f := range was.Copies {
		text, err := os.ReadFile(filepath.Join(o.Dir, f.File))
		if err != nil {
			return usage("%w", err)
		}
		r.copies[f.File] = text
	}
	top := os.DirFS(o.Dir)
	var err error
	if r.set.Pack, err = optional(top, "pack.yaml", scenarios.LoadPack); err != nil {
		return placed(o.Dir, err)
	}
	if o.Product != "" {
		fsys, dir, name := split(o.Product)
		r.dir = dir
		r.set.Product, err = scenarios.LoadProduct(fsys, name)
		return placed(dir, err)
	}
	r.set.Product, err = scenarios.LoadProduct(top, "product.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%s keeps no product file: name one with --product", o.Dir)
	}
	return placed(o.Dir, err)
}

// differences compares the two directories, or the one run that was asked for.
func (r *rehearsal) differences(o rerunOptions, c *harness.Campaign) ([]harness.Difference, error) {
	const most = 50
	if o.Run != "" {
		return harness.CompareRun(o.Dir, c.Dir, o.Run)
	}
	return harness.Compare(o.Dir, c.Dir, most)
}

func printDifferences(a *app, o rerunOptions, differ []harness.Difference) error {
	if o.JSON {
		if differ == nil {
			differ = []harness.Difference{}
		}
		if err := printJSON(a, differ); err != nil {
			return err
		}
	} else {
		for _, d := range differ {
			fmt.Fprintln(a.Stdout, d)
		}
		if len(differ) == 0 {
			fmt.Fprintf(a.Stdout, "played again: nothing differs from %s, wall-time fields aside\n", o.Dir)
		} else {
			fmt.Fprintln(a.Stdout, count(len(differ), "difference"))
		}
	}
	if len(differ) > 0 {
		return &exitError{code: exitFail}
	}
	return nil
}
