package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/mocks/fault"
)

//go:embed topics/*.txt
var topicTexts embed.FS

// newTopics are the pages of the manual that belong to no command: sandpiper help product-files.
func newTopics() []*cobra.Command {
	var out []*cobra.Command
	for _, t := range []struct{ name, short string }{
		{"product-files", "How to describe a product, and what it finds when it starts"},
		{"scenario-files", "How to write a scenario, with every word it can use"},
	} {
		text, err := topicTexts.ReadFile("topics/" + t.name + ".txt")
		if err != nil {
			panic(err) // it is embedded
		}
		long := string(text)
		if t.name == "scenario-files" {
			long += faultKinds() + "\nSee also: sandpiper help product-files, sandpiper schema, sandpiper explain\n"
		}
		out = append(out, &cobra.Command{Use: t.name, Short: t.short, Long: strings.TrimSpace(long)})
	}
	return out
}

// faultKinds lists the words for faults from the table that rules are made with, so that the manual cannot lag.
func faultKinds() string {
	var b strings.Builder
	b.WriteString("Kinds of fault:\n")
	for _, k := range fault.Kinds() {
		fmt.Fprintf(&b, "  %-18s %s\n", k, fault.About(k))
	}
	return b.String()
}
