package scenarios_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

func openTestPack(t testing.TB) *scenarios.Set {
	t.Helper()
	set, err := scenarios.OpenPack(os.DirFS("testdata/pack"), "pack.yaml")
	require.NoError(t, err)
	return set
}

func TestOpenPack(t *testing.T) {
	set := openTestPack(t)
	require.Len(t, set.Scenarios, 1)
	older, ok := set.Pack.Cohort("older")
	require.True(t, ok)
	in, err := older.Where.True(map[string]any{"person": map[string]any{"age": int64(61)}})
	require.NoError(t, err)
	assert.True(t, in)

	h, ok := set.Hazards.Hazard("HZ-T-01")
	require.True(t, ok)
	assert.Equal(t, scenarios.HazardSeverity("major"), h.Severity)
	assert.Equal(t, "CT-T-01", h.Controls[0].ID)

	require.NotNil(t, set.Product.Start.Process)
	assert.Equal(t, "${self}", set.Product.Start.Process.Command[0])
	v, ok := set.Product.Variant("no-nsaids")
	require.True(t, ok)
	assert.Equal(t, "BUG", v.Env[0].Name)
	assert.Equal(t, "no-nsaids", v.Env[0].Text)
	assert.Empty(t, set.Scenarios[0].Needs())
	for _, p := range set.Scenarios[0].Lint(set.Hazards) {
		t.Errorf("the pack of the tests should be clean: %s", p)
	}
}

// broken makes the test pack with some text of some file replaced.
func broken(t *testing.T, file, old, with string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range []string{"pack.yaml", "hazards.yaml", "product.yaml", "anticoagulant.scn.yaml"} {
		text, err := os.ReadFile("testdata/pack/" + name)
		require.NoError(t, err)
		if name == file {
			require.Contains(t, string(text), old)
			text = []byte(strings.Replace(string(text), old, with, 1))
		}
		out[name] = &fstest.MapFile{Data: text}
	}
	return out
}

func TestFilesOfAPackAreHeldAgainstEachOther(t *testing.T) {
	for _, c := range []struct{ file, old, with, want string }{
		{"anticoagulant.scn.yaml", "hazards: [HZ-T-01, HZ-T-02]", "hazards: [HZ-T-10, HZ-T-02]", `anticoagulant.scn.yaml:9:13: the hazard log test has no hazard "HZ-T-10"; did you mean "HZ-T-01"?`},
		{"anticoagulant.scn.yaml", "controls: [CT-T-01]", "controls: [CT-X]", `anticoagulant.scn.yaml:10:14: the hazard log test has no control "CT-X"`},
		{"anticoagulant.scn.yaml", "hazard: HZ-T-02 }", "hazard: HZ-T-22 }", `the hazard log test has no hazard "HZ-T-22"; did you mean "HZ-T-02"?`},
		{"anticoagulant.scn.yaml", "cohort: older", "cohort: oldr", `the pack has no cohort "oldr"; it has older; did you mean "older"?`},
		{"product.yaml", "serves:\n  cds:", "serves:\n  cdx:", `nobody serves no "cds"; it serves cdx; did you mean "cdx"?`},
		{"product.yaml", "adapter: cds-hooks", "adapter: http", `nobody serves cds as http, not as cds-hooks`},
		{"product.yaml", "caught_by: test/anticoagulant-and-nsaid", "caught_by: test/anticoagulant-and-nsaids", `product.yaml:16:88: the pack has no scenario "test/anticoagulant-and-nsaids"; did you mean "test/anticoagulant-and-nsaid"?`},
		{"product.yaml", "hazard: HZ-T-01", "hazard: HZ-T-99", `the hazard log has no "HZ-T-99"`},
		{"product.yaml", ", env: { BUG: no-nsaids }", "", `nothing switches this bug on`},
		{"product.yaml", "ready: {", "redy: {", `unknown key "redy" in start.process; the keys here are command, dir, env, ready; did you mean "ready"?`},
		{"pack.yaml", "*.scn.yaml", "*.scenario.yaml", `no file is named *.scenario.yaml`},
		{"pack.yaml", "*.scn.yaml", "../*.scn.yaml", `is no file or pattern beside the pack file`},
		{"pack.yaml", "hazards.yaml", "hazard.yaml", `pack.yaml:4:10: load hazard log`},
		{"pack.yaml", "person.age >= 60", "persn.age >= 60", `pack.yaml:8:52: "persn" is not declared here; did you mean "person"?`},
		{"hazards.yaml", "id: HZ-T-02", "id: HZ-T-01", `the hazard "HZ-T-01" is on line 7 already; an id is never used twice`},
		{"hazards.yaml", "severity: considerable", "severity: considerabel", `"considerabel" is no severity; it is one of minor, significant, considerable, major, catastrophic; did you mean "considerable"?`},
		{"hazards.yaml", "    severity_by: the clinical safety officer of the tests\n    likelihood", "    likelihood", `severity is a person's judgement: say whose in severity_by`},
	} {
		t.Run(c.want, func(t *testing.T) {
			_, err := scenarios.OpenPack(broken(t, c.file, c.old, c.with), "pack.yaml")
			var load *scenarios.LoadError
			require.ErrorAs(t, err, &load)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestOpenPackSaysEverything(t *testing.T) {
	fsys := broken(t, "product.yaml", "adapter: cds-hooks", "adapter: cds-hook")
	fsys["hazards.yaml"] = &fstest.MapFile{Data: []byte("hazard_log: x\nhazards: none\n")}
	_, err := scenarios.OpenPack(fsys, "pack.yaml")
	assert.ErrorContains(t, err, "hazards.yaml:2:10")
	assert.ErrorContains(t, err, "product.yaml:")
	_, err = scenarios.OpenPack(fsys, "absent.yaml")
	assert.ErrorIs(t, err, os.ErrNotExist)
}
