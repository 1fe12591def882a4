package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/scenarios"
)

type explainOptions struct {
	Paths []string
}

func newExplain(a *app) *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain FILE|DIR...",
		Short: "Tell a scenario in plain English, for the person who signs",
		Long: `Prints each scenario as Given, When and Then in plain English, with its table, faults, hazards and claims in words: what a
clinical safety officer reads before signing. Of a pack, every scenario, with the names of the hazards.

` + exitHelp,
		Example: "  sandpiper explain penicillin.scn.yaml\n  sandpiper explain pack.yaml | less",
		GroupID: "scenario",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			return runExplain(cmd.Context(), a, o)
		},
	}
	return cmd
}

func runExplain(_ context.Context, a *app, o explainOptions) error {
	sheets, err := readSheets(o.Paths)
	if err != nil {
		return err
	}
	told := 0
	tell := func(s *scenarios.Scenario, log *scenarios.HazardLog) {
		if told++; told > 1 {
			fmt.Fprintln(a.Stdout)
		}
		fmt.Fprint(a.Stdout, s.Explain(log))
	}
	for _, one := range sheets {
		switch one.Kind {
		case "scenario":
			if len(sheets) > 1 && sheets[0].Kind == "pack" {
				continue // told as part of the pack
			}
			s, err := scenarios.Parse(one.Path, one.Text)
			if err != nil {
				return placed("", err)
			}
			tell(s, nil)
		case "pack":
			fsys, dir, name := split(one.Path)
			set, err := scenarios.OpenPack(fsys, name)
			if err != nil {
				return placed(dir, err)
			}
			for _, s := range set.Scenarios {
				tell(s, set.Hazards)
			}
		}
	}
	if told == 0 {
		return usage("no scenario or pack in %s", strings.Join(o.Paths, ", "))
	}
	return nil
}
