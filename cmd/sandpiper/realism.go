package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"sandpiper/synthetic/realism"
)

type realismOptions struct {
	recipeOptions
	Workers int
	JSON    bool
	Out     string
}

func newRealism(a *app) *cobra.Command {
	var o realismOptions
	cmd := &cobra.Command{
		Use:   "realism",
		Short: "Hold the made-up people against England's published figures",
		Long: `Goes through a population once and holds it against what is published about England: prevalence of the QOF registers, life
expectancy and its gap between rich and poor, mortality by age, odds of disease by ethnicity, company that diseases keep,
smoking, weight, blood pressure, use of care, prescribing; and checks every life and record for what cannot be.

Each row shows the published figure, ours with its interval, the target, and whether it is met. Rows that cannot be measured by
looking at people say where they are measured. A table is printed; --json prints the same as JSON, --out writes a page with plots
that needs no JavaScript.

At 100,000 people this takes about a minute.

` + exitHelp,
		Example: `  sandpiper realism --people 20000
  sandpiper realism --people 100000 --json > board.json
  sandpiper realism --people 100000 --out realism.html`,
		GroupID: "people",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runRealism(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	o.recipeOptions.flags(f, 100_000)
	o.date(f)
	f.IntVar(&o.Workers, "workers", runtime.NumCPU(), "people measured at once; the figures do not depend on it")
	f.BoolVar(&o.JSON, "json", false, "print the board as JSON")
	f.StringVar(&o.Out, "out", "", "write the board as a page with plots to this file")
	return cmd
}

func runRealism(ctx context.Context, a *app, o realismOptions) error {
	if o.Workers < 1 {
		return usage("--workers %d: want 1 or more", o.Workers)
	}
	people, err := o.open()
	if err != nil {
		return err
	}
	m := meter{app: a, what: "measured"}
	board, err := realism.Measure(ctx, realism.Options{Population: people, Workers: o.Workers, Progress: m.people})
	m.end()
	if err != nil {
		return err
	}
	if o.Out != "" {
		var page bytes.Buffer
		if err := realism.Page(&page, &board); err != nil {
			return fmt.Errorf("draw the board: %w", err)
		}
		if err := os.WriteFile(o.Out, page.Bytes(), 0o644); err != nil {
			return usage("--out: %w", err)
		}
		fmt.Fprintln(a.Stderr, "wrote", o.Out)
	}
	show := realism.Text
	if o.JSON {
		show = realism.JSON
	}
	if err := show(a.Stdout, &board); err != nil {
		return fmt.Errorf("print the board: %w", err)
	}
	if missed := board.Count(realism.NotMet); missed > 0 {
		fmt.Fprintf(a.Stderr, "%s not met\n", count(missed, "target"))
		return &exitError{code: exitFail}
	}
	return nil
}
