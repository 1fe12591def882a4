package harness_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/mocks/fault"
	"sandpiper/scenarios"
)

// story is a scenario that asks the quiet product for nothing; more is put in front of its steps.
func story(t testing.TB, more, steps string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse("story.scn.yaml", []byte("scenario: test/story\ntitle: A story\nworld: { seed: 4, clock: { horizon: PT2H } }\n"+
		"cast: { p: { age: 18..100 } }\nproduct: { api: { adapter: http } }\n"+more+"\nsteps:\n"+steps+"\n"))
	require.NoError(t, err)
	return s
}

const ask = "  - { id: a, when: api.send, then: [ { check: a.status == 200 } ] }"

// tell plays one scenario with the quiet product.
func tell(t testing.TB, s *scenarios.Scenario, workers int) (judge.Outcome, []*trace.Run) {
	t.Helper()
	dir := t.TempDir()
	c := rig(t, &fake{}, dir)
	c.Product, c.Scenarios, c.Workers = quiet(t), []*scenarios.Scenario{s}, workers
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	return res.Outcomes[0], normalised(t, dir)["test-story.jsonl"]
}

// A sample over some facts has every value of each about equally often, whatever the population is like; without them it is like the
// population. Neither has anything to do with who meets which row.
func TestSampleOverFactsIsBalanced(t *testing.T) {
	counts := func(over string, workers int) (by map[string]int, rows map[string]int, people []int) {
		_, runs := tell(t, story(t, "vary: { table: [ { x: 1 }, { x: 2 } ], sample: { people: 80"+over+" } }", ask), workers)
		require.Len(t, runs, 80)
		by, rows = map[string]int{}, map[string]int{}
		for _, run := range runs {
			start, err := run.Start()
			require.NoError(t, err)
			people = append(people, start.Person)
			for _, fact := range []string{"sex", "age_band"} {
				by[start.Groups[fact]]++
				rows[fmt.Sprintf("%s %d", start.Groups[fact], start.RowIndex)]++
			}
		}
		return by, rows, people
	}
	by, rows, people := counts(", over: [age_band, sex]", 1)
	for _, band := range []string{"18-39", "40-64", "65-79", "80+"} {
		assert.InDelta(t, 20, by[band], 1, band)
	}
	for _, sex := range []string{"female", "male"} {
		assert.InDelta(t, 40, by[sex], 1)
		assert.InDelta(t, 20, rows[sex+" 0"], 12, "the rows share the sexes out by chance")
	}
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(people))), 80, "everybody plays once")
	_, _, again := counts(", over: [age_band, sex]", 4)
	assert.Equal(t, people, again)
	plain, _, _ := counts("", 2)
	assert.Less(t, plain["80+"], 12, "as in the population")
}

func TestStaleStandsAsManyVersionsBackAsIsWritten(t *testing.T) {
	for versions, want := range map[string]string{"": "(do stale 1)", ", versions: 3": "(do stale 3)"} {
		_, runs := tell(t, story(t, "faults: [ { on: records, kind: stale"+versions+" } ]", ask), 1)
		start, err := runs[0].Start()
		require.NoError(t, err)
		assert.Contains(t, start.Faults[0].Printed, want)
	}
}

// Whatever the mock services can be struck by, a scenario can ask for.
func TestEveryKindOfFaultCanBeAskedFor(t *testing.T) {
	for _, kind := range fault.Kinds() {
		on := slices.DeleteFunc(fault.Services(), func(name string) bool { return !fault.Strikes(kind, name) })
		require.NotEmpty(t, on, kind)
		for _, service := range []string{on[0], on[len(on)-1]} {
			_, runs := tell(t, story(t, "faults: [ { on: "+service+", kind: "+kind+" } ]", ask), 1)
			start, err := runs[0].Start()
			require.NoError(t, err)
			assert.Contains(t, start.Faults[0].Printed, "(do "+kind)
		}
	}
	_, runs := tell(t, story(t, "faults: [ { on: nhs-login, kind: clock-skew, by: -PT10M } ]", ask), 1)
	start, err := runs[0].Start()
	require.NoError(t, err)
	assert.Contains(t, start.Faults[0].Printed, "-10m")
}

