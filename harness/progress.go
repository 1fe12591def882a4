package harness

import (
	"sync"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
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

// done counts one run. Its verdict is worked out here only if somebody wants to hear it: findings come from the traces.
func (d *progressDesk) done(c *judge.Case, run *trace.Run) error {
	scenario, v := run.Scenario, judge.Pass
	if d.tell != nil {
		r, err := c.Run(run)
		if err != nil {
			return err
		}
		v = r.Verdict.Verdict
	}
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
	return nil
}

func (d *progressDesk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}
