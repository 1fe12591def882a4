package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sandpiper/synthetic/near"
)

// asGroup makes a command that only holds others say which of them was probably meant, and print its help when it is called alone.
func asGroup(cmd *cobra.Command) {
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return usage("there is no command %q%s\nsee: %s --help", args[0], suggest(args[0], commandNames(cmd)), cmd.CommandPath())
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
}

func commandNames(cmd *cobra.Command) []string {
	var out []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			out = append(out, c.Name())
		}
	}
	return out
}

// flagError is what is said of a flag that cannot be understood, with the nearest right name.
func flagError(cmd *cobra.Command, err error) error {
	near := ""
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		near = suggest("--"+unknown.GetSpecifiedName(), names)
	}
	return usage("%w%s\nsee: %s --help", err, near, cmd.CommandPath())
}

// newHelp is cobra's help command with a usage error for a topic that is not there.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Explain a command",
		Long:    "Prints what a command does, its flags and its exit codes.\n\n" + exitHelp,
		Example: "  sandpiper help run\n  sandpiper help product prescribing",
		RunE: func(_ *cobra.Command, args []string) error {
			of := root
			for _, word := range args {
				i := slices.IndexFunc(of.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
				if i < 0 {
					return usage("there is no command %q%s\nsee: %s --help", word, suggest(word, commandNames(of)), of.CommandPath())
				}
				of = of.Commands()[i]
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// suggest is ` (did you mean "x"?)` for the nearest of the names, or nothing when none is near.
func suggest(word string, names []string) string {
	if meant := near.Word(word, names); meant != "" {
		return fmt.Sprintf(" (did you mean %q?)", meant)
	}
	return ""
}
