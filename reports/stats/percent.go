package stats

import (
	"math"

	"sandpiper/harness/judge"
)

// Percent writes a rate for a reader, to three significant digits: 0.0295 is "2.95 %". A rate that is not zero is
// never printed as zero, and one that is not 1 never as 100 %.
func Percent(rate float64) string { return percent(rate, judge.Percent) }

// PercentUp writes an upper bound for a reader. It rounds up, so that print never claims more than the sum does:
// 0.009969 is "0.997 %".
func PercentUp(bound float64) string { return percent(bound, judge.PercentUp) }

// percent prints a rate as verdicts do, and keeps what is not a whole from being printed as one.
func percent(rate float64, write func(float64) string) string {
	switch {
	case math.IsNaN(rate):
		return "not measured"
	case rate >= 1:
		return "100 %"
	}
	if text := write(rate); text != "100 %" {
		return text
	}
	return "over 99.9 %"
}
