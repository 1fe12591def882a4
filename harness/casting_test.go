package harness_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

// quiet is a product that answers everything with an empty object.
func quiet(t testing.TB) product.Product {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	t.Cleanup(server.Close)
	return product.Guest{Title: "Quiet", Launch: product.None{}, Serves: []product.Serve{{Name: "api", Base: server.URL, Connect: product.HTTP}}}
}

func TestCastIsWhatTheStoryAsksFor(t *testing.T) {
	dir := t.TempDir()
	c := rig(t, &fake{}, dir, "cast.scn.yaml")
	c.Product = quiet(t)
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	o := res.Outcomes[0]
	assert.Empty(t, o.Findings)
	assert.Equal(t, judge.Pass, o.Verdict)

	seen := map[any]bool{}
	found := 0
	for _, run := range normalised(t, dir)["test-cast.jsonl"] {
		start, err := run.Start()
		require.NoError(t, err)
		for _, m := range start.Cast {
			if m.Role == "" {
				assert.False(t, seen[m.Facts["index"]], "nobody plays twice")
				seen[m.Facts["index"]] = true
			}
		}
		p := start.Cast[0]
		assert.Equal(t, "p", p.Name)
		assert.Contains(t, p.Given, "condition heart-failure, missing")
		assert.Contains(t, p.Given, "egfr 28")
		assert.Equal(t, "aged 40..70, female", p.Found[0])
		for _, f := range p.Found {
			if f == "condition asthma" {
				found++
			}
		}
		assert.Equal(t, 1, strings.Count(strings.Join(append(p.Found, p.Given...), "\n"), "condition asthma"))
	}
	assert.Len(t, seen, 60)
	assert.Less(t, found, 30, "most people have no asthma of their own")
}

func TestCastingErrors(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "cast.scn.yaml"))
	require.NoError(t, err)
	for _, c := range []struct{ name, old, new, want string }{
		{"nobody fits", "q: { age: 20..30, sex: male }", "q: { age: 120..120 }", "nobody is left for q: all 2000 people of the population were looked at for somebody aged 120"},
		{"no such cohort", "sample: { people: 30 }", "sample: { people: 30, cohort: nobody }", `samples the cohort "nobody", which its pack describes: play the pack file`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := scenarios.Parse("cast.scn.yaml", []byte(strings.Replace(string(text), c.old, c.new, 1)))
			require.NoError(t, err)
			k := rig(t, &fake{}, t.TempDir())
			k.Product, k.Scenarios = quiet(t), []*scenarios.Scenario{s}
			_, err = k.Run(t.Context())
			require.ErrorContains(t, err, c.want)
		})
	}
}

// A sample that is larger than its cohort is played as far as it goes; claims say what that is worth.
func TestSmallCohort(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "cast.scn.yaml"))
	require.NoError(t, err)
	s, err := scenarios.Parse("cast.scn.yaml", []byte(strings.Replace(string(text), "age: 40..70", "age: 60..60", 1)))
	require.NoError(t, err)
	s.Vary.Sample.People = 2000
	c := rig(t, &fake{}, t.TempDir())
	c.Product, c.Scenarios = quiet(t), []*scenarios.Scenario{s}
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	assert.Positive(t, res.Runs)
	assert.Less(t, res.Runs, 100)
}

func TestCompareSaysWhatDiffers(t *testing.T) {
	base := t.TempDir()
	was, now := filepath.Join(base, "was"), filepath.Join(base, "now")
	_, err := rig(t, &fake{}, was, "choose.scn.yaml").Run(t.Context())
	require.NoError(t, err)
	_, err = rig(t, &fake{onBlind: 200}, now, "choose.scn.yaml").Run(t.Context())
	require.NoError(t, err)
	diff, err := harness.Compare(was, now, 3)
	require.NoError(t, err)
	require.Len(t, diff, 3)
	assert.Equal(t, "trace/test-choose.jsonl", diff[0].File)
	assert.Equal(t, "test-choose/00000", diff[0].Run)
	assert.Contains(t, diff[0].String(), `observe of step "blind": value.error is gone: it was {"cards":[]}; value.status was 412, is 200`)
	require.NoError(t, os.Remove(filepath.Join(now, "findings.json")))
	diff, err = harness.Compare(was, now, 0)
	require.NoError(t, err)
	assert.Len(t, diff, 21, "the 20 runs whose row alerts, and the findings")
	assert.Equal(t, "findings.json: is not there now", diff[20].String())
}

func TestRejudgeRefusesOtherScenarios(t *testing.T) {
	dir := t.TempDir()
	_, err := rig(t, &fake{}, dir, "vacuous.scn.yaml").Run(t.Context())
	require.NoError(t, err)
	name := filepath.Join(dir, "scenarios", "vacuous.scn.yaml")
	require.NoError(t, os.WriteFile(name, append([]byte(read(t, name)), "# a word more\n"...), 0o644))
	_, err = harness.Rejudge(dir)
	require.ErrorContains(t, err, "scenarios/vacuous.scn.yaml is not the scenario that was played")
}
