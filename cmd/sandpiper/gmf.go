package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"sandpiper/synthetic/gmf"
)

func newGMF(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gmf",
		Short: "Modules of the Generic Module Framework as guests",
		Long: `Modules in the format of Synthea's Generic Module Framework can live in Sandpiper's people: 'serve', 'generate' and 'person'
take --modules DIR, run every module of the folder through each life, on our clock, and put what it writes into the records.
Modules are read from your folder; none is shipped. What they write shows their authors' figures, not England's: an
overlay.json in the folder can map their codes and set their probabilities anew.

'sandpiper gmf lint DIR' reads modules and says what looks wrong with them.

` + exitHelp,
		Example: `  sandpiper gmf lint modules/
  sandpiper person 7 --modules modules/`,
		GroupID: "people",
	}
	asGroup(cmd)
	cmd.AddCommand(newGMFLint(a))
	return cmd
}

type gmfLintOptions struct {
	JSON   bool
	Strict bool
}

func newGMFLint(a *app) *cobra.Command {
	var o gmfLintOptions
	cmd := &cobra.Command{
		Use:   "lint DIR",
		Short: "Say what looks wrong with the modules of a folder",
		Long: `Reads every module of a folder as the interpreter would. What cannot be run (an unknown type of state, a transition to nowhere) is
an error, with file, state, line and column and the nearest right name. What can be run but looks wrong is a finding: risks meant
for a year and applied every week, conditions that never end, attributes that are read and never set, states that nothing leads
to, probabilities that do not sum to one. Each finding says why it matters and how sure it is.

` + exitHelp,
		Example: `  sandpiper gmf lint modules/
  sandpiper gmf lint modules/ --json --strict`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return runGMFLint(a, args[0], o) },
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the findings as JSON")
	cmd.Flags().BoolVar(&o.Strict, "strict", false, "findings count as problems: exit 2")
	return cmd
}

func runGMFLint(a *app, dir string, o gmfLintOptions) error {
	lib, err := gmf.Load(os.DirFS(dir), ".")
	if err != nil {
		return moduleTrouble(dir, err)
	}
	findings := gmf.Lint(lib)
	if o.JSON {
		if findings == nil {
			findings = []gmf.Finding{}
		}
		out := json.NewEncoder(a.Stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(findings); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Fprintln(a.Stdout, f)
		}
	}
	fmt.Fprintf(a.Stderr, "%s, %s, %s\n", count(len(lib.Modules())+len(lib.Submodules()), "module"), count(lib.States(), "state"), count(len(findings), "finding"))
	if o.Strict && len(findings) > 0 {
		return &exitError{code: exitUsage}
	}
	return nil
}

// moduleTrouble is the error for modules that cannot be run: each problem on a line of its own.
func moduleTrouble(dir string, err error) error {
	if info, trouble := os.Stat(dir); trouble != nil || !info.IsDir() {
		return usage("modules: %s is not a folder that can be read", dir)
	}
	return usage("modules in %s: %w", dir, err)
}
