package main

import (
	"context"
	"errors"
	"fmt"
	"os"

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
	f.IntVar(&o.Workers, "workers", workers(), "plays at once")
	f.StringVar(&o.Run, "run", "", "play this one run only, named by its id")
	f.StringVar(&o.Keep, "keep", "", "keep the new run directory here")
	f.BoolVar(&o.Quiet, "quiet", false, "show no progress")
	f.BoolVar(&o.JSON, "json", false, "print the differences as JSON")
	return cmd
}

func runRerun(ctx context.Context, a *app, o rerunOptions) error {
	if err := recordedIn(o.Dir); err != nil {
		return err
	}
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
	if err := r.loadRecorded(o.Dir, was, o.Product); err != nil {
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
	c.Progress = m.campaign()
	_, err = c.Run(ctx)
	m.end()
	if ctx.Err() != nil {
		return &exitError{code: exitInterrupted, err: errors.New("interrupted; nothing was compared, and the recorded campaign is as it was")}
	}
	if err != nil {
		return runError(err)
	}
	differ, err := r.differences(o, c)
	if err != nil {
		return err
	}
	return printDifferences(a, o, differ)
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
