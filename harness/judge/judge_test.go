package judge_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

const story = `
scenario: test/story
title: A story
world: { seed: 1, clock: { mode: virtual, start: 2026-04-01T09:00:00Z } }
cast: { p: { age: 18..90 } }
product: { cds: { adapter: cds-hooks, hook: order-select, about_patient: p } }
vary: { table: [ { alert: true }, { alert: false } ] }
steps:
  - id: choose
    faults: [ { on: records, kind: http-503, hazard: HZ-2%s } ]
    when: cds.invoke
    with: { draft_orders: [] }
    then:
      - check: choose.status == 200
      - check: choose.cards.exists(c, c.indicator == "critical") == row.alert
        breach: HZ-1
      - measure: choose.latency
        budget: { p95: 500ms, max: 2s }
claims:
  - { id: rate, per: orders, where: row.alert, event: breaches("HZ-1"), at_most: 0.01, by: [sex] }
`

func load(t testing.TB, extra string) *scenarios.Scenario {
	s, err := scenarios.Parse("dir/story.scn.yaml", fmt.Appendf(nil, story, extra))
	require.NoError(t, err)
	return s
}

// told is one run as a test tells it.
type told struct {
	alert, carded, fired bool
	status               float64
	outcome              string // of the observation; empty for ok
	end                  trace.Outcome
	latency              time.Duration
	sex                  string
	noCards              bool // the answer has no cards at all
}

func record(t testing.TB, runs ...told) []byte {
	var file bytes.Buffer
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for i, r := range runs {
		id := fmt.Sprintf("test-story/%05d", i)
		w := trace.NewWriter(&file, "d", id)
		add := func(k trace.Kind, step string, body, wall any) {
			_, err := w.Add(at, k, step, body, wall)
			require.NoError(t, err)
		}
		add(trace.RunStart, "", trace.Start{Run: id, Scenario: "test/story", Digest: "d", Index: i, Values: map[string]any{"alert": r.alert}, Person: i,
			Groups: map[string]string{"sex": r.sex}, Cast: []trace.Member{{Name: "p", Facts: map[string]any{"age": 40}}},
			Faults: []trace.Rule{{ID: "records", Printed: "(fault records)", Hazard: "HZ-2", Step: "choose"}}}, nil)
		add(trace.Act, "choose", trace.Acted{Verb: "cds.invoke", Faults: []string{"records"}}, nil)
		if r.fired {
			add(trace.FaultFired, "choose", trace.Fired{Rule: "records", Service: "records"}, nil)
		}
		cards := []any{}
		if r.carded {
			cards = append(cards, map[string]any{"indicator": "critical", "summary": "No penicillin"})
		}
		value := map[string]any{"status": r.status, "cards": cards}
		if r.noCards {
			delete(value, "cards")
		}
		o := trace.Observed{Product: "cds", Verb: "invoke", Outcome: r.outcome, Value: value}
		if o.Outcome == "" {
			o.Outcome = "ok"
		} else {
			o.Message = "said so"
		}
		add(trace.Observe, "choose", o, trace.ObservedWall{LatencyNS: int64(r.latency)})
		end := trace.End{Outcome: r.end, Message: "because"}
		if end.Outcome == "" {
			end = trace.End{Outcome: trace.Ended}
		}
		add(trace.RunEnd, "", end, nil)
	}
	return file.Bytes()
}

func judged(t testing.TB, s *scenarios.Scenario, file []byte) (judge.Outcome, []judge.Measurement) {
	o, m, err := judge.Judge(s, "d", trace.NewReader(bytes.NewReader(file), "story.jsonl").Runs())
	require.NoError(t, err)
	return o, m
}

