package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"sandpiper/harness/judge"
)

// Interval is a range of rates, as fractions in [0,1], with both ends included.
type Interval struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Contains tells whether rate p lies in the interval.
func (i Interval) Contains(p float64) bool { return i.Lower <= p && p <= i.Upper }

// Upper is the exact one-sided upper bound of Clopper and Pearson (Biometrika 1934) on the rate of an event seen
// events times in n exposures. Upper(0, 299, 0.95) is 0.00997: the runs leave open any rate up to that. The sum is
// judge.Upper, so that a report can never disagree with the verdict that it prints.
func Upper(events, n int, confidence float64) (float64, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("upper bound: %w", err)
	}
	return judge.Upper(events, n, confidence), nil
}

// Lower is the exact one-sided lower bound of Clopper and Pearson.
func Lower(events, n int, confidence float64) (float64, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("lower bound: %w", err)
	}
	return judge.Lower(events, n, confidence), nil
}

// ClopperPearson is the exact two-sided interval, with half of the error on either side. At no true rate does it
// cover less often than confidence says.
func ClopperPearson(events, n int, confidence float64) (Interval, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return Interval{}, fmt.Errorf("exact interval: %w", err)
	}
	tail := (1 - confidence) / 2
	return Interval{Lower: judge.Lower(events, n, 1-tail), Upper: judge.Upper(events, n, 1-tail)}, nil
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
	posterior := distuv.Beta{Alpha: float64(events) + 0.5, Beta: float64(n-events) + 0.5}
	interval := Interval{Lower: posterior.Quantile(tail), Upper: posterior.Quantile(1 - tail)}
	if events == 0 {
		interval.Lower = 0
	}
	if events == n {
		interval.Upper = 1
	}
	return interval, nil
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
