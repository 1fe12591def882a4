package judge_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/judge"
)

func TestWorst(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []judge.Verdict
		want judge.Verdict
	}{
		{"nothing shows nothing", nil, judge.Vacuous},
		{"only skips", []judge.Verdict{judge.Skipped, judge.Skipped}, judge.Vacuous},
		{"a skip beside a pass", []judge.Verdict{judge.Pass, judge.Skipped}, judge.Pass},
		{"blocked beats pass", []judge.Verdict{judge.Pass, judge.Blocked}, judge.Blocked},
		{"vacuous beats blocked", []judge.Verdict{judge.Vacuous, judge.Blocked}, judge.Vacuous},
		{"breach beats fail", []judge.Verdict{judge.Breach, judge.Fail, judge.Pass}, judge.Breach},
		{"error beats all", []judge.Verdict{judge.Breach, judge.Error, judge.Disputed, judge.Inconclusive}, judge.Error},
	} {
		assert.Equal(t, c.want, judge.Worst(c.in...), c.name)
	}
}

func TestVerdictText(t *testing.T) {
	for v := judge.Pass; v <= judge.Error; v++ {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		var back judge.Verdict
		require.NoError(t, json.Unmarshal(raw, &back))
		assert.Equal(t, v, back)
	}
	var v judge.Verdict
	require.ErrorContains(t, json.Unmarshal([]byte(`"passed"`), &v), `"passed" is no verdict`)
}
