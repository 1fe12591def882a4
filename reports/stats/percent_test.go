package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/reports/stats"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		rate        float64
		nearest, up string
	}{
		{0, "0 %", "0 %"},
		{1, "100 %", "100 %"},
		{0.01, "1 %", "1 %"},
		{0.1 + 0.2, "30 %", "30 %"},
		{0.0099692, "0.997 %", "0.997 %"},
		{0.0029912, "0.299 %", "0.3 %"},
		{0.02951, "2.95 %", "2.96 %"},
		{0.3678, "36.8 %", "36.8 %"},
		{0.999999, "over 99.9 %", "over 99.9 %"},
		{1e-9, "0.0000001 %", "0.0000001 %"},
		{math.NaN(), "not measured", "not measured"},
	} {
		assert.Equal(t, c.nearest, stats.Percent(c.rate), "%v", c.rate)
		assert.Equal(t, c.up, stats.PercentUp(c.rate), "%v upwards", c.rate)
	}
}
