package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sandpiper/harness"
	"sandpiper/harness/judge"
)

type judgeOptions struct {
	Dir  string
	JSON bool
}

func newJudge(a *app) *cobra.Command {
	var o judgeOptions
	cmd := &cobra.Command{
		Use:   "judge DIR",
		Short: "Judge a recorded run again, without the product",
		Long: `Judges the traces of a run directory again, from its own copies of the scenarios, and compares with the findings in it; the
seeded bugs and the kill matrix too. Judging is a pure function of the two: equal findings show that they follow from what was
recorded.

Exits 1 when the findings differ; otherwise with the code of the verdict.

` + exitHelp,
		Example: "  sandpiper judge out/",
		GroupID: "evidence",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return runJudge(cmd.Context(), a, o)
		},
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the outcomes as JSON")
	return cmd
}

func runJudge(_ context.Context, a *app, o judgeOptions) error {
	if err := recordedIn(o.Dir); err != nil {
		return err
	}
	outcomes, err := rejudge(o.Dir)
	if err != nil {
		return err
	}
	if o.JSON {
		if err := printJSON(a, outcomes); err != nil {
			return err
		}
		return verdictError(worst(outcomes))
	}
	runs := 0
	for _, out := range outcomes {
		runs += len(out.Runs)
		fmt.Fprintf(a.Stdout, "%-12s %s (%s)\n", out.Verdict, out.Scenario, count(len(out.Runs), "run"))
	}
	fmt.Fprintf(a.Stdout, "judged %s again: the findings follow from the traces\n", count(runs, "recorded run"))
	return verdictError(worst(outcomes))
}

// rejudge judges everything recorded in dir again and fails unless the directory says the same, byte for byte.
func rejudge(dir string) ([]judge.Outcome, error) {
	outcomes, err := harness.Audit(dir)
	if err != nil {
		return nil, &exitError{code: exitFail, err: err}
	}
	return outcomes, nil
}
