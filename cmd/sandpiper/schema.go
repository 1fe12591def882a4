package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/reports"
	"sandpiper/scenarios/schema"
)

func newSchema(a *app) *cobra.Command {
	names := append(schema.Names(), "evidence")
	return &cobra.Command{
		Use:   "schema [" + strings.Join(names, "|") + "]",
		Short: "Print a JSON Schema: of scenario files for your editor, of evidence for your tools",
		Long: `Prints a JSON Schema (draft 2020-12). Editors that know the YAML language server complete and check scenario files with it:

  # yaml-language-server: $schema=./scenario.v1.json

` + exitHelp,
		Example: "  sandpiper schema > scenario.v1.json\n  sandpiper schema evidence",
		GroupID: "scenario",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "scenario"
			if len(args) == 1 {
				name = args[0]
			}
			return runSchema(cmd.Context(), a, name, names)
		},
	}
}

func runSchema(_ context.Context, a *app, name string, names []string) error {
	if name == "evidence" {
		fmt.Fprintln(a.Stdout, strings.TrimSpace(string(reports.Schema())))
		return nil
	}
	text, err := schema.Read(name)
	if err != nil {
		return usage("no schema %q%s; there are %s", name, suggest(name, names), strings.Join(names, ", "))
	}
	fmt.Fprintln(a.Stdout, strings.TrimSpace(string(text)))
	return nil
}
