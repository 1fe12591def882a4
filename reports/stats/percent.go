package stats

import (
	"math"
	"strconv"
	"strings"
)

// Percent writes a rate for a reader, to three significant digits: 0.0295 is "2.95 %". A rate that is not zero is
// never printed as zero, and one that is not 1 never as 100 %.
func Percent(rate float64) string { return percent(rate, math.Round) }

// PercentUp writes an upper bound for a reader. It rounds up, so that print never claims more than the sum does:
// 0.009969 is "0.997 %".
func PercentUp(bound float64) string {
	// The hair of slack keeps 2 % held as 0.020000000000000004 from being printed as 2.01 %.
	return percent(bound, func(v float64) float64 { return math.Ceil(v - 1e-9) })
}

func percent(rate float64, round func(float64) float64) string {
	p := rate * 100
	switch {
	case math.IsNaN(p):
		return "not measured"
	case p <= 0:
		return "0 %"
	case p >= 100:
		return "100 %"
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(p))))
	scale := math.Pow10(decimals)
	rounded := round(p*scale) / scale
	if rounded >= 100 {
		return "over 99.9 %"
	}
	text := strconv.FormatFloat(rounded, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + " %"
}
