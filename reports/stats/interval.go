package stats

import (
	"fmt"

	"sandpiper/harness/judge"
)

// Interval is a range of rates, as fractions in [0,1], with both ends included.
type Interval struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Upper is the exact one-sided upper bound of Clopper and Pearson (Biometrika 1934) on the rate of an event seen
// events times in n exposures. Upper(0, 299, 0.95) is 0.00997: the runs leave open any rate up to that. The sum is
// judge.Upper, so that a report can never disagree with the verdict that it prints.
func Upper(events, n int, confidence float64) (float64, error) {
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("upper bound: %w", err)
	}
	return judge.Upper(events, n, confidence), nil
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
