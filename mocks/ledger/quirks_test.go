package ledger_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/ledger"
)

// TestQuirksAreThoseOfTheServicesOwnMap holds quirks of the ledger to those that the package names for itself, where the two are to be the same: a reader
// of either should not be told otherwise by the other.
func TestQuirksAreThoseOfTheServicesOwnMap(t *testing.T) {
	for name, where := range map[string]string{"registers": "../registers/doc.go", "dos": "../dos/doc.go"} {
		text, err := os.ReadFile(where)
		require.NoError(t, err)
		part := regexp.MustCompile(`(?s)# Named quirks, kept\n(.*?)\n// # `).FindSubmatch(text)
		require.NotNil(t, part, where)
		var told []string
		for _, line := range regexp.MustCompile(`(?m)^//\t([a-z0-9-]+) `).FindAllSubmatch(part[1], -1) {
			told = append(told, string(line[1]))
		}
		require.NotEmpty(t, told, where)
		var kept []string
		for _, s := range ledger.Services() {
			if s.Name == name {
				for _, q := range s.Quirks {
					kept = append(kept, q.Name)
				}
			}
		}
		assert.ElementsMatch(t, told, kept, name)
	}
}
