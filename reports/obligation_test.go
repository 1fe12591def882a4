package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/evidencetest"
)

// What others ask for has the worst verdict of the scenarios that answer to it, and their runs together.
func TestObligationsAreThoseThatScenariosName(t *testing.T) {
	in := evidencetest.Inputs()
	first, second := in.Scenarios[0], in.Scenarios[1]
	first.Covers.Obligations = []string{"b/second", "a/first"}
	second.Covers.Obligations = []string{"a/first"}
	for _, s := range in.Scenarios[2:] {
		s.Covers.Obligations = nil
	}
	e, err := reports.Assemble(in)
	require.NoError(t, err)
	require.Len(t, e.Duties, 2)
	assert.Equal(t, "a/first", e.Duties[0].ID)
	assert.Equal(t, "b/second", e.Duties[1].ID)
	require.Len(t, e.Duties[0].Scenarios, 2)
	one, two := e.Duties[0].Scenarios[0], e.Duties[0].Scenarios[1]
	assert.Equal(t, []string{first.ID, second.ID}, []string{one.ID, two.ID})
	assert.Equal(t, first.Title, one.Title)
	assert.Equal(t, judge.Worst(one.Verdict, two.Verdict), e.Duties[0].Verdict)
	assert.Equal(t, one.Runs+two.Runs, e.Duties[0].Runs)
	assert.Equal(t, []reports.Answering{one}, e.Duties[1].Scenarios)
}
