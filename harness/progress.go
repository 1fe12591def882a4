package harness

import (
	"sync"

	"sandpiper/harness/judge"
)

// progressDesk counts runs as they end and tells whoever wants to know.
type progressDesk struct {
	mu      sync.Mutex
	tell    func(Progress)
	total   int
	ended   int
	resumed int
	counts  map[string]map[string]int
}

// skip counts runs that an earlier process has played.
func (d *progressDesk) skip(runs int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended += runs
	d.resumed += runs
}

// done counts one run.
func (d *progressDesk) done(scenario string, v judge.Verdict) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended++
	if d.counts[scenario] == nil {
		d.counts[scenario] = map[string]int{}
	}
	d.counts[scenario][v.String()]++
	if d.tell != nil {
		d.tell(Progress{Scenario: scenario, Done: d.ended, Total: d.total, Resumed: d.resumed, Verdict: v, Counts: d.counts})
	}
}

func (d *progressDesk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}
