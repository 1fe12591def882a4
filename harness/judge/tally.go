package judge

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// Tally adds runs up to what they say together. It holds no run: of each it keeps a line, what did not pass, and a place in the
// scales of every claim. It is for one goroutine.
type Tally struct {
	c        *Case
	digest   string
	out      Outcome
	checks   []map[Verdict]int
	hazards  map[string]*Exposure
	faults   map[string]*FaultCount
	exposed  [][]exposed // by claim
	without  []int       // runs without evidence, by claim
	measures map[int][]float64
}

// NewTally starts a count for a scenario whose file has the digest.
func NewTally(s *scenarios.Scenario, digest string) *Tally {
	c := NewCase(s)
	t := &Tally{c: c, digest: digest, hazards: map[string]*Exposure{}, faults: map[string]*FaultCount{}, measures: map[int][]float64{},
		checks: make([]map[Verdict]int, len(c.refs)), exposed: make([][]exposed, len(c.claims)), without: make([]int, len(c.claims))}
	for i := range t.checks {
		t.checks[i] = map[Verdict]int{}
	}
	t.out = Outcome{Scenario: s.ID, Title: s.Title, Digest: digest, Runs: []RunVerdict{}, Checks: []CheckCount{}, Claims: []ClaimResult{},
		Exposures: []Exposure{}, Faults: []FaultCount{}, Findings: []Finding{}}
	return t
}

// Add judges a run and counts it. Runs come in the order of their index.
func (t *Tally) Add(run *trace.Run) error {
	r, err := t.c.Run(run)
	if err != nil {
		return err
	}
	t.out.Runs = append(t.out.Runs, r.Verdict)
	hit := map[string]*Exposure{}
	for _, f := range r.Findings {
		if f.Check >= 0 {
			t.checks[f.Check][f.Verdict]++
		}
		if f.Verdict != Pass && f.Verdict != Skipped {
			t.out.Findings = append(t.out.Findings, f)
		}
		if f.Hazard != "" && (f.Verdict == Pass || f.Verdict == Breach) && f.Kind != string(scenarios.Measure) {
			t.expose(f, hit)
		}
	}
	for _, h := range hit {
		if h.Runs = 1; h.Breaches > 0 {
			h.RunsHit = 1
		}
		total := t.hazards[h.Hazard]
		if total == nil {
			total = &Exposure{Hazard: h.Hazard}
			t.hazards[h.Hazard] = total
		}
		total.Exposures += h.Exposures
		total.Breaches += h.Breaches
		total.Runs += h.Runs
		total.RunsHit += h.RunsHit
	}
	t.strikes(r)
	for _, m := range r.Measures {
		t.measures[m.Check] = append(t.measures[m.Check], m.Value)
	}
	for i, w := range r.claims {
		switch {
		case w.noEvidence:
			t.without[i]++
		case w.exposed:
			t.exposed[i] = append(t.exposed[i], exposed{w.event, w.groups})
		}
	}
	return nil
}

func (t *Tally) expose(f Finding, hit map[string]*Exposure) {
	h := hit[f.Hazard]
	if h == nil {
		h = &Exposure{Hazard: f.Hazard}
		hit[f.Hazard] = h
	}
	h.Exposures++
	if f.Verdict == Breach {
		h.Breaches++
	}
}

func (t *Tally) strikes(r *RunResult) {
	counted := map[string]bool{}
	for _, rule := range r.Rules {
		if counted[rule.ID] {
			continue
		}
		counted[rule.ID] = true
		n := t.faults[rule.ID]
		if n == nil {
			n = &FaultCount{Rule: rule.ID, Printed: rule.Printed, Hazard: rule.Hazard}
			t.faults[rule.ID] = n
		}
		n.Runs++
		n.Fired += r.Fired[rule.ID]
		if r.Fired[rule.ID] > 0 {
			n.RunsHit++
		}
	}
}

// Outcome is what the runs so far say. It may be asked for once.
func (t *Tally) Outcome() Outcome {
	verdicts := make([]Verdict, 0, len(t.out.Runs))
	for _, r := range t.out.Runs {
		verdicts = append(verdicts, r.Verdict)
	}
	verdicts = append(verdicts, t.budgets()...)
	for i := range t.c.refs {
		t.out.Checks = append(t.out.Checks, t.count(i))
	}
	for i := range t.c.claims {
		c := t.claim(i)
		t.out.Claims = append(t.out.Claims, c)
		verdicts = append(verdicts, c.Verdict)
	}
	for _, id := range sortedKeys(t.hazards) {
		t.out.Exposures = append(t.out.Exposures, *t.hazards[id])
	}
	for _, id := range sortedKeys(t.faults) {
		f := *t.faults[id]
		t.out.Faults = append(t.out.Faults, f)
		if f.Fired == 0 {
			verdicts = append(verdicts, Vacuous)
			t.out.Findings = append(t.out.Findings, Finding{Scenario: t.out.Scenario, RunIndex: -1, Check: -1, Kind: "fault", Source: f.Printed, Verdict: Vacuous,
				Hazard: f.Hazard, Detail: fmt.Sprintf("the fault %s struck in none of %d runs", id, f.Runs), Pos: pos(t.c.scenario.Pos)})
		}
	}
	t.out.Verdict = Worst(verdicts...)
	slices.SortStableFunc(t.out.Findings, Finding.compare)
	return t.out
}

func (t *Tally) count(i int) CheckCount {
	f := t.c.finding(&trace.Run{}, i)
	n := CheckCount{Index: i, Step: f.Step, Kind: f.Kind, Source: f.Source, Where: f.Where, Why: f.Why, Hazard: f.Hazard, Pos: f.Pos, Counts: map[string]int{}}
	var all []Verdict
	for v, times := range t.checks[i] {
		n.Counts[v.String()] = times
		all = append(all, v)
	}
	n.Verdict = Worst(all...)
	if len(all) > 0 && slices.Max(all) == Skipped {
		n.Verdict = Skipped
	}
	return n
}

func (t *Tally) claim(i int) ClaimResult {
	c := t.c.claims[i].claim
	r := ClaimResult{ID: c.ID, Per: c.Per, Where: c.Where.Source, Event: c.Event.Source, AtMost: c.AtMost, Confidence: cmp.Or(c.Confidence, 0.95),
		NoEvidence: t.without[i], Pos: pos(c.Pos)}
	weigh(&r, t.exposed[i], c.By)
	return r
}

// Judge judges a whole trace of a scenario whose file has the digest. It holds one run at a time. The measures are what the
// scenario's measure checks gave, for whoever keeps figures of wall time.
func Judge(s *scenarios.Scenario, digest string, runs iter.Seq2[*trace.Run, error]) (Outcome, []Measurement, error) {
	t := NewTally(s, digest)
	for run, err := range runs {
		if err != nil {
			return Outcome{}, nil, fmt.Errorf("judge %s: %w", s.ID, err)
		}
		if err := t.Add(run); err != nil {
			return Outcome{}, nil, err
		}
	}
	out := t.Outcome()
	return out, t.Measurements(), nil
}
