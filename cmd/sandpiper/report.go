package main

import (
	"context"

	"github.com/spf13/cobra"
)

type reportOptions struct {
	Dir  string
	Key  string
	JSON bool
}

func newReport(a *app) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report DIR",
		Short: "Write the reports of a run directory anew, and seal it again",
		Long: `Makes the reports from what lies in a run directory: its traces, findings and copies. Use it after a change of Sandpiper's own
report pages, or to sign with another key. The recorded runs are not touched.

` + exitHelp,
		Example: "  sandpiper report out/ --key supplier.pem",
		GroupID: "evidence",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return runReport(cmd.Context(), a, o)
		},
	}
	cmd.Flags().StringVar(&o.Key, "key", "", "Ed25519 private key (PEM, PKCS #8) to sign with; without it a key is made for this report only")
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the evidence as JSON instead of a summary")
	return cmd
}

func runReport(_ context.Context, a *app, o reportOptions) error {
	if err := recordedIn(o.Dir); err != nil {
		return err
	}
	// A report must not lend a fresh signature to findings that somebody has changed.
	if _, err := rejudge(o.Dir); err != nil {
		return err
	}
	e, err := assemble(a, o.Dir)
	if err != nil {
		return usage("%w", err)
	}
	if err := publish(a, o.Dir, o.Key, e); err != nil {
		return err
	}
	return conclude(a, o.Dir, e, o.JSON)
}
