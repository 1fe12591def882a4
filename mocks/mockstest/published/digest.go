package published

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Section is a part of the digest of what is published about these services, research/identity-demographics-registers.md: from a heading ("### 5.4") to the
// next one of its rank or above. Without the digest the test is skipped; under SANDPIPER_CI it fails.
func Section(t testing.TB, heading string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(place("x"))), "research", "identity-demographics-registers.md"))
	if err != nil {
		missing(t, "no digest beside the checkout: "+err.Error())
	}
	_, section, found := strings.Cut(string(raw), "\n"+heading+" ")
	require.True(t, found, "the digest has no %s", heading)
	rank, _, _ := strings.Cut(heading, " ")
	for r := rank; r != "#"; r = r[1:] {
		section, _, _ = strings.Cut(section, "\n"+r+" ")
	}
	return section
}

// Lines are the lines of the tables of a section, each as its cells without stars; those of headings and rules are left out.
func Lines(section string) [][]string {
	var out [][]string
	heading := true
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			heading = true
			continue
		}
		if heading || strings.Trim(line, "|-: ") == "" {
			heading = false
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "**", "")
		}
		out = append(out, cells)
	}
	return out
}
