package judge_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/scenarios"
)

// askedStory has every kind of check with a where. Its rows differ in alert.
const askedStory = `
scenario: test/story
title: A story
world: { seed: 1, clock: { mode: virtual, start: 2026-04-01T09:00:00Z } }
cast: { p: { age: 18..90 } }
product: { cds: { adapter: cds-hooks, hook: order-select, about_patient: p } }
vary: { table: [ { alert: true }, { alert: false } ] }
steps:
  - id: choose
    faults: [ { on: records, kind: http-503, hazard: HZ-9 } ]
    when: cds.invoke
    with: { draft_orders: [] }
    then:
      - check: choose.status == 200
      - { check: 'choose.cards.size() > 0', where: row.alert && choose.status == 200, breach: HZ-1 }
      - { check: 'choose.cards.size() == 0', where: "!row.alert", breach: HZ-2 }
      - { always: 'choose.cards.size() > 0', where: row.alert, breach: HZ-3 }
      - { never: 'choose.cards.size() == 0', where: row.alert, breach: HZ-3 }
      - { eventually: 'choose.cards.size() > 0', where: row.alert, breach: HZ-3 }
      - { sometimes: 'choose.cards.size() > 0', where: row.alert }
      - { measure: choose.cards.size(), where: row.alert, budget: { max: 5 } }
then:
  - { check: 'choose.cards.size() > 0', where: %s, breach: HZ-4 }
claims:
  - { id: missed, per: orders, event: breaches("HZ-1"), at_most: 0.1 }
  - { id: needless, per: orders, event: breaches("HZ-2"), at_most: 0.1 }
`

func asked(t *testing.T, whole string) *scenarios.Scenario {
	s, err := scenarios.Parse("dir/story.scn.yaml", fmt.Appendf(nil, askedStory, whole))
	require.NoError(t, err)
	return s
}

// A check that is not asked is neither held against the product nor counted as an occasion on which nothing went wrong.
func TestWhereLeavesOutWhatCannotHappen(t *testing.T) {
	alert := told{alert: true, carded: true, fired: true, status: 200}
	quiet := told{alert: false, fired: true, status: 200}
	o, m := judged(t, asked(t, "row.alert"), record(t, append(many(30, alert), many(50, quiet)...)...))
	assert.Equal(t, judge.Pass, o.Verdict, o.Findings)
	assert.Equal(t, []judge.Exposure{
		{Hazard: "HZ-1", Exposures: 30, Runs: 30}, {Hazard: "HZ-2", Exposures: 50, Runs: 50},
		{Hazard: "HZ-3", Exposures: 90, Runs: 30}, {Hazard: "HZ-4", Exposures: 30, Runs: 30},
	}, o.Exposures)
	for i := 1; i < 7; i++ {
		want := map[string]int{"pass": 30, "skipped": 50}
		if i == 2 {
			want = map[string]int{"pass": 50, "skipped": 30}
		}
		assert.Equal(t, want, o.Checks[i].Counts, o.Checks[i].Source)
	}
	assert.Equal(t, 30, m[0].Count, "a measure is taken only where it is asked for")
	assert.Equal(t, [][2]int{{30, 0}, {50, 0}}, [][2]int{{o.Claims[0].Exposures, o.Claims[0].NoEvidence}, {o.Claims[1].Exposures, o.Claims[1].NoEvidence}})
}

// An honest refusal is not what is asked for, but it hides nothing from anybody.
func TestARefusalIsAFailureAndNoBreach(t *testing.T) {
	refused := told{alert: true, fired: true, status: 412}
	o, _ := judged(t, asked(t, "row.alert && choose.status == 200"), record(t, refused))
	assert.Equal(t, map[string]int{"fail": 1}, o.Checks[0].Counts)
	assert.Equal(t, map[string]int{"skipped": 1}, o.Checks[1].Counts)
	assert.NotContains(t, o.Runs[0].Hazards, "HZ-1")
	assert.Equal(t, "HZ-3", o.Exposures[0].Hazard)
	assert.Equal(t, 0, o.Claims[0].Exposures)
}

func TestWhereThatCannotBeWorkedOutShowsNothing(t *testing.T) {
	alert := told{alert: true, carded: true, fired: true, status: 200}
	o, _ := judged(t, asked(t, "choose.stats == 200"), record(t, alert))
	last := o.Checks[len(o.Checks)-1]
	assert.Equal(t, map[string]int{"vacuous": 1}, last.Counts)
	assert.Equal(t, judge.Vacuous, o.Runs[0].Verdict)
	require.NotEmpty(t, o.Findings)
	assert.Contains(t, o.Findings[0].Detail, `whether this is asked cannot be worked out: `)
	assert.Contains(t, o.Findings[0].Detail, `has no "stats"`)
}
