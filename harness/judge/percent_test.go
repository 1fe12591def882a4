package judge_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/harness/judge"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		rate     float64
		up, down string
	}{
		{judge.Upper(0, 301, 0.95), "0.991 %", "0.99 %"},
		{judge.Upper(0, 299, 0.95), "0.997 %", "0.996 %"},
		{0.010001, "1.01 %", "1 %"},
		{0.020000000000000004, "2 %", "2 %"},
		{0.0099999, "1 %", "0.999 %"},
		{0.99951, "100 %", "99.9 %"},
		{0, "0 %", "0 %"},
		{1, "100 %", "100 %"},
		{0.0001, "0.01 %", "0.01 %"},
	} {
		assert.Equal(t, c.up, judge.PercentUp(c.rate), "%v upwards", c.rate)
		assert.Equal(t, c.down, judge.PercentDown(c.rate), "%v downwards", c.rate)
	}
}

// Whatever the bound, print never makes it look better than it is, nor more than a digit worse.
func TestPercentNeverClaimsMoreThanTheBound(t *testing.T) {
	read := func(t *rapid.T, text string) float64 {
		v, err := strconv.ParseFloat(strings.TrimSuffix(text, " %"), 64)
		require.NoError(t, err)
		return v / 100
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		x := rapid.IntRange(0, min(n, 40)).Draw(t, "x")
		upper, lower := judge.Upper(x, n, 0.95), judge.Lower(x, n, 0.95)
		up, down := read(t, judge.PercentUp(upper)), read(t, judge.PercentDown(lower))
		assert.GreaterOrEqual(t, up, upper*(1-1e-11))
		assert.LessOrEqual(t, up, upper*1.0101)
		assert.LessOrEqual(t, down, lower*(1+1e-11))
		assert.GreaterOrEqual(t, down, lower*0.99)
	})
}

func TestAClaimPrintsItsBoundRoundedUp(t *testing.T) {
	good := told{alert: true, carded: true, fired: true, status: 200}
	o, _ := judged(t, load(t, ""), record(t, many(301, good)...))
	assert.Equal(t, "0 in 301 orders: upper bound 0.991 % is at most 1 %", o.Claims[0].Detail)
}
