package synthetic_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
)

// TestEthnicityIsThatOfTheChart: for the living, the dead and those who die, on the day and in later years, and for an altered twin.
func TestEthnicityIsThatOfTheChart(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(1500))
	require.NoError(t, err)
	twins, err := p.Twin(7, synthetic.Change{Attribute: "ethnicity", Value: "M"})
	require.NoError(t, err)
	seen := map[chart.Ethnicity]bool{}
	for _, of := range []*synthetic.Population{p, p.At(p.Recipe().AsOf.AddDate(12, 3, 4)), twins} {
		for i := range of.Len() {
			if !of.Exists(i) {
				continue
			}
			c := of.Chart(i)
			require.Equal(t, c.Ethnicity, of.Ethnicity(i), "person %d", i)
			seen[c.Ethnicity] = true
		}
	}
	require.Greater(t, len(seen), 1000, "many have one on record, some none")
	require.True(t, seen[chart.Ethnicity{}])
}
