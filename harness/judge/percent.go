package judge

import (
	"math"
	"strconv"
	"strings"
)

// PercentUp prints an upper bound with three significant digits, rounded up, so that print never claims more than the sum
// does: 0.0098045 is "0.981 %".
func PercentUp(bound float64) string { return threeDigits(bound, math.Ceil, -hair) }

// PercentDown prints a lower bound with three significant digits, rounded down, for the same reason.
func PercentDown(bound float64) string { return threeDigits(bound, math.Floor, hair) }

// Percent prints a rate that was seen or chosen, to the nearest: 0.997 %, 2.95 %, 0.01 %.
func Percent(rate float64) string { return threeDigits(rate, math.Round, 0) }

// hair is the slack, in units of the last digit printed, that keeps 2 % held as 0.020000000000000004 from becoming 2.01 %.
const hair = 1e-9

func threeDigits(rate float64, round func(float64) float64, slack float64) string {
	p := rate * 100
	if !(p > 0) {
		return "0 %"
	}
	decimals := 2 - int(math.Floor(math.Log10(p)))
	scale := math.Pow10(decimals)
	text := strconv.FormatFloat(round(p*scale+slack)/scale, 'f', max(decimals, 0), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + " %"
}