func TestStepMovesOnAndThenRunsOn(t *testing.T) {
	o, runs := tell(t, story(t, "", ask+`
  - { at: +PT5M, run: world, until: +PT10M }
  - { id: b, when: api.send, then: [ { check: b.time - a.time == minutes(15) } ] }
  - { run: world, until: end }
  - { id: c, when: api.send, then: [ { check: c.time - a.time == hours(2) } ] }`), 1)
	assert.Equal(t, judge.Pass, o.Verdict, "%v", o.Findings)
	assert.Equal(t, 2*time.Hour, runs[0].Events[len(runs[0].Events)-1].At.Sub(runs[0].Events[0].At))
}

func TestCampaignRefusesWhatItCannotPlay(t *testing.T) {
	s := story(t, "", ask)
	text := strings.Replace(string(s.Text()), "age: 18..100", "age: 18..100, address: { canary: true }", 1)
	lacking, err := scenarios.Parse("story.scn.yaml", []byte(text))
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "run")
	c := rig(t, &fake{}, dir)
	c.Product, c.Scenarios = quiet(t), []*scenarios.Scenario{s, lacking}
	c.Scenarios = c.Scenarios[1:]
	_, err = c.Run(t.Context())
	require.ErrorContains(t, err, "story.scn.yaml:4:9: test/story asks for canary address of p, which this version does not play")
	_, err = os.Stat(dir)
	require.ErrorIs(t, err, os.ErrNotExist, "nothing was begun")

	aside := story(t, "claims: [ { id: c, per: runs, event: a.status != 200, at_most: 0.5, stop_early: true } ]\nvary: { sample: { people: 6 } }", ask)
	o, _ := tell(t, aside, 1)
	assert.Len(t, o.Runs, 6, "it is said that nothing stops early, and all is played")
}

// A rate that nothing ever broke passes when its upper bound does, and says how many runs are missing when it does not.
func TestClaimsOverACampaign(t *testing.T) {
	for people, want := range map[int]struct {
		verdict judge.Verdict
		more    int
		upper   string
	}{299: {judge.Pass, 0, "0.997 %"}, 298: {judge.Inconclusive, 1, "1.01 %"}} {
		s := story(t, fmt.Sprintf("vary: { sample: { people: %d } }\nclaims: [ { id: c, per: people, event: a.status != 200, at_most: 0.01 } ]", people), ask)
		o, _ := tell(t, s, 2)
		claim := o.Claims[0]
		assert.Equal(t, []int{people, 0}, []int{claim.Exposures, claim.Events})
		assert.Equal(t, want.verdict, claim.Verdict)
		assert.Equal(t, want.verdict, o.Verdict)
		assert.Equal(t, want.more, claim.MoreRuns)
		assert.Contains(t, claim.Detail, "upper bound "+want.upper)
		if want.more > 0 {
			assert.Contains(t, claim.Detail, "1 more without an event would settle it")
		}
	}
}

// Claims are split by columns of the table as well as by facts of people.
func TestClaimSplitByAColumn(t *testing.T) {
	s := story(t, "vary: { table: [ { drug: A }, { drug: B } ], sample: { people: 40 } }\n"+
		"claims: [ { id: c, per: runs, event: a.status != 200, at_most: 0.5, by: [drug, sex] } ]", ask)
	o, _ := tell(t, s, 2)
	by := map[string]int{}
	for _, g := range o.Claims[0].By {
		by[g.By+" "+g.Value] = g.Exposures
	}
	assert.Equal(t, 20, by["drug A"])
	assert.Equal(t, 20, by["drug B"])
	assert.Equal(t, 40, by["sex female"]+by["sex male"])
}
