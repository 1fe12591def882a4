package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a range of rates, as fractions in [0,1], with both ends included.
type Interval struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Contains tells whether rate p lies in the interval.
func (i Interval) Contains(p float64) bool { return i.Lower <= p && p <= i.Upper }

// Upper is the exact one-sided upper bound of Clopper and Pearson (Biometrika 1934) on the rate of an event seen
// events times in n exposures. Upper(0, 299, 0.95) is 0.00997: the runs leave open any rate up to that.
func Upper(events, n int, confidence float64) (float64, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("upper bound: %w", err)
	}
	return betaQuantile(float64(events)+1, float64(n-events), confidence), nil
}

// Lower is the exact one-sided lower bound of Clopper and Pearson.
func Lower(events, n int, confidence float64) (float64, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("lower bound: %w", err)
	}
	return betaQuantile(float64(events), float64(n-events)+1, 1-confidence), nil
}

// ClopperPearson is the exact two-sided interval, with half of the error on either side. At no true rate does it
// cover less often than confidence says.
func ClopperPearson(events, n int, confidence float64) (Interval, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return Interval{}, fmt.Errorf("exact interval: %w", err)
	}
	tail := (1 - confidence) / 2
	return Interval{
		Lower: betaQuantile(float64(events), float64(n-events)+1, tail),
		Upper: betaQuantile(float64(events)+1, float64(n-events), 1-tail),
	}, nil
}

// Wilson is the score interval (Wilson, JASA 1927), for describing a rate rather than for bounding harm.
func Wilson(events, n int, confidence float64) (Interval, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return Interval{}, fmt.Errorf("score interval: %w", err)
	}
	z := distuv.UnitNormal.Quantile(1 - (1-confidence)/2)
	size, rate := float64(n), float64(events)/float64(n)
	shrink := 1 + z*z/size
	middle := (rate + z*z/(2*size)) / shrink
	half := z / shrink * math.Sqrt(rate*(1-rate)/size+z*z/(4*size*size))
	interval := Interval{Lower: max(0, middle-half), Upper: min(1, middle+half)}
	// At the ends the algebra gives exactly 0 or 1; rounding would leave a stray 1e-18.
	if events == 0 {
		interval.Lower = 0
	}
	if events == n {
		interval.Upper = 1
	}
	return interval, nil
}

// Jeffreys is the equal-tailed interval of Beta(events+½, n−events+½), with the usual convention that it reaches
// 0 when nothing happened and 1 when it always happened (Brown, Cai and DasGupta, Statistical Science 2001).
func Jeffreys(events, n int, confidence float64) (Interval, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return Interval{}, fmt.Errorf("jeffreys interval: %w", err)
	}
	tail := (1 - confidence) / 2
	a, b := float64(events)+0.5, float64(n-events)+0.5
	interval := Interval{Lower: betaQuantile(a, b, tail), Upper: betaQuantile(a, b, 1-tail)}
	if events == 0 {
		interval.Lower = 0
	}
	if events == n {
		interval.Upper = 1
	}
	return interval, nil
}

// betaQuantile inverts the distribution function of Beta(a, b). The degenerate ends (a or b of 0) and the two
// cases with a closed form are taken directly, because they are the ones that every clean run meets.
func betaQuantile(a, b, p float64) float64 {
	switch {
	case a <= 0:
		return 0
	case b <= 0:
		return 1
	case a == 1:
		return -math.Expm1(math.Log1p(-p) / b)
	case b == 1:
		return math.Exp(math.Log(p) / a)
	}
	if q := mathext.InvRegIncBeta(a, b, p); !math.IsNaN(q) && math.Abs(mathext.RegIncBeta(a, b, q)-p) < 1e-9 {
		return q
	}
	return bisectBeta(a, b, p)
}

// bisectBeta is the slow and certain way, for shapes on which the library's search does not settle.
func bisectBeta(a, b, p float64) float64 {
	low, high := 0.0, 1.0
	for range 200 {
		middle := low + (high-low)/2
		if mathext.RegIncBeta(a, b, middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// checkCounts names the first argument that no rate can be made of.
func checkCounts(events, n int, confidence float64) error {
	switch {
	case n < 1:
		return fmt.Errorf("%d exposures: a rate needs at least one", n)
	case events < 0 || events > n:
		return fmt.Errorf("%d events in %d exposures: events must lie between 0 and the exposures", events, n)
	case !(confidence > 0 && confidence < 1):
		return fmt.Errorf("confidence %v: it must lie between 0 and 1", confidence)
	}
	return nil
}
