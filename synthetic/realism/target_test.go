package realism_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/realism"
)

func rowID(n int) string { return fmt.Sprintf("P%d", n) }

func toJSON(t *testing.T, b *realism.Board) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, realism.JSON(&out, b))
	return out.String()
}

func TestMiss(t *testing.T) {
	for _, c := range []struct {
		target realism.Target
		ours   float64
		want   float64
		words  string
	}{
		{realism.Target{Rule: "at-most", Value: 0.25}, 0.2, 0, "≤ 0.25"},
		{realism.Target{Rule: "at-most", Value: 0.25}, 0.75, 0.5, "≤ 0.25"},
		{realism.Target{Rule: "at-least", Value: 18}, 18, 0, "≥ 18"},
		{realism.Target{Rule: "at-least", Value: 18}, 15, 3, "≥ 18"},
		{realism.Target{Rule: "within", Value: 2, Tolerance: 0.5}, 2.5, 0, "2 ± 0.5"},
		{realism.Target{Rule: "within", Value: 2, Tolerance: 0.5}, 1, 0.5, "2 ± 0.5"},
		{realism.Target{}, 77, 0, ""},
	} {
		assert.InDelta(t, c.want, c.target.Miss(realism.Figure(c.ours)), 1e-12)
		assert.Equal(t, c.words, c.target.String())
	}
	assert.True(t, math.IsNaN(realism.Target{Rule: "at-most"}.Miss(realism.Unknown())))
}

func TestFiguresRoundTripAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := realism.Figure(rapid.Float64Range(-1e6, 1e6).Draw(t, "figure"))
		if rapid.Bool().Draw(t, "unknown") {
			f = realism.Unknown()
		}
		text, err := json.Marshal(f)
		require.NoError(t, err)
		var back realism.Figure
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, f.Known(), back.Known())
		if f.Known() {
			require.InDelta(t, float64(f), float64(back), 1e-6)
		}
	})
}
