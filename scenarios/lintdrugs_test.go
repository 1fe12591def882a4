package scenarios_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

func TestOrdersOfUnknownMedicines(t *testing.T) {
	text, err := os.ReadFile("testdata/pack/anticoagulant.scn.yaml")
	require.NoError(t, err)
	const first = `draft_orders: [{ drug: "${row.drug}", coded_as: dmd-vmp }]`
	require.Contains(t, string(text), first)
	for _, c := range []struct {
		order, row string
		want       string // of the only advice; empty for none
	}{
		{`{ drug: Amoxycillin 500mg capsules }`, "", `no medicine is known as "Amoxycillin 500mg capsules"`},
		{`{ drug: Amoxycillin 500mg capsules, coded_as: snomed }`, "", `did you mean "Amoxicillin 500mg capsules"? [unknown-drug]`},
		{`{ drug: Amoxycillin 500mg capsules, coded_as: free-text }`, "", ""},
		{`{ drug: Amoxicillin 500mg capsules }`, "", ""},
		{`{ drug: "${row.drug + ' x'}" }`, "", ""},
		{`{ drug: Augmentin 625, coded_as: "${row.how}" }`, "how: free-text", ""},
		{`{ drug: Augmentin 625, coded_as: "${row.how}" }`, "how: dmd-amp", `no medicine is known as "Augmentin 625"`},
	} {
		changed := strings.Replace(string(text), first, "draft_orders: ["+c.order+"]", 1)
		if c.row != "" {
			changed = strings.ReplaceAll(changed, "- { case:", "- { "+c.row+", case:")
		}
		s, err := scenarios.Parse("f", []byte(changed))
		require.NoError(t, err, c.order)
		advice := s.Lint(nil)
		if c.want == "" {
			assert.Empty(t, advice, c.order)
			continue
		}
		require.NotEmpty(t, advice, c.order)
		assert.Contains(t, advice[0].Headline(), c.want)
		assert.False(t, advice[0].Note)
	}
}
