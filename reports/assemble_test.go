package reports_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/reports"
	"sandpiper/reports/evidencetest"
	"sandpiper/reports/hazard"
)

func sample(t *testing.T) reports.Evidence {
	t.Helper()
	e, err := evidencetest.Sample()
	require.NoError(t, err)
	return e
}

func row(t *testing.T, e reports.Evidence, id string) hazard.Row {
	t.Helper()
	for _, h := range e.Hazards {
		if h.ID == id {
			return h
		}
	}
	require.Fail(t, "no hazard "+id)
	return hazard.Row{}
}

func TestHazardCoverageLeads(t *testing.T) {
	e := sample(t)
	assert.Equal(t, 10, e.Headline.Hazards)
	assert.Equal(t, 7, e.Headline.Covered)
	assert.Equal(t, 3, e.Headline.NotTested)
	assert.Equal(t, 1, e.Headline.Breached)
	assert.Equal(t, judge.Breach, e.Headline.Verdict)
	assert.Equal(t, 8, e.Headline.Scenarios)
	assert.Equal(t, e.Headline.Claims, e.Headline.ClaimsSupport+e.Headline.ClaimsOpen+e.Headline.ClaimsAgainst)
	assert.NotEmpty(t, e.Limits)
}

func TestAHazardIsMeasuredByRunsNotByChecks(t *testing.T) {
	in := evidencetest.Inputs()
	for i := range in.Outcomes {
		for j := range in.Outcomes[i].Exposures {
			in.Outcomes[i].Exposures[j].Exposures *= 4 // four checks in each run
		}
	}
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	h := row(t, e, "HZ-ALL-01")
	assert.Equal(t, 2995+120, h.Measured.Exposures, "both scenarios that name it, a run each")
	assert.Equal(t, []string{"allergy/penicillin-order-select", "allergy/free-text"}, h.Scenarios)
	assert.Equal(t, "very-low", h.Suggested.Likelihood)
}

func TestWhatWasNotTestedSaysWhy(t *testing.T) {
	e := sample(t)
	why := map[string]string{}
	for _, o := range e.NotTested {
		why[o.What] = o.Why
	}
	assert.Equal(t, "Needs people at a screen; no mock can stand in for them.", why["HZ-USE-01 A card is read as a reassurance"])
	assert.Equal(t, "No scenario names this hazard yet.", why["HZ-NEW-01 Fails after midnight on a clock change"])
	assert.Contains(t, why["HZ-IDN-02 An outdated record is used"], "no run reached it")
	assert.Contains(t, why["Scenario identity/stale-record"], "never happened")
	assert.Contains(t, why, "The prescriber's screen")
}

func TestTheFirstFailingRunIsToldInWords(t *testing.T) {
	e := sample(t)
	var f *reports.Failure
	for _, s := range e.Scenarios {
		if s.ID == "allergy/record-unavailable" {
			f = s.Failure
		}
		if s.Verdict == judge.Pass {
			assert.Nil(t, s.Failure, s.ID)
		}
	}
	require.NotNil(t, f)
	assert.Equal(t, "allergy/record-unavailable/00296", f.Run, "the first of the three")
	assert.Equal(t, "A woman of 71, ethnic category White British, deprivation quintile 2.", f.Patient)
	assert.Contains(t, f.Facts, "Allergies in truth: penicillin; in the record: none")
	assert.Equal(t, []string{"allergy penicillin"}, f.Given)
	require.Len(t, f.Wire, 2)
	assert.Equal(t, "GET /records/FHIR/R4/AllergyIntolerance?patient=5b1e", f.Wire[1].Line)
	assert.Equal(t, []string{"record-down"}, f.Wire[1].Faults)
	assert.JSONEq(t, `{"cards":[],"status":200}`, f.Answer)
	assert.Contains(t, f.Rerun, f.Run)
}

func TestEveryVerdictIsCountedAndEveryRunOnce(t *testing.T) {
	e := sample(t)
	total := 0
	for i, c := range e.Verdicts {
		assert.Equal(t, judge.Verdict(i), c.Verdict)
		total += c.Count
	}
	assert.Equal(t, e.Headline.Runs, total)
}

func TestTheScoreOfThePackHasAnInterval(t *testing.T) {
	e := sample(t)
	require.NotNil(t, e.Kill)
	assert.Equal(t, 4, e.Kill.Caught)
	assert.InDelta(t, 0.8, e.Kill.Score, 1e-12)
	assert.InDelta(t, 0.2836, e.Kill.Interval.Lower, 1e-3, "four of five leave a great deal open")
	in := evidencetest.Inputs()
	in.Kill = nil
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	assert.Nil(t, e.Kill)
}

func TestAnEnginesDigestIsPlainHex(t *testing.T) {
	in := evidencetest.Inputs()
	want := in.Identity.Digest
	in.Identity.Digest = "sha256:" + want
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	assert.Equal(t, want, e.Product.Digest)
}

func TestAssemblyIsPure(t *testing.T) {
	var one, two bytes.Buffer
	a, b := sample(t), sample(t)
	require.NoError(t, reports.WriteJSON(&one, &a))
	require.NoError(t, reports.WriteJSON(&two, &b))
	assert.Equal(t, one.String(), two.String())
}

func TestWhatCannotBeAssembledIsRefused(t *testing.T) {
	_, err := reports.Assemble(reports.Inputs{})
	assert.ErrorContains(t, err, "a pack with at least one scenario is needed")

	in := evidencetest.Inputs()
	in.Outcomes = in.Outcomes[1:]
	_, err = reports.Assemble(in)
	assert.ErrorContains(t, err, "scenario allergy/penicillin-order-select was not judged")

	in = evidencetest.Inputs()
	in.HazardLog.Hazards[0].Severity = "dreadful"
	_, err = reports.Assemble(in)
	assert.ErrorContains(t, err, `assess hazard HZ-ALL-01: severity "dreadful"`)

	in = evidencetest.Inputs()
	in.Runs = func(string, string) (*trace.Run, error) { return nil, errors.New("the trace is gone") }
	_, err = reports.Assemble(in)
	assert.ErrorContains(t, err, "the trace is gone")
}

func TestWithoutAHazardLogNothingIsCovered(t *testing.T) {
	in := evidencetest.Inputs()
	in.HazardLog = nil
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	assert.Zero(t, e.Headline.Hazards)
	assert.Equal(t, "All hazards", e.NotTested[0].What)
}
