package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which Sandpiper this is",
		Long:    "Prints the module version, the Go that built it and, where the build recorded it, the commit.\n\n" + exitHelp,
		Example: "  sandpiper version",
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.Stdout, versionLine())
			return nil
		},
	}
}

// versionLine is what the build recorded about itself.
func versionLine() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "sandpiper (no build information)"
	}
	var line strings.Builder
	line.WriteString(fmt.Sprintf("sandpiper %s, %s", b.Main.Version, b.GoVersion))
	for _, s := range b.Settings {
		if s.Key == "vcs.revision" {
			line.WriteString(", commit " + s.Value)
		}
	}
	return line.String()
}
