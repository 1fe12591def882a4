package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"sandpiper/scenarios"
)

// run plays one call of the program and returns its exit code.
func run(a *app) int {
	ctx, stop := a.Interrupt(context.Background())
	defer stop()
	root := newRoot(a)
	root.SetArgs(a.Args)
	err := root.ExecuteContext(ctx)
	code := codeOf(err)
	var said *exitError
	if err != nil && !(errors.As(err, &said) && said.err == nil) {
		printError(a, err)
	}
	return code
}

// printError says what went wrong; problems of a file are printed one by one with their place in it.
func printError(a *app, err error) {
	if load, ok := errors.AsType[*scenarios.LoadError](err); ok {
		for _, p := range load.Problems {
			fmt.Fprintln(a.Stderr, p.String())
		}
		fmt.Fprintf(a.Stderr, "sandpiper: %s\n", count(len(load.Problems), "problem"))
		return
	}
	if _, said := errors.AsType[*exitError](err); !said && errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.Stderr, "sandpiper: interrupted")
		return
	}
	fmt.Fprintln(a.Stderr, "sandpiper:", err)
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "sandpiper",
		Short: "Rehearse a health product against a made-up NHS",
		Long: `Sandpiper is a rehearsal NHS. It makes a synthetic England, serves it through mock NHS APIs, plays scripted
clinical scenarios with your product under a virtual clock and injected faults, and turns what it saw into
evidence that a stranger can check.

It is not an NHS service and holds no patient data. What it prints is an input to a safety case, never one.

Start here:
  sandpiper demo                     the whole story on an embedded example, with a report to open
  sandpiper serve                    the mock NHS on your machine, to point curl or a product at
  sandpiper run PACK --product FILE  your product through a scenario pack

` + exitHelp,
		Example:           "  sandpiper demo --out /tmp/evidence\n  sandpiper verify /tmp/evidence",
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return applySettings(a, cmd) },
	}
	asGroup(root)
	root.SetHelpCommand(newHelp(root))
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	root.PersistentFlags().String("config", "", "read settings from this file instead of ./sandpiper.yaml")
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: "play", Title: "Play:"},
		&cobra.Group{ID: "people", Title: "Look at the people:"},
		&cobra.Group{ID: "scenario", Title: "Write scenarios:"},
		&cobra.Group{ID: "evidence", Title: "Check evidence:"},
	)
	root.AddCommand(
		newDemo(a), newServe(a), newToken(a), newTrust(a), newHosts(a), newPolicy(a), newFidelity(a), newRun(a), newProduct(a),
		newPerson(a), newRealism(a), newGenerate(a), newCohort(a), newVitals(a), newGMF(a),
		newLint(a), newFmt(a), newExplain(a), newSchema(a),
		newJudge(a), newReport(a), newVerify(a), newRerun(a),
		newVersion(a),
	)
	root.AddCommand(newTopics()...)
	for _, c := range root.Commands() {
		if !c.HasSubCommands() {
			c.Args = usageArgs(c.Args)
		}
	}
	return root
}

// usageArgs makes a wrong number of arguments a usage error, exit code 2.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check == nil {
			check = cobra.NoArgs
		}
		err := check(cmd, args)
		if _, said := errors.AsType[*exitError](err); err == nil || said {
			return err
		}
		if len(args) == 0 {
			return usage("%s needs to be told on what\nuse: %s", cmd.CommandPath(), cmd.UseLine())
		}
		return usage("%s has no use for the argument %q\nuse: %s", cmd.CommandPath(), args[len(args)-1], cmd.UseLine())
	}
}

// count is "1 problem", "2 problems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
