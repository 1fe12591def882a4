package stats

import (
	"fmt"
	"math"

	"sandpiper/harness/judge"
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
	if err := checkCounts(events, n, confidence); err != nil {
		return 0, fmt.Errorf("further runs: %w", err)
	}
	more := judge.MoreWithout(events, n, limit, confidence)
	if more < 0 {
		return 0, fmt.Errorf("further runs: %d events in %d with limit %v need more than %d", events, n, limit, mostRuns)
	}
	return more, nil
}
