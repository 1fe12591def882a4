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

// Verdicts roll up as error > breach > fail > disputed > inconclusive > vacuous > blocked > skipped > pass. Only a skip beside something
// that was judged counts for nothing, because what was left out says nothing about what was seen.
func TestOrderOfVerdicts(t *testing.T) {
	order := []judge.Verdict{judge.Error, judge.Breach, judge.Fail, judge.Disputed, judge.Inconclusive, judge.Vacuous, judge.Blocked, judge.Skipped, judge.Pass}
	for i, worse := range order {
		for _, better := range order[i+1:] {
			assert.Greater(t, worse, better)
			want := worse
			if worse == judge.Skipped {
				want = better
			}
			assert.Equal(t, want, judge.Worst(better, worse), "%s beside %s", better, worse)
		}
	}
}
