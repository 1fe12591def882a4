package gmf_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/gmf"
)

func findings(t *testing.T, dir string) []gmf.Finding {
	t.Helper()
	lib, err := gmf.Load(os.DirFS(dir), ".")
	require.NoError(t, err)
	return gmf.Lint(lib)
}

// The modules in testdata/slips make every mistake that the linter knows.
func TestLint(t *testing.T) {
	var b strings.Builder
	rules := map[string]bool{}
	for _, f := range findings(t, "testdata/slips") {
		b.WriteString(f.String() + "\n")
		rules[f.Rule] = true
		assert.NotEmpty(t, f.Why)
		assert.Contains(t, []string{gmf.Certain, gmf.Likely, gmf.Possible}, f.Sure)
		assert.Positive(t, f.Line)
		assert.Positive(t, f.Column)
	}
	const golden = "testdata/slips.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	for rule := range strings.FieldsSeq("unreachable never-called options-after never-true last-option sum truth-order no-such-state ends-nothing never-present " +
		"never-observed never-diagnosed backwards never-set never-read never-ends endless no-wait pace field-name field-twice") {
		assert.True(t, rules[rule], "no slip shows the rule %s", rule)
	}
}

// What the linter is certain or fairly sure of in good modules is what their authors did on purpose.
func TestLintIsQuietAboutGoodModules(t *testing.T) {
	var loud []string
	for _, f := range findings(t, "testdata/modules") {
		if f.Sure != gmf.Possible {
			loud = append(loud, f.State+" "+f.Rule)
		}
	}
	assert.Equal(t, []string{"Forget never-set", "Never there unreachable", "Worse unreachable"}, loud)
}

// The known slip of the community's modules: a risk per seven days, drawn once a month (and, corrected, drawn each week).
func TestPace(t *testing.T) {
	module := func(days, remark, name string) map[string]string {
		return map[string]string{"m.json": `{"name": "M", "states": {"Initial": {"type": "Initial", "direct_transition": "Chance"},
			"Chance": {"type": "Simple", "remarks": ["` + remark + `"], "distributed_transition": [
				{"distribution": {"attribute": "` + name + `", "default": 0.1}, "transition": "End"}, {"distribution": 0.9, "transition": "Wait"}]},
			"Wait": {"type": "Delay", "exact": {"quantity": ` + days + `, "unit": "days"}, "direct_transition": "Chance"}, "End": {"type": "Terminal"}}}`}
	}
	for _, c := range []struct{ days, remark, name, want string }{
		{"30", "", "atrial_fibrillation_risk", "0.233 times as often"},
		{"7", "", "atrial_fibrillation_risk", ""},
		{"7", "the annual incidence", "x", "52.2 times"},
		{"365", "the annual incidence", "x", ""},
		{"31", "1.2 % a year, so 0.1 % a month", "x", ""},
		{"7", "1.2 % a year, so 0.1 % a month", "x", "52.2 times"},
		{"540", "happens every year", "x", ""},
		{"7", "1.2 % a year", "risk_per_week", ""},
		{"7", "", "risk_per_month", "4.29 times"},
		{"7", "drawn at random", "x", ""},
	} {
		lib, err := gmf.Load(folder(module(c.days, c.remark, c.name)), ".")
		require.NoError(t, err)
		why := ""
		for _, f := range gmf.Lint(lib) {
			if f.Rule == "pace" {
				why += f.Why
			}
		}
		if c.want == "" {
			assert.Empty(t, why, "%v", c)
		} else {
			assert.Contains(t, why, c.want, "%v", c)
		}
	}
}
