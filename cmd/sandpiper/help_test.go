package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// TestHelp reads the help of every command: exit codes, an example that calls the command itself, flags that are explained.
func TestHelp(t *testing.T) {
	a := &app{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	seen := 0
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.IsAdditionalHelpTopicCommand() {
			return // a page of the manual, nothing that ends with a code
		}
		seen++
		t.Run(strings.ReplaceAll(c.CommandPath(), " ", "-"), func(t *testing.T) {
			assert.Contains(t, c.Long, exitHelp)
			assert.Contains(t, c.Example, "sandpiper", "the example")
			if c.HasParent() {
				assert.Contains(t, c.Example, c.CommandPath(), "the example")
			}
			assert.NotEmpty(t, c.Short)
			assert.LessOrEqual(t, len(c.Short), 90, c.Short)
			for line := range strings.SplitSeq(c.Long, "\n") {
				assert.LessOrEqual(t, len([]rune(line)), 130, line)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	root := newRoot(a)
	root.InitDefaultHelpCmd()
	walk(root)
	assert.Greater(t, seen, 15)
}

// TestSchemas prints every schema by its name.
func TestSchemas(t *testing.T) {
	for _, name := range []string{"scenario", "pack", "hazards", "product", "evidence"} {
		t.Run(name, func(t *testing.T) {
			code, out, said := call(t, "schema", name)
			assert.Zero(t, code, said)
			assert.Contains(t, asJSON(t, out), "$schema")
			assert.Empty(t, said)
		})
	}
	code, out, said := call(t, "schema", "scenaro")
	assert.Equal(t, exitUsage, code)
	assert.Empty(t, out)
	assert.Contains(t, said, `no schema "scenaro" (did you mean "scenario"?); there are scenario, pack`)
}
