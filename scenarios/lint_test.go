package scenarios_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

func TestLint(t *testing.T) {
	text, err := os.ReadFile("testdata/pack/anticoagulant.scn.yaml")
	require.NoError(t, err)
	for _, c := range []struct{ old, with, want string }{
		{"        why: silence looks like safety\n", "", "63:9: this check can breach HZ-T-02; say why in a sentence for the report [no-why]"},
		{"warn: false", "warn: true", "every row has warn: true; add a row with false, so that a product that always does the same cannot pass [no-negative-control]"},
		{`  - sometimes: faults.fired("no-record")`, `  - sometimes: order.status == 200`, `add sometimes: faults.fired("no-record")`},
		{"people: 900", "people: 300", "300 runs (300 people dealt to 3 rows in turn) cannot show a rate of at most 0.005 with confidence 0.95; it takes 598 in which nothing goes wrong [too-few]"},
		{"people: 900", "people: 600", "about 400 of the 600 runs count for this claim; it takes 598 in which nothing goes wrong [few-exposures]"},
		{"hazards: [HZ-T-01, HZ-T-02]", "hazards: [HZ-T-01, HZ-T-02, HZ-T-03]", "HZ-T-03 is covered, but no check has breach: HZ-T-03"},
		{"hazards: [HZ-T-01, HZ-T-02]", "hazards: [HZ-T-01]", "HZ-T-02 is not among the hazards that this scenario covers [not-covered]"},
		{"    at: ${soon}\n", "", "nothing speaks of soon [unused]"},
		{"check: unread.status == 412 || unread.cards.size() > 0", "check: unread.status == 412 || !row.warn",
			`wherever !row.warn this holds of itself and still counts as an exposure of HZ-T-02; take !row.warn out and write where: "row.warn" [guarded]`},
		{"drug: Naproxen 500mg tablets, ", "drug: Naproxin 500mg tablets, ",
			`no medicine is known as "Naproxin 500mg tablets", so the order cannot be coded; write coded_as: free-text if that is meant; did you mean "Naproxen 500mg tablets"? [unknown-drug]`},
		{"as_user: gp, ", "", "nothing speaks of gp [unused]"},
		{"controls: [CT-T-01]", "controls: [CT-T-02]", `the hazard log test has no control "CT-T-02"; did you mean "CT-T-01"? [unknown-hazard]`},
	} {
		t.Run(c.want, func(t *testing.T) {
			require.Contains(t, string(text), c.old)
			s, err := scenarios.Parse("f", []byte(strings.Replace(string(text), c.old, c.with, 1)))
			require.NoError(t, err)
			advice := s.Lint(openTestPack(t).Hazards)
			require.Len(t, advice, 1, fmt.Sprint(advice))
			assert.Contains(t, advice[0].Headline(), c.want)
			assert.True(t, advice[0].Warning())
		})
	}
}

func TestExamplesAreClean(t *testing.T) {
	for _, name := range []string{"1-penicillin", "2-rpm-news2", "3-nhs-login-sensitive"} {
		s, err := scenarios.Load(shared(t, "design/examples/"+name+".scn.yaml"))
		require.NoError(t, err)
		for _, p := range s.Lint(nil) {
			assert.True(t, p.Note, p.String())
		}
		var needs []string
		for _, n := range s.Needs() {
			assert.True(t, n.Pos.Known())
			needs = append(needs, n.What)
		}
		switch name {
		case "1-penicillin":
			assert.Contains(t, needs, "twins")
			assert.NotContains(t, needs, "adapter cds-hooks")
		case "2-rpm-news2":
			assert.Subset(t, needs, []string{"physiology of p", "device cuff", "adapter telemetry", "adapter inbox", "fault partition", "running devices"})
		default:
			assert.Subset(t, needs, []string{"canary address of p", "setting viewport of a browser", "verb login of a browser", "verb try of a browser", "adapter outbox", "clinical review", "twins"})
			assert.NotContains(t, needs, "adapter http")
		}
	}
}

func TestZeroFailureRuns(t *testing.T) {
	assert.Equal(t, 299, scenarios.ZeroFailureRuns(0.01, 0.95))
	assert.Equal(t, 2995, scenarios.ZeroFailureRuns(0.001, 0.95))
	assert.Equal(t, 29956, scenarios.ZeroFailureRuns(0.0001, 0.95))
	for _, rate := range []float64{0.5, 0.2, 0.03, 0.0007} {
		n := scenarios.ZeroFailureRuns(rate, 0.99)
		assert.LessOrEqual(t, math.Pow(1-rate, float64(n)), 0.01+1e-12)
		assert.Greater(t, math.Pow(1-rate, float64(n-1)), 0.01)
	}
}
