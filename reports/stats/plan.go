package stats

import (
	"fmt"
	"math"
)

// mostRuns is where planning gives up: a claim that needs more than a thousand million runs is not testable here.
const mostRuns = 1_000_000_000

// ZeroFailureN is the number of exposures without a single event that shows a rate of at most limit:
// ⌈ln(1−confidence) / ln(1−limit)⌉. At 95 %, a limit of 1 % needs 299 and 0.1 % needs 2,995.
func ZeroFailureN(limit, confidence float64) (int, error) {
	if !(limit > 0 && limit < 1) {
		return 0, fmt.Errorf("runs without an event: limit %v: it must lie between 0 and 1", limit)
	}
	if !(confidence > 0 && confidence < 1) {
		return 0, fmt.Errorf("runs without an event: confidence %v: it must lie between 0 and 1", confidence)
	}
	n := math.Ceil(math.Log1p(-confidence) / math.Log1p(-limit))
	if n > mostRuns {
		return 0, fmt.Errorf("runs without an event: limit %v needs more than %d", limit, mostRuns)
	}
	return max(1, int(n)), nil
}

// MoreRuns is how many further exposures, all without an event, would bring the upper bound down to limit. It is
// 0 when the bound is there already. n may be 0: then it is ZeroFailureN.
func MoreRuns(events, n int, limit, confidence float64) (int, error) {
	if n == 0 && events == 0 {
		return ZeroFailureN(limit, confidence)
	}
	if !(limit > 0 && limit < 1) {
		return 0, fmt.Errorf("further runs: limit %v: it must lie between 0 and 1", limit)
	}
	reached := func(size int) (bool, error) {
		bound, err := Upper(events, size, confidence)
		return bound <= limit, err
	}
	done, err := reached(n)
	if err != nil {
		return 0, fmt.Errorf("further runs: %w", err)
	}
	if done {
		return 0, nil
	}
	// The bound falls as the size grows, so double until it is low enough and then halve the gap.
	low, high := n, n*2
	for {
		if high > mostRuns {
			return 0, fmt.Errorf("further runs: %d events in %d with limit %v need more than %d", events, n, limit, mostRuns)
		}
		if done, err = reached(high); err != nil {
			return 0, fmt.Errorf("further runs: %w", err)
		}
		if done {
			break
		}
		low, high = high, high*2
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if done, err = reached(middle); err != nil {
			return 0, fmt.Errorf("further runs: %w", err)
		}
		if done {
			high = middle
		} else {
			low = middle
		}
	}
	return high - n, nil
}
