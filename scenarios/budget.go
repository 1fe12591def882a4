package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Budget is the limits of a measure, one for each statistic.
type Budget []Limit

// Limit is the largest value that a statistic of a measure may have.
type Limit struct {
	Pos
	Stat string  // p50, p90, p95, p99, max or mean
	Most float64 // in Unit
	Unit string  // "ms" for lengths of time, empty for plain numbers
}

// Stats lists the statistics that a budget may limit.
func (Budget) Stats() []string { return []string{"mean", "p50", "p90", "p95", "p99", "max"} }

// String is the limit in words: "p95 at most 500 ms".
func (l Limit) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s at most %s %s", l.Stat, strconv.FormatFloat(l.Most, 'f', -1, 64), l.Unit))
}

// Amount turns what a measure gives into the number that a Limit is held against: lengths of time into milliseconds.
func Amount(v any) (float64, bool) {
	switch x := v.(type) {
	case time.Duration:
		return float64(x) / float64(time.Millisecond), true
	case float64:
		return x, true
	case int64:
		return float64(x), true
	case uint64:
		return float64(x), true
	case int:
		return float64(x), true
	}
	return 0, false
}

// parseLimit reads 500ms, PT0.5S or a number.
func parseLimit(s string) (most float64, unit string, err error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, "", nil
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		ms, _ := Amount(d)
		return ms, "ms", nil
	}
	if d, err := ParseDuration(s); err == nil {
		if exact, ok := d.Clock(); ok && exact > 0 {
			ms, _ := Amount(exact)
			return ms, "ms", nil
		}
	}
	return 0, "", fmt.Errorf("%q is not a limit such as 500ms, PT0.5S or 12", s)
}
