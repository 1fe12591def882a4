package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"sandpiper/scenarios"
)

type fmtOptions struct {
	Paths []string
	Write bool
	List  bool
}

func newFmt(a *app) *cobra.Command {
	var o fmtOptions
	cmd := &cobra.Command{
		Use:   "fmt FILE|DIR...",
		Short: "Put scenario files into their one canonical style",
		Long: `Prints the files in canonical style: keys in order, one way to indent and quote, comments kept, meaning unchanged.
With --write the files are changed in place; with --list only the names of files that would change are printed and the exit
code is 1 if there are any.

` + exitHelp,
		Example: "  sandpiper fmt penicillin.scn.yaml\n  sandpiper fmt --write scenarios/",
		GroupID: "scenario",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			return runFmt(cmd.Context(), a, o)
		},
	}
	cmd.Flags().BoolVarP(&o.Write, "write", "w", false, "change the files in place")
	cmd.Flags().BoolVarP(&o.List, "list", "l", false, "list the files that are not in canonical style")
	return cmd
}

func runFmt(_ context.Context, a *app, o fmtOptions) error {
	sheets, err := readSheets(o.Paths)
	if err != nil {
		return err
	}
	untidy := 0
	for _, s := range sheets {
		out, err := scenarios.Format(s.Path, s.Text)
		if err != nil {
			return placed("", err)
		}
		same := bytes.Equal(out, s.Text)
		if !same {
			untidy++
		}
		switch {
		case o.Write && !same:
			if err := os.WriteFile(s.Path, out, 0o644); err != nil {
				return usage("%w", err)
			}
			fmt.Fprintln(a.Stdout, s.Path)
		case o.List && !same:
			fmt.Fprintln(a.Stdout, s.Path)
		case !o.Write && !o.List:
			fmt.Fprint(a.Stdout, string(out))
		}
	}
	if o.List && untidy > 0 {
		return &exitError{code: exitFail}
	}
	return nil
}