func TestOneRun(t *testing.T) {
	good := told{alert: true, carded: true, fired: true, status: 200}
	with := func(change func(*told)) told {
		r := good
		change(&r)
		return r
	}
	for _, c := range []struct {
		name   string
		run    told
		want   judge.Verdict
		checks []judge.Verdict // of the two checks
		detail string
	}{
		{"good", good, judge.Pass, []judge.Verdict{judge.Pass, judge.Pass}, ""},
		{"no card", with(func(r *told) { r.carded = false }), judge.Breach, []judge.Verdict{judge.Pass, judge.Breach}, "saw 0 cards, status 200"},
		{"a card too many", with(func(r *told) { r.alert = false }), judge.Breach, []judge.Verdict{judge.Pass, judge.Breach}, `saw 1 cards (critical "No penicillin"), status 200`},
		{"fault did not strike", with(func(r *told) { r.fired = false }), judge.Vacuous, []judge.Verdict{judge.Vacuous, judge.Vacuous}, "the fault records never struck during this step"},
		{"no card, and no fault", with(func(r *told) { r.carded, r.fired = false, false }), judge.Breach, []judge.Verdict{judge.Vacuous, judge.Breach}, ""},
		{"answer without cards", with(func(r *told) { r.noCards = true }), judge.Breach, []judge.Verdict{judge.Pass, judge.Breach}, "cards"},
		{"garbage", with(func(r *told) { r.outcome, r.carded = "garbage", false }), judge.Breach, []judge.Verdict{judge.Pass, judge.Breach}, "said so"},
		{"silence", with(func(r *told) { r.outcome, r.fired, r.status, r.end = "timeout", false, 0, trace.Blocked }), judge.Blocked, []judge.Verdict{judge.Blocked, judge.Blocked}, "said so"},
		{"silence when a fault struck", with(func(r *told) { r.outcome, r.status, r.carded = "timeout", 0, false }), judge.Breach, []judge.Verdict{judge.Fail, judge.Breach}, "fell silent when a fault struck: said so"},
		{"broken", with(func(r *told) { r.end = trace.Broken }), judge.Error, []judge.Verdict{judge.Pass, judge.Pass}, "because"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run, err := trace.NewReader(bytes.NewReader(record(t, c.run)), "story.jsonl").Next()
			require.NoError(t, err)
			result, err := judge.NewCase(load(t, "")).Run(run)
			require.NoError(t, err)
			var checks []judge.Verdict
			details := ""
			for _, f := range result.Findings {
				details += f.Detail + "\n"
				if f.Check == 0 || f.Check == 1 {
					checks = append(checks, f.Verdict)
				}
			}
			assert.Equal(t, c.checks, checks)
			assert.Contains(t, details, c.detail)
			o, _ := judged(t, load(t, ""), record(t, c.run))
			assert.Equal(t, c.want, o.Runs[0].Verdict)
		})
	}
}

func many(n int, r told) []told {
	out := make([]told, n)
	for i := range out {
		out[i] = r
		out[i].sex = []string{"female", "male"}[i%2]
		if i%10 == 0 {
			out[i].sex = "unknown"
		}
	}
	return out
}

func TestClaim(t *testing.T) {
	good := told{alert: true, carded: true, fired: true, status: 200, latency: 100 * time.Millisecond}
	missed := good
	missed.carded = false
	for _, c := range []struct {
		name           string
		runs           []told
		want           judge.Verdict
		events, n      int
		more, excluded int
	}{
		{"299 without an event", many(299, good), judge.Pass, 0, 299, 0, 0},
		{"298 are one too few", many(298, good), judge.Inconclusive, 0, 298, 1, 0},
		{"one event in 50", append(many(49, good), missed), judge.Fail, 1, 50, 0, 0},
		{"one event in 200", append(many(199, good), missed), judge.Inconclusive, 1, 200, 273, 0},
		{"many events", many(60, missed), judge.Fail, 60, 60, 0, 0},
		{"other rows are no exposures", many(20, told{alert: false, fired: true, status: 200}), judge.Inconclusive, 0, 0, 299, 0},
		{"vacuous and blocked runs are no evidence", append(many(299, good), told{alert: true, carded: true, status: 200}, told{alert: true, outcome: "unreachable", end: trace.Blocked}), judge.Pass, 0, 299, 0, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, _ := judged(t, load(t, ""), record(t, c.runs...))
			claim := o.Claims[0]
			assert.Equal(t, c.want, claim.Verdict, claim.Detail)
			assert.Equal(t, []int{c.events, c.n, c.more, c.excluded}, []int{claim.Events, claim.Exposures, claim.MoreRuns, claim.NoEvidence}, claim.Detail)
			assert.GreaterOrEqual(t, o.Verdict, c.want)
		})
	}
}

