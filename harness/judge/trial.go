package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// RunResult is what judging one run gives.
type RunResult struct {
	Verdict  RunVerdict
	Findings []Finding      // every check, passes and skips included
	Measures []Measured     // what the measures of this run gave, on wall time
	Fired    map[string]int // strikes of each fault rule, by id
	Rules    []trace.Rule   // that could strike
	claims   []weighed      // one for each claim of the scenario
}

// Measured is one value of a measure.
type Measured struct {
	Check int
	Value float64 // milliseconds for lengths of time
}

// weighed is a run as one claim sees it.
type weighed struct {
	exposed, event bool
	noEvidence     bool              // it should have been an exposure, but nothing was seen
	groups         map[string]string // of an exposure: what its rate may be split by
}

// trial is the judging of one run.
type trial struct {
	*Case
	run     *trace.Run
	start   trace.Start
	end     trace.End
	scope   *Scope
	result  *RunResult
	seen    map[int]bool // checks with a finding
	unasked map[int]bool // checks that some turn did not ask
}

// hear goes through the events once, judging each step's checks when the step is over, and then those of the whole run.
func (t *trial) hear() error {
	var err error
	if t.scope, err = NewScope(t.scenario, &t.start); err != nil {
		t.broke(err.Error())
		t.conclude()
		return nil
	}
	t.result.Rules = t.start.Faults
	var turn *stepTurn
	for i := range t.run.Events {
		e := &t.run.Events[i]
		if turn != nil && turn.label != e.Step {
			t.stepOver(turn)
			turn = nil
		}
		if turn == nil && e.Step != "" {
			turn = t.stepBegins(e.Step, i)
		}
		if err := t.scope.Add(e); err != nil {
			return err
		}
		turn.note(t.scope)
		if f := t.scope.strike; f != nil {
			t.result.Fired[f.Rule]++
		}
	}
	if turn != nil {
		t.stepOver(turn)
	}
	switch t.end.Outcome {
	case trace.Broken:
		t.broke(t.end.Message)
	case trace.Blocked:
		t.unplayed(Blocked, t.end.Message)
	case trace.Ended:
		if err := t.wholeRun(); err != nil {
			return err
		}
	}
	t.unplayed(Skipped, "the run ended before this step")
	t.conclude()
	return nil
}

// broke records that Sandpiper or the scenario failed in this run.
func (t *trial) broke(why string) {
	t.result.Findings = append(t.result.Findings, Finding{Scenario: t.scenario.ID, Run: t.run.ID, RunIndex: t.run.Index, Row: t.run.Row, Check: -1,
		Kind: "run", Verdict: Error, Detail: why, Pos: pos(t.scenario.Pos)})
}

// unplayed gives every check that has no finding yet the same one.
func (t *trial) unplayed(v Verdict, why string) {
	for i := range t.refs {
		if !t.seen[i] {
			f := t.finding(t.run, i)
			f.Verdict, f.Detail = v, why
			t.add(f)
		}
	}
}

func (t *trial) add(f Finding) {
	t.seen[f.Check] = true
	t.result.Findings = append(t.result.Findings, f)
}

// conclude rolls the findings up and lays the run in the scales of the claims.
func (t *trial) conclude() {
	r := t.result
	slices.SortStableFunc(r.Findings, Finding.compare)
	v := RunVerdict{Run: t.run.ID, Index: t.run.Index, Row: t.run.Row, Person: t.start.Person, Groups: t.start.Groups}
	verdicts := make([]Verdict, 0, len(r.Findings))
	breaches, judged := map[string]any{}, map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Kind == string(scenarios.Measure) && f.Verdict <= Skipped {
			continue // judged over all runs
		}
		verdicts = append(verdicts, f.Verdict)
		if f.Hazard == "" {
			continue
		}
		if f.Verdict == Pass || f.Verdict == Breach {
			judged[f.Hazard] = true
		}
		if f.Verdict == Breach {
			n, _ := breaches[f.Hazard].(float64)
			breaches[f.Hazard] = n + 1
			if !slices.Contains(v.Hazards, f.Hazard) {
				v.Hazards = append(v.Hazards, f.Hazard)
			}
		}
	}
	slices.SortFunc(v.Hazards, strings.Compare)
	v.Verdict = Worst(verdicts...)
	if len(verdicts) == 0 && t.end.Outcome == trace.Ended {
		v.Verdict = Vacuous
		if t.onlyMeasures() {
			v.Verdict = Pass
		}
	}
	r.Verdict = v
	for _, c := range t.claims {
		r.claims = append(r.claims, t.weighRun(c, breaches, judged))
	}
}

// onlyMeasures reports whether the scenario checks nothing but measures, which are judged over all runs together.
func (t *trial) onlyMeasures() bool {
	return len(t.refs) > 0 && !slices.ContainsFunc(t.refs, func(r ref) bool { return r.kind != scenarios.Measure })
}

// weighRun decides whether the run is an exposure of a claim, and whether its event happened. A run in which a hazard that
// the event asks for was never put to the test is no evidence for either; one in which it was not asked about is none of the
// claim's business.
func (t *trial) weighRun(c claimRef, breaches map[string]any, judged map[string]bool) weighed {
	if t.scope == nil || t.end.Outcome == trace.Broken {
		return weighed{noEvidence: true}
	}
	vars := t.scope.With(map[string]any{"breaches": breaches})
	if !c.claim.Where.IsZero() {
		in, err := c.claim.Where.True(vars)
		if err != nil {
			return weighed{noEvidence: true}
		}
		if !in {
			return weighed{}
		}
	}
	if len(c.hazards) > 0 && !slices.ContainsFunc(c.hazards, func(h string) bool { return judged[h] }) {
		return weighed{noEvidence: !t.beside(c.hazards)}
	}
	if len(c.hazards) == 0 && t.end.Outcome != trace.Ended {
		return weighed{noEvidence: true}
	}
	event, err := c.claim.Event.True(vars)
	if err != nil {
		return weighed{noEvidence: true}
	}
	return weighed{exposed: true, event: event, groups: t.groups(c.claim.By)}
}

// groups is what the run counts under in each of the ways that a claim is split by: facts of the person, and columns of the row.
func (t *trial) groups(by []string) map[string]string {
	out := make(map[string]string, len(by))
	for _, name := range by {
		if fact, ok := t.start.Groups[name]; ok {
			out[name] = fact
		} else if cell, ok := t.start.Values[name]; ok {
			out[name] = fmt.Sprint(cell)
		}
	}
	return out
}

// truth evaluates a check's expression. What cannot be worked out is not true: the reason comes back in words.
func truth(e *scenarios.Expr, vars map[string]any) (holds bool, why string) {
	holds, err := e.True(vars)
	if err == nil {
		return holds, ""
	}
	why = err.Error()
	if at := e.Pos.String() + ": "; strings.HasPrefix(why, at) {
		why = why[len(at):] // the finding has a place of its own
	}
	return false, cmp.Or(why, fmt.Sprint(err))
}
