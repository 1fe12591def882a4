package judge

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Upper is the exact one-sided upper bound of Clopper and Pearson (1934) for x events in n exposures: the rate at which x or
// fewer events would have a chance of 1-conf. It is 1 when x is n or when there were no exposures.
func Upper(x, n int, conf float64) float64 {
	switch {
	case n <= 0 || x >= n:
		return 1
	case x <= 0:
		return -math.Expm1(math.Log1p(-conf) / float64(n)) // 1-(1-conf)^(1/n), without losing digits
	}
	return distuv.Beta{Alpha: float64(x) + 1, Beta: float64(n - x)}.Quantile(conf)
}

// Lower is the exact one-sided lower bound for x events in n exposures: the rate at which x or more events would have a
// chance of 1-conf. It is 0 when there were no events.
func Lower(x, n int, conf float64) float64 {
	switch {
	case n <= 0 || x <= 0:
		return 0
	case x >= n:
		return math.Exp(math.Log1p(-conf) / float64(n))
	}
	return distuv.Beta{Alpha: float64(x), Beta: float64(n-x) + 1}.Quantile(1 - conf)
}

// MoreWithout is how many further exposures, all without an event, would bring the upper bound down to atMost. It is 0 when
// the bound is there already, and -1 when no number that anybody could play (a thousand million) would.
func MoreWithout(x, n int, atMost, conf float64) int {
	if Upper(x, n, conf) <= atMost {
		return 0
	}
	const most = 1_000_000_000
	if atMost <= 0 || Upper(x, n+most, conf) > atMost {
		return -1
	}
	low, high := 0, 1
	for Upper(x, n+high, conf) > atMost {
		low, high = high, min(high*2, most)
	}
	for high-low > 1 {
		if mid := low + (high-low)/2; Upper(x, n+mid, conf) > atMost {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
