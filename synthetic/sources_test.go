package synthetic_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
)

// Every row of every table says where it came from.
func TestSources(t *testing.T) {
	rows := map[string]int{}
	for _, s := range synthetic.Sources() {
		require.NotEmpty(t, s.Text, s.Table)
		require.Positive(t, s.Rows)
		rows[s.Table] += s.Rows
	}
	for _, table := range []string{"chart/slips", "course/curves", "demography/surnames", "fhir/vital_signs", "nhs/medicines"} {
		require.Positive(t, rows[table], table)
	}
	require.Equal(t, synthetic.Sources(), synthetic.Sources())
}