func TestClaimByGroup(t *testing.T) {
	good := told{alert: true, carded: true, fired: true, status: 200}
	o, _ := judged(t, load(t, ""), record(t, many(200, good)...))
	by := o.Claims[0].By
	require.Len(t, by, 3)
	assert.Equal(t, []string{"female", "male", "unknown"}, []string{by[0].Value, by[1].Value, by[2].Value})
	assert.Equal(t, 200, by[0].Exposures+by[1].Exposures+by[2].Exposures)
	assert.Equal(t, judge.Inconclusive, by[2].Verdict)
	assert.Equal(t, "not enough evidence: 20 orders, at least 30 are needed", by[2].Detail)
	assert.Greater(t, by[0].Upper, o.Claims[0].Upper, "a part says less than the whole")
}

func TestMeasure(t *testing.T) {
	good := told{alert: true, carded: true, fired: true, status: 200, latency: 100 * time.Millisecond}
	slow := good
	slow.latency = time.Second
	o, m := judged(t, load(t, ""), record(t, append(many(95, good), many(5, slow)...)...))
	assert.Equal(t, judge.Pass, o.Checks[2].Verdict, "five in a hundred may be slow")
	assert.Equal(t, map[string]float64{"mean": 145, "p50": 100, "p90": 100, "p95": 100, "p99": 1000, "max": 1000}, m[0].Stats)
	o, _ = judged(t, load(t, ""), record(t, append(many(94, good), many(6, slow)...)...))
	assert.Equal(t, judge.Fail, o.Checks[2].Verdict)
	assert.Equal(t, "p95 at most 500 ms was exceeded", o.Findings[0].Detail)
	assert.Equal(t, judge.Fail, o.Verdict)
}

// A fault that strikes a share of the calls cannot strike in every run; it must in one.
func TestChancyFault(t *testing.T) {
	quiet := told{alert: true, carded: true, status: 200}
	struck := quiet
	struck.fired = true
	s := load(t, ", share: 0.5")
	o, _ := judged(t, s, record(t, append(many(300, quiet), struck)...))
	assert.Equal(t, judge.Pass, o.Verdict)
	assert.Equal(t, []judge.FaultCount{{Rule: "records", Printed: "(fault records)", Hazard: "HZ-2", Runs: 301, Fired: 1, RunsHit: 1}}, o.Faults)
	o, _ = judged(t, s, record(t, many(300, quiet)...))
	assert.Equal(t, judge.Vacuous, o.Verdict)
	assert.Equal(t, "the fault records struck in none of 300 runs", o.Findings[0].Detail)
}

func TestJudgingTwiceGivesTheSameBytes(t *testing.T) {
	file := record(t, append(many(40, told{alert: true, carded: true, fired: true, status: 200}), many(40, told{alert: true, status: 500})...)...)
	var texts []string
	for range 2 {
		o, _ := judged(t, load(t, ""), file)
		text, err := trace.Canonical(o)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	assert.Equal(t, texts[0], texts[1])
}

func TestNotThisScenario(t *testing.T) {
	s, err := scenarios.Parse("other.scn.yaml", bytes.Replace(load(t, "").Text(), []byte("test/story"), []byte("test/other"), 1))
	require.NoError(t, err)
	_, _, err = judge.Judge(s, "d", trace.NewReader(bytes.NewReader(record(t, told{})), "story.jsonl").Runs())
	require.ErrorContains(t, err, "it is a run of test/story, not of test/other")
	_, _, err = judge.Judge(load(t, ""), "d", trace.NewReader(io.LimitReader(bytes.NewReader(record(t, told{})), 900), "story.jsonl").Runs())
	require.ErrorContains(t, err, "story.jsonl:")
}
