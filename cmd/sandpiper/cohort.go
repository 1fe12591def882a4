package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sandpiper/scenarios"
	"sandpiper/synthetic"
)

type cohortOptions struct {
	recipeOptions
	JSON bool
}

func newCohort(a *app) *cobra.Command {
	var o cohortOptions
	cmd := &cobra.Command{
		Use:   "cohort FILE",
		Short: "Draw people who are all as a file wants them, with weights",
		Long: `Draws a cohort: people of the ages, places and groups that a file asks for, who truly have the illnesses and measurements that
it asks for. Illnesses are not looked for but given, jointly and with what keeps them company, so that a rare combination costs
no more than a common one. Each member comes with a weight; a weighted rate among the members estimates the rate among all of
the population who are as wanted. The last line says what share of the population that is, and how many people of a simple
random sample the weighted cohort is worth.

A file for 40 people with long-standing diabetes and moderate kidney disease, a fifth of them Pakistani, from deprived places:

  cohort: 40
  age: 50..79
  decile: 1..3
  quota:
    - {ethnicity: J, share: 0.2}
  conditions:
    - {is: type-2-diabetes, years: 5}
  measures:
    - {is: egfr, from: 30, to: 59}
  labels: penicillin

` + exitHelp,
		Example: `  sandpiper cohort cohort.yaml
  sandpiper cohort cohort.yaml --people 5000000 --json`,
		GroupID: "people",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCohort(cmd.Context(), a, args[0], o) },
	}
	o.recipeOptions.flags(cmd.Flags(), 1_000_000)
	o.date(cmd.Flags())
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the cohort as JSON")
	return cmd
}

func runCohort(_ context.Context, a *app, path string, o cohortOptions) error {
	fsys, dir, name := split(path)
	file, err := scenarios.LoadCohort(fsys, name)
	if err != nil {
		return placed(dir, err)
	}
	people, err := o.open()
	if err != nil {
		return err
	}
	cohort, err := people.Cohort(file.Wanted())
	switch {
	case errors.Is(err, synthetic.ErrCohort):
		return usage("%w", err)
	case err != nil:
		return err
	}
	if o.JSON {
		out := json.NewEncoder(a.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(cohort)
	}
	return printCohort(a.Stdout, &cohort)
}

func printCohort(w io.Writer, c *synthetic.Cohort) error {
	in := c.With()
	fmt.Fprintln(w, "   index  NHS number    weight  sex     age  ethnicity  decile  name")
	for _, m := range c.Members {
		p := in.Person(m.Index)
		_, err := fmt.Fprintf(w, "%8d  %s  %6.3f  %-6s  %3d  %-9s  %6d  %s %s\n",
			m.Index, p.Number.Spaced(), m.Weight, p.Sex, p.Age(in.Date()), p.Ethnicity, p.Decile, p.Name.Given[0], p.Name.Family)
		if err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%s people of %s looked at; about one person in %s is so; weighted, worth %.1f of a simple random sample\n",
		inThousands(len(c.Members)), inThousands(c.Looked), inThousands(int(1/max(c.Share, 1e-9)+0.5)), c.Effective)
	return err
}
