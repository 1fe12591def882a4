package judge

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// stepTurn is one turn of a step while its events go by: its only one, or one of a for_each.
type stepTurn struct {
	stepRef
	label    string   // with [k] for a turn of a for_each
	from     int      // place of its first event in the run
	to       int      // and of the one after its last
	skipped  string   // why it was left out
	declared []string // faults that hold during it
	fired    map[string]bool
	observed *trace.Observed
}

func (t *trial) stepBegins(label string, at int) *stepTurn {
	id, _, _ := strings.Cut(label, "[")
	r, ok := t.steps[label]
	if !ok {
		r = t.steps[id]
	}
	return &stepTurn{stepRef: r, label: label, from: at, to: at, fired: map[string]bool{}}
}

// note takes one of the step's events into account, which the scope has just read. A nil turn takes none.
func (s *stepTurn) note(x *Scope) {
	if s == nil {
		return
	}
	s.to++
	switch {
	case x.act != nil:
		s.skipped, s.declared = x.act.Skipped, x.act.Faults
	case x.observed != nil:
		s.observed = x.observed
	case x.strike != nil:
		s.fired[x.strike.Rule] = true
	}
}

// stepOver judges the checks of a step that is done.
func (t *trial) stepOver(s *stepTurn) {
	fate, why := s.fate()
	if fate == Fail {
		f := Finding{Scenario: t.scenario.ID, Run: t.run.ID, RunIndex: t.run.Index, Row: t.run.Row, Step: s.label, Check: -1, Kind: "step",
			Source: s.observed.Product + "." + s.observed.Verb, Verdict: Fail, Detail: why}
		if s.step != nil {
			f.Pos = pos(s.step.Pos)
		}
		t.result.Findings = append(t.result.Findings, f)
	}
	vars := t.scope.Vars()
	var done []Finding
	for _, i := range s.checks {
		f := t.finding(t.run, i)
		f.Step = s.label
		switch {
		case fate == Skipped, fate == Blocked:
			f.Verdict, f.Detail = fate, why
		default:
			if t.asked(&f, &t.refs[i], vars) {
				t.judge(&f, &t.refs[i], vars, s)
			}
		}
		done = append(done, f)
	}
	t.doubt(done, s)
	for _, f := range done {
		t.add(f)
	}
}

// fate is what the way in which the product answered means for every check of the step: Pass for "look at the answer", Fail for
// "look at it, and it was no answer of the protocol". Silence blocks the step, unless a fault had struck: to fall silent
// when a service fails is the product's own doing, and is looked at.
func (s *stepTurn) fate() (Verdict, string) {
	switch {
	case s.skipped != "":
		return Skipped, s.skipped
	case s.observed == nil:
		return Pass, ""
	}
	switch s.observed.Outcome {
	case "ok":
		return Pass, ""
	case "unreachable", "timeout":
		if len(s.fired) > 0 {
			return Fail, "the product fell silent when a fault struck: " + s.observed.Message
		}
		return Blocked, s.observed.Message
	}
	return Fail, s.observed.Message
}

// doubt takes back the passes of a step whose conditions never came: a fault that it declares did not strike, or a sometimes
// among its checks was not true. What failed all the same stays as it is.
func (t *trial) doubt(done []Finding, s *stepTurn) {
	reason := ""
	for _, id := range s.declared {
		if !s.fired[id] && !t.chancy(s.step, id) {
			reason = fmt.Sprintf("the fault %s never struck during this step", id)
			break
		}
	}
	if reason == "" {
		if i := slices.IndexFunc(done, func(f Finding) bool {
			return f.Verdict == Vacuous && f.Kind == string(scenarios.Sometimes)
		}); i >= 0 {
			reason = "what this depends on never happened: " + done[i].Source
		}
	}
	if reason == "" {
		return
	}
	for i := range done {
		if done[i].Verdict == Pass && done[i].Kind != string(scenarios.Measure) {
			done[i].Verdict, done[i].Detail = Vacuous, reason
		}
	}
}

// chancy reports whether a fault of the step strikes only a share of the calls: then not every run can meet it, and
// the scenario as a whole must (see Tally).
func (t *trial) chancy(step *scenarios.Step, id string) bool {
	if step == nil {
		return false
	}
	for i := range step.Faults {
		if f := &step.Faults[i]; f.Name() == id && f.Share > 0 && f.Share < 1 {
			return true
		}
	}
	return false
}

// judge gives a check of a step, or with a nil step one of the whole run, its verdict.
func (t *trial) judge(f *Finding, r *ref, vars map[string]any, s *stepTurn) {
	switch r.kind {
	case scenarios.Plain:
		t.plain(f, r, vars, s)
	case scenarios.Sometimes:
		sometimes(f, r, vars)
	case scenarios.Measure:
		t.measure(f, r, vars)
	default:
		t.temporal(f, r, s)
	}
}
