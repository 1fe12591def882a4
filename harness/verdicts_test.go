package harness_test

import (
	"context"
	"errors"
	"io"
	"net/http"
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

func play(t *testing.T, f *fake, file string) judge.Outcome {
	t.Helper()
	res, err := rig(t, f, t.TempDir(), file).Run(t.Context())
	require.NoError(t, err)
	return res.Outcomes[0]
}

// found lists the findings of a run as "step check verdict".
func found(o judge.Outcome, run int) []string {
	var out []string
	for _, f := range o.Findings {
		if f.RunIndex == run {
			out = append(out, strings.TrimSpace(f.Step+" "+f.Kind)+" "+f.Verdict.String())
		}
	}
	return out
}

func TestFaultThatCannotStrikeIsVacuous(t *testing.T) {
	o := play(t, &fake{}, "vacuous.scn.yaml")
	assert.Equal(t, judge.Vacuous, o.Verdict)
	for _, r := range o.Runs {
		assert.Equal(t, judge.Vacuous, r.Verdict)
	}
	assert.Equal(t, map[string]int{"vacuous": 2}, o.Checks[0].Counts)
	assert.Empty(t, o.Exposures, "what was vacuous exposed nobody")
	assert.Contains(t, o.Findings[len(o.Findings)-1].Detail, "the fault pds never struck during this step")
	assert.Equal(t, "the fault pds struck in none of 2 runs", o.Findings[0].Detail)
}

func TestBuggedProductBreaches(t *testing.T) {
	o := play(t, &fake{alert: func(string, bool) bool { return false }, onBlind: 200}, "choose.scn.yaml")
	assert.Equal(t, judge.Breach, o.Verdict)
	assert.Equal(t, judge.Fail, o.Claims[0].Verdict)
	assert.Equal(t, 20, o.Claims[0].Events)
	assert.Equal(t, []string{"HZ-1", "HZ-2"}, o.Runs[0].Hazards)
	assert.Equal(t, judge.Pass, o.Runs[1].Verdict, "the other row is not touched")
	first := o.Findings[0]
	assert.Equal(t, judge.Breach, first.Verdict)
	assert.Equal(t, "alert exactly when the drug is a penicillin", first.Why)
	assert.Contains(t, first.Detail, "saw 0 cards")
	assert.Equal(t, judge.Pos{File: "choose.scn.yaml", Line: 25, Column: 16}, first.Pos)
}

func TestWhatAnAnswerIsWorth(t *testing.T) {
	t.Run("hangs", func(t *testing.T) {
		o := play(t, &fake{hang: func(drug string) bool { return strings.HasPrefix(drug, "amoxicillin") }}, "silent.scn.yaml")
		assert.Equal(t, judge.Blocked, o.Verdict)
		assert.Equal(t, []string{"choose check blocked", "choose check blocked", "after check blocked"}, found(o, 0))
		assert.Contains(t, o.Findings[0].Detail, "300ms")
		assert.Contains(t, o.Findings[0].Detail, "cds.invoke: no complete answer within 300ms (POST http://127.0.0.1:0/cds-services/s)")
		assert.Equal(t, judge.Pass, o.Runs[1].Verdict)
	})
	huge := []byte(`{"cards":["` + strings.Repeat("x", 100<<20) + `"]}`)
	answers := map[string]func(w http.ResponseWriter){
		"garbage":  func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<html>oops</html>") },
		"no cards": func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"hello":1}`) },
		"cut short": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "999")
			_, _ = io.WriteString(w, `{"cards":[`)
		},
		"100 MB": func(w http.ResponseWriter) {
			_, _ = w.Write(huge)
		},
		"server error": func(w http.ResponseWriter) { w.WriteHeader(500) },
	}
	want := map[string]judge.Verdict{"garbage": judge.Fail, "no cards": judge.Fail, "cut short": judge.Blocked, "100 MB": judge.Fail, "server error": judge.Fail}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			f := &fake{answer: func(drug string, w http.ResponseWriter) bool {
				if strings.HasPrefix(drug, "doxycycline") {
					answer(w)
					return true
				}
				return false
			}}
			o := play(t, f, "silent.scn.yaml")
			assert.Equal(t, want[name], o.Runs[1].Verdict, "%v", o.Findings)
			assert.Equal(t, judge.Pass, o.Runs[0].Verdict)
			assert.Equal(t, judge.Pass, o.Runs[2].Verdict)
			for _, f := range o.Findings {
				assert.NotEmpty(t, f.Detail)
				assert.Less(t, len(f.Detail), 2000)
			}
		})
	}
}

func TestUnreachableProductBlocks(t *testing.T) {
	c := rig(t, &fake{}, t.TempDir(), "silent.scn.yaml")
	c.Product = product.Guest{Title: "Nobody", Launch: product.None{}, Serves: []product.Serve{{Name: "cds", Base: "http://127.0.0.1:1", Connect: product.CDSHooks}}}
	res, err := c.Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, judge.Blocked, res.Outcomes[0].Verdict)
	assert.Contains(t, res.Outcomes[0].Findings[0].Detail, "cds.invoke: discovery: nothing answers at its address (GET http://127.0.0.1:0/cds-services)")
}

func TestStoryMovesOn(t *testing.T) {
	o := play(t, &fake{}, "update.scn.yaml")
	for _, f := range o.Findings {
		t.Log(f.Verdict, f.Step, f.Source, f.Detail)
	}
	assert.Equal(t, []string{"eventually inconclusive", "never vacuous"}, found(o, 0), "the day was not over, and nobody called pds")
	assert.Equal(t, judge.Inconclusive, o.Verdict)
}

func TestInterruptedCampaignGoesOn(t *testing.T) {
	base := t.TempDir()
	whole, cut := filepath.Join(base, "whole"), filepath.Join(base, "cut")
	_, err := rig(t, &fake{}, whole, "choose.scn.yaml").Run(t.Context())
	require.NoError(t, err)

	ctx, cancel := context.WithCancelCause(t.Context())
	c := rig(t, &fake{}, cut, "choose.scn.yaml")
	c.Progress = func(p harness.Progress) {
		if p.Done == 7 {
			cancel(errors.New("somebody pressed Ctrl-C"))
		}
	}
	_, err = c.Run(ctx)
	require.ErrorIs(t, err, harness.ErrUnfinished)
	require.ErrorContains(t, err, "somebody pressed Ctrl-C")

	_, err = rig(t, &fake{}, cut, "choose.scn.yaml").Run(t.Context())
	require.ErrorIs(t, err, harness.ErrOccupied)
	other := rig(t, &fake{}, cut, "choose.scn.yaml")
	other.Resume, other.People = true, 20
	_, err = other.Run(t.Context())
	require.ErrorContains(t, err, "was begun as another campaign")

	again := rig(t, &fake{}, cut, "choose.scn.yaml")
	again.Resume = true
	res, err := again.Run(t.Context())
	require.NoError(t, err)
	assert.GreaterOrEqual(t, res.Resumed, 7)
	assert.Less(t, res.Resumed, 40)
	diff, err := harness.Compare(whole, cut, 0)
	require.NoError(t, err)
	assert.Empty(t, diff)
}

func TestKillMatrix(t *testing.T) {
	dir := t.TempDir()
	c := rig(t, &fake{}, dir, "choose.scn.yaml", "vacuous.scn.yaml")
	c.File = &scenarios.ProductFile{Variants: []scenarios.Variant{
		{Bug: "never-alerts", CaughtBy: "test/choose"}, {Bug: "says-nothing-blind", CaughtBy: "test/vacuous"}, {Bug: "none", CaughtBy: "test/choose"}}}
	honest, err := c.Run(t.Context())
	require.NoError(t, err)
	bugs := map[string]*fake{"never-alerts": {alert: func(string, bool) bool { return false }, onBlind: 412}, "says-nothing-blind": {onBlind: 200}, "none": {onBlind: 412}}
	m, err := c.RunVariants(t.Context(), honest.Outcomes, 4, func(bug string) (product.Product, error) {
		return product.Guest{Title: "Fake", Variant: bug, Launch: product.None{}, Serves: []product.Serve{{Name: "cds", Base: bugs[bug].serve(t), Connect: product.CDSHooks}}}, nil
	}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"test/choose", "test/vacuous"}, m.Scenarios)
	assert.Equal(t, []string{"test/choose"}, m.Bugs[0].CaughtBy)
	assert.True(t, m.Bugs[0].AsMeant)
	assert.True(t, m.Bugs[1].Caught)
	assert.False(t, m.Bugs[1].AsMeant, "another scenario caught it")
	assert.False(t, m.Bugs[2].Caught)
	assert.InDelta(t, 2.0/3, m.Score, 1e-9)
	assert.FileExists(t, filepath.Join(dir, "kill-matrix.json"))
	assert.FileExists(t, filepath.Join(dir, "variants", "never-alerts", "findings.json"))
}
