package reports

import (
	"fmt"

	"sandpiper/harness"
	"sandpiper/reports/stats"
)

// KillMatrix says which scenario caught which seeded bug, with what so few bugs leave open about the score. It is a
// test of the pack, not of the product: the bugs are those that somebody thought of.
type KillMatrix struct {
	harness.KillMatrix
	Interval stats.Interval `json:"interval"` // exact two-sided 95 % interval of the score
}

// weighed adds the interval; nil without bugs.
func weighed(m *harness.KillMatrix) (*KillMatrix, error) {
	if m == nil || m.Total == 0 {
		return nil, nil
	}
	interval, err := stats.ClopperPearson(m.Caught, m.Total, 0.95)
	if err != nil {
		return nil, fmt.Errorf("weigh the kill matrix: %w", err)
	}
	return &KillMatrix{KillMatrix: *m, Interval: interval}, nil
}
