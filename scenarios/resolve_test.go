package scenarios_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// story makes a scenario of one step that is done with what is given, at indentation 0.
func story(t testing.TB, with string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse("f", fmt.Appendf(nil, `scenario: x
title: x
world: { seed: 1 }
cast: { p: {} }
product: { api: { adapter: http } }
vary: { table: [ { drug: a, n: 3, list: [1, x] } ] }
steps:
  - id: one
    when: api.send
    with:
      v: %s
`, with))
	require.NoError(t, err)
	return s
}

func TestResolve(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	vars := map[string]any{"row": map[string]any{"drug": "amoxicillin", "n": int64(3), "list": []any{int64(1), "x"}},
		"p": map[string]any{"at": at, "yes": true, "half": 0.5, "none": nil}}
	for with, want := range map[string]any{
		`${row.n}`:                  int64(3),
		`"${row.list}"`:             []any{int64(1), "x"},
		`${ row.n + 1 }`:            int64(4),
		`a ${row.drug} of ${row.n}`: "a amoxicillin of 3",
		`"${p.at}/${p.half}/${p.yes}/${p.none}/${minutes(90)}"`: "2026-04-01T09:00:00Z/0.5/true//PT1H30M",
		`"100% $${x} $5 {y}"`:          "100% ${x} $5 {y}",
		`"${ {'a': {'b': '}'}}.a.b }"`: "}",
		`yes`:                          "yes",
		`on`:                           "on",
		`"5"`:                          "5",
		`5`:                            int64(5),
		`0x10`:                         int64(16),
		`017`:                          int64(17),
		`1e3`:                          1000.0,
		`.5`:                           0.5,
		`2026-04-01`:                   "2026-04-01",
		`12:30`:                        "12:30",
		`~`:                            nil,
		`True`:                         true,
		`[a, {b: "${row.n}"}]`:         []any{"a", map[string]any{"b": int64(3)}},
		`{}`:                           map[string]any{},
		`99999999999999999999`:         1e20,
	} {
		t.Run(with, func(t *testing.T) {
			v, ok := story(t, with).Steps[0].With.Field("v")
			require.True(t, ok)
			got, err := scenarios.Resolve(v, vars)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
	v, _ := story(t, `"x ${row.list}"`).Steps[0].With.Field("v")
	_, err := scenarios.Resolve(v, vars)
	assert.ErrorContains(t, err, `f:11:15: ${row.list} gives a list, which cannot be put into text`)
	_, err = scenarios.Resolve(v, map[string]any{})
	assert.ErrorContains(t, err, `f:11:15: row has no value here`)
}

func TestRows(t *testing.T) {
	s := story(t, "1")
	row := s.Vary.Table[0]
	assert.Equal(t, map[string]any{"drug": "a", "n": int64(3), "list": []any{int64(1), "x"}}, row.Values())
	assert.Equal(t, "drug a, n 3, list [1 x]", row.String())
	assert.True(t, s.Steps[0].With.Fixed())
}

func TestWhatIsLoaded(t *testing.T) {
	s := openTestPack(t).Scenarios[0]
	p, ok := s.Member("patient")
	require.True(t, ok)
	assert.Equal(t, scenarios.Pos{File: "anticoagulant.scn.yaml", Line: 18, Column: 3}, p.Pos)
	assert.Equal(t, scenarios.NewRange(60, 90), p.Age)
	assert.Equal(t, scenarios.Duration{Years: 4, Negative: true}, p.Conditions[0].Onset.Offset)
	assert.Equal(t, scenarios.FreeText, p.Allergies[0].Written)
	assert.False(t, p.Staff())
	c, ok := s.Connection("cds")
	require.True(t, ok)
	require.Equal(t, "hook", c.Settings[0].Name)
	text, _ := c.Settings[0].Value.Text()
	assert.Equal(t, "order-sign", text)
	step, ok := s.Step("order")
	require.True(t, ok)
	assert.Equal(t, "cds.invoke", step.When.String())
	assert.Equal(t, scenarios.Measure, step.Then[2].Kind())
	assert.Equal(t, scenarios.Budget{{Pos: step.Then[2].Budget[0].Pos, Stat: "p95", Most: 500, Unit: "ms"}, {Pos: step.Then[2].Budget[1].Pos, Stat: "max", Most: 2000, Unit: "ms"}}, step.Then[2].Budget)
	unread, _ := s.Step("unread")
	assert.Equal(t, "no-record", unread.Faults[0].Name())
	assert.Equal(t, 10, s.At("covers.controls[0]").Line)
	assert.Equal(t, 900, s.Runs())
	note, _ := step.With.Field("note")
	got, err := scenarios.Resolve(note, map[string]any{"row": s.Vary.Table[0].Values(), "patient": map[string]any{"age": int64(70)}})
	require.NoError(t, err)
	assert.Equal(t, "case 1: 70 years, 100% of ${this}", got)
	warn, err := s.Claims[0].Where.True(map[string]any{"row": s.Vary.Table[2].Values()})
	require.NoError(t, err)
	assert.False(t, warn)
}
