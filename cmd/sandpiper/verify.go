package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"sandpiper/reports/bundle"
)

type verifyOptions struct {
	Dir  string
	Key  string
	JSON bool
}

func newVerify(a *app) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Check that an evidence bundle is as it was sealed",
		Long: `Checks every file of a bundle, offline: its bytes against the manifest, the manifest against the Merkle checkpoint and
the signed statement, every trace against its own hash chain, and that nothing is missing or was added. A file that does
not hold is named.

Exits 1 when something does not hold, 2 for a directory that was never sealed.

Without --key the bundle vouches for itself: integrity, not identity. With --key the signature must be by that public key.

` + exitHelp,
		Example: "  sandpiper verify out/\n  sandpiper verify out/ --key supplier.pub",
		GroupID: "evidence",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return runVerify(cmd.Context(), a, o)
		},
	}
	cmd.Flags().StringVar(&o.Key, "key", "", "public key (PEM) that the bundle must be signed with")
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the result as JSON")
	return cmd
}

func runVerify(_ context.Context, a *app, o verifyOptions) error {
	trusted, err := readPublicKey(o.Key)
	if err != nil {
		return err
	}
	if err := sealedIn(o.Dir); err != nil {
		return err
	}
	report, err := bundle.VerifyDir(o.Dir, bundle.Options{TrustedKey: trusted})
	if err != nil {
		return usage("%w", err)
	}
	if o.JSON {
		if err := printJSON(a, report); err != nil {
			return err
		}
	} else {
		printVerified(a, o.Dir, report)
	}
	if report.Err() != nil {
		return &exitError{code: exitFail}
	}
	return nil
}

func readPublicKey(path string) (ed25519.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	key, err := bundle.LoadPublicKey(text)
	if err != nil {
		return nil, usage("read --key %s: %w", path, err)
	}
	return key, nil
}

func printVerified(a *app, dir string, r bundle.Report) {
	for _, p := range r.Problems {
		fmt.Fprintln(a.Stdout, "BROKEN ", p)
	}
	if len(r.Problems) > 0 {
		fmt.Fprintf(a.Stdout, "%s does not verify: %s\n", dir, count(len(r.Problems), "problem"))
		return
	}
	fmt.Fprintf(a.Stdout, "%s is as it was sealed.\n", dir)
	fmt.Fprintf(a.Stdout, "  files  %d (%s), traces of %s followed to their end\n", r.Files, bytesText(r.Bytes), count(r.Runs, "run"))
	fmt.Fprintf(a.Stdout, "  root   %s\n  key    %s\n", r.Root, r.KeyID)
	if r.Trusted {
		fmt.Fprintln(a.Stdout, "  signed by the key that you gave")
	} else {
		fmt.Fprintln(a.Stdout, "  this shows integrity, not identity: give --key to check who signed")
	}
}

// printJSON writes a result for programs, indented, with a newline at the end.
func printJSON(a *app, v any) error {
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print result: %w", err)
	}
	return nil
}

// bytesText is a size for people: "12 KiB".
func bytesText(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	default:
		return fmt.Sprintf("%d MiB", n>>20)
	}
}
