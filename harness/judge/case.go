package judge

import (
	"fmt"
	"path"
	"regexp"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// Case is a scenario made ready for judging: its checks in one list, in the order of the file. It is safe for many goroutines.
type Case struct {
	scenario *scenarios.Scenario
	refs     []ref
	steps    map[string]stepRef // by label
	whole    []int              // places in refs of the checks of the whole run
	claims   []claimRef
}

// ref is one check and where it belongs.
type ref struct {
	check *scenarios.Check
	kind  scenarios.CheckKind
	step  string // label, empty for checks of the whole run
}

// stepRef is a step with the places of its checks.
type stepRef struct {
	step   *scenarios.Step
	label  string
	checks []int
}

type claimRef struct {
	claim   *scenarios.Claim
	hazards []string // whose breaches the event asks for
}

// NewCase readies a scenario.
func NewCase(s *scenarios.Scenario) *Case {
	c := &Case{scenario: s, steps: map[string]stepRef{}}
	add := func(check *scenarios.Check, step string) int {
		c.refs = append(c.refs, ref{check: check, kind: check.Kind(), step: step})
		return len(c.refs) - 1
	}
	for i := range s.Steps {
		label := Label(s, i)
		r := stepRef{step: &s.Steps[i], label: label}
		for k := range s.Steps[i].Then {
			r.checks = append(r.checks, add(&s.Steps[i].Then[k], label))
		}
		c.steps[label] = r
	}
	for k := range s.Then {
		c.whole = append(c.whole, add(&s.Then[k], ""))
	}
	for i := range s.Claims {
		c.claims = append(c.claims, claimRef{&s.Claims[i], hazardsIn(s.Claims[i].Event.Source)})
	}
	return c
}

var breachesCall = regexp.MustCompile(`breaches\(\s*["']([^"']+)["']\s*\)`)

// hazardsIn lists the hazards that an expression asks breaches() for: a run that never put them to the test is no exposure.
func hazardsIn(source string) []string {
	var out []string
	for _, m := range breachesCall.FindAllStringSubmatch(source, -1) {
		out = append(out, m[1])
	}
	return out
}

// finding is a finding about a check in a run, still without a verdict.
func (c *Case) finding(run *trace.Run, check int) Finding {
	r := &c.refs[check]
	e := r.check.Expr()
	return Finding{Scenario: c.scenario.ID, Run: run.ID, RunIndex: run.Index, Row: run.Row, Step: r.step, Check: check, Kind: string(r.kind),
		Source: e.Source, Where: r.check.Where.Source, Hazard: r.check.Breach, Why: r.check.Why, Pos: pos(e.Pos)}
}

// pos keeps a file's name without its directories: where a scenario was read from is no part of a finding.
func pos(p scenarios.Pos) Pos { return Pos{File: path.Base(p.File), Line: p.Line, Column: p.Column} }

// Run judges one run. An error means that the trace is not one of this scenario; everything else is a finding.
func (c *Case) Run(run *trace.Run) (*RunResult, error) {
	start, err := run.Start()
	if err != nil {
		return nil, fmt.Errorf("judge: %w", err)
	}
	if start.Scenario != c.scenario.ID {
		return nil, fmt.Errorf("judge run %s: it is a run of %s, not of %s", run.ID, start.Scenario, c.scenario.ID)
	}
	end, err := run.End()
	if err != nil {
		return nil, fmt.Errorf("judge: %w", err)
	}
	t := &trial{Case: c, run: run, start: start, end: end, result: &RunResult{Fired: map[string]int{}}, seen: map[int]bool{}, unasked: map[int]bool{}}
	if err := t.hear(); err != nil {
		return nil, fmt.Errorf("judge run %s: %w", run.ID, err)
	}
	return t.result, nil
}
