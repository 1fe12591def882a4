package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/mocks/ledger"
)

type fidelityOptions struct {
	JSON bool
}

func newFidelity(a *app) *cobra.Command {
	var o fidelityOptions
	cmd := &cobra.Command{
		Use:   "fidelity [SERVICE...]",
		Short: "Say how true to life each service of the mock NHS is",
		Long: `Prints the fidelity ledger. For each service: the specification that it follows and in which version, which of its operations are
answered and which are not, the oddities of the real service that are kept and where they are told, the known differences, and
what can be made to go wrong. Of all services a line each; of those that are named, everything.

'sandpiper serve' shows the same at /_sandpiper/fidelity, and every evidence bundle holds it.

` + exitHelp,
		Example: "  sandpiper fidelity\n  sandpiper fidelity pds nhs-login\n  sandpiper fidelity --json | jq '.services[].differs'",
		GroupID: "play",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(_ *cobra.Command, args []string) error { return runFidelity(a, args, o) },
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

func runFidelity(a *app, names []string, o fidelityOptions) error {
	all := ledger.Services()
	chosen := all
	if len(names) > 0 {
		chosen = nil
	}
	for _, name := range names {
		i := slices.IndexFunc(all, func(s ledger.Service) bool { return s.Name == name })
		if i < 0 {
			var known []string
			for _, s := range all {
				known = append(known, s.Name)
			}
			return usage("there is no service %q%s; there are %s", name, suggest(name, known), strings.Join(known, ", "))
		}
		chosen = append(chosen, all[i])
	}
	if o.JSON {
		out := json.NewEncoder(a.Stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(ledger.Document(chosen))
	}
	if len(names) == 0 {
		return ledger.Sum(chosen).Write(a.Stdout)
	}
	for i := range chosen {
		if i > 0 {
			fmt.Fprintln(a.Stdout)
		}
		if err := chosen[i].Write(a.Stdout); err != nil {
			return err
		}
	}
	return nil
}
